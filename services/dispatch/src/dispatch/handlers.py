"""The way in and what is noted afterwards: the one door, with dispatch's indexes behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from chassis.aggregate import Outcome
from chassis.decision import Input
from chassis.door import Door
from chassis.failures import Unavailable
from contracts.facts import LifecycleFact
from dispatch.domain.state import State
from dispatch.indexes import Indexes

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Noting:
    """The door, and the indexes that are brought up to what came out of it."""

    door: Door[State]
    indexes: Indexes

    async def handle(self, given: Input) -> Outcome:
        """One input, as an HTTP route brings it."""
        outcome = await self.door.handle(given)
        await self._note([outcome])
        return outcome

    async def handle_many(self, partition: int, given: Sequence[Input], *, retried: bool = False) -> list[Outcome]:
        """A batch of one partition, as Kafka brings it."""
        outcomes = await self.door.handle_many(partition, given, retried=retried)
        await self._note(outcomes)
        return outcomes

    async def _note(self, outcomes: Sequence[Outcome]) -> None:
        """What was decided stands on Kafka; an index that cannot be reached must not make it look undone."""
        try:
            made = (event.data for outcome in outcomes for event in outcome.facts)
            await self.indexes.note([fact for fact in made if isinstance(fact, LifecycleFact)])
        except Unavailable as unavailable:
            log.warning("indexes_not_noted", reason=str(unavailable))
