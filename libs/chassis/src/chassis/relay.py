"""The stateless way through a service (intake's Kafka door, the classifier): read, transform, publish, commit. No
records, so no parking either: what cannot be read is set aside by itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from chassis.aggregate import Outcome
from chassis.decision import Input
from chassis.failures import Rejected
from chassis.metrics import Metrics
from chassis.wire import Message, Wire

Transform = Callable[[Input], Awaitable[Sequence[Message]]]


@dataclass(frozen=True, slots=True)
class Relay:
    """An `inbound.Handler` that publishes what `transform` makes of each input; `transform` may raise `Rejected`."""

    transform: Transform
    wire: Wire
    metrics: Metrics

    async def handle_many(self, partition: int, given: Sequence[Input], *, retried: bool = False) -> list[Outcome]:  # noqa: ARG002  the port's shape
        """Transform all, publish all, one outcome each. Raises `Unavailable`."""
        outcomes: list[Outcome] = []
        messages: list[Message] = []
        for one in given:
            try:
                if isinstance(one.data, Rejected):
                    raise one.data
                messages += await self.transform(one)
                outcomes.append(Outcome(one))
            except Rejected as rejected:
                outcomes.append(Outcome(one, dead=rejected))
        if messages:
            await self.wire.send(messages)
            self.metrics.published.inc(len(messages))
        return outcomes
