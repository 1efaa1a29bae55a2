"""The stateless way through a service (intake's Kafka door, the classifier): read, transform, publish, commit. No
records, so no parking either: what cannot be read is set aside by itself.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from chassis.aggregate import Outcome
from chassis.decision import Input
from chassis.failures import Rejected
from chassis.metrics import Metrics
from chassis.wire import Message, Wire

Transform = Callable[[Input], Awaitable[Sequence[Message]]]
Known = Callable[[Sequence[Input]], Awaitable[Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Relay:
    """An `inbound.Handler` that publishes what `transform` makes of each input; `transform` may raise `Rejected`.

    `known` looks up beforehand what a batch's inputs need, in their order, as an `Aggregate`'s does.
    """

    transform: Transform
    wire: Wire
    metrics: Metrics
    known: Known | None = None

    async def handle_many(self, partition: int, given: Sequence[Input], *, retried: bool = False) -> list[Outcome]:  # noqa: ARG002  the port's shape
        """Transform all, publish all, one outcome each. Raises `Unavailable`."""
        outcomes: list[Outcome] = []
        messages: list[Message] = []
        for one in await self._with_known(given):
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

    async def _with_known(self, given: Sequence[Input]) -> Sequence[Input]:
        if self.known is None:
            return given
        return [replace(one, known=known) for one, known in zip(given, await self.known(given), strict=True)]
