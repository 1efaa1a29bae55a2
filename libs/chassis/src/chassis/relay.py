"""The stateless way through a service (intake's Kafka door, the classifier): read, transform, publish, commit. No
records, so no parking either: what cannot be read is set aside by itself.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from chassis.aggregate import Known, Outcome, where, with_known
from chassis.decision import Input
from chassis.failures import Rejected, Unavailable
from chassis.metrics import Metrics
from chassis.wire import Message, Wire
from contracts.vocabulary import DeadReason

Transform = Callable[[Input], Awaitable[Sequence[Message]]]


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
            made, outcome = await self._one(one)
            messages += made
            outcomes.append(outcome)
        if messages:
            await self.wire.send(messages)
            self.metrics.published.inc(len(messages))
        return outcomes

    async def _one(self, given: Input) -> tuple[Sequence[Message], Outcome]:
        if isinstance(given.data, Rejected):
            return (), Outcome(given, dead=given.data)
        try:
            return await self.transform(given), Outcome(given)
        except Unavailable:
            raise
        except Rejected as rejected:
            return (), Outcome(given, dead=rejected)
        except Exception as error:  # noqa: BLE001  a bug in a transform sets this one message aside, no more
            return (), Outcome(given, dead=Rejected(DeadReason.HANDLER_FAILED, where(error)))

    async def _with_known(self, given: Sequence[Input]) -> Sequence[Input]:
        return given if self.known is None else await with_known(self.known, given)
