"""After an edit of the estate: every ticket with open clocks is asked once what that changes (design.md, Who decides
what). The estate is read at start, so a walk is due once per partition and edition.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import structlog
from redis.asyncio import Redis

from chassis.answering import answering
from chassis.clock import Clock
from chassis.decision import EFFECT, Input
from chassis.door import Door
from chassis.feed import Assignment
from chassis.record import load
from chassis.repeating import every
from chassis.stub import stub_in
from sla_monitor.domain.recompute import EstateEdited
from sla_monitor.domain.state import OPEN, Clocks

log = structlog.get_logger(__name__)
EVERY_SECONDS = 1.0
CHUNK = 200


@dataclass(slots=True)
class Walk:
    """Over the partitions that are ours and caught up; `walked` in Redis says under which estate each was walked."""

    door: Door[Clocks]
    assignment: Assignment
    redis: Redis
    clock: Clock
    version: str
    done: set[int] = field(default_factory=set)

    async def again_and_again(self) -> None:
        """Until cancelled."""
        await every(EVERY_SECONDS, self._new_ones)

    async def _new_ones(self) -> None:
        """A partition that was away may have been in the hands of a copy of another edition."""
        self.done &= self.assignment.caught
        await self.over(self.assignment.caught - self.done)

    async def over(self, partitions: AbstractSet[int]) -> int:
        """Walk those that were not walked under this estate; how many tickets had a clock that moved."""
        due = {partition for partition in sorted(partitions) if not await self._is_walked(partition)}
        moved = 0
        for partition, subjects in (await self._subjects(due)).items() if due else ():
            for start in range(0, len(subjects), CHUNK):
                moved += await self._ask(partition, subjects[start : start + CHUNK])
        for partition in due:
            with answering():
                await self.redis.set(self._key(partition, "walked"), self.version)
        if due:
            log.info("walked", records=len(due), count=moved, edition=self.version)
        self.done |= partitions
        return moved

    async def _ask(self, partition: int, subjects: Sequence[str]) -> int:
        stored, _ = await self.door.store.load(partition, subjects)
        codec = self.door.aggregate.codec
        states = [None if stub_in(value) else load(value, codec).state for value in stored]  # who rests has no clock
        asked = [s for s, state in zip(subjects, states, strict=True) if state and self._may_move(state)]
        if not asked:
            return 0
        outcomes = await self.door.handle_many(partition, [self._edit(subject) for subject in asked])
        return sum(1 for outcome in outcomes if outcome.facts)

    def _may_move(self, state: Clocks) -> bool:
        return state.policy_version != self.version and any(kept.reading.state in OPEN for kept in state.clocks)

    def _edit(self, subject: str) -> Input:
        now = self.clock.now()
        return Input(
            id=f"estate:{self.version}:{subject}",
            type="estate.edited",
            subject=subject,
            topic=EFFECT,
            data=EstateEdited(self.version),
            at=now,
            happened_at=now,
        )

    async def _is_walked(self, partition: int) -> bool:
        with answering():
            known = await self.redis.get(self._key(partition, "walked"))
        return known == self.version.encode()

    async def _subjects(self, partitions: AbstractSet[int]) -> Mapping[int, Sequence[str]]:
        """The tickets of some partitions, in one scan; the keys are those of `chassis.store`."""
        found: dict[int, list[str]] = {partition: [] for partition in partitions}
        with answering():
            async for key in self.redis.scan_iter(match=f"{self.door.aggregate.service}:*:r:ticket:*", count=1000):
                before, _, subject = key.decode().partition(":r:")
                partition = int(before.rpartition("{")[2].rstrip("}"))
                if partition in found:
                    found[partition].append(subject)
        return found

    def _key(self, partition: int, name: str) -> str:
        return f"{self.door.aggregate.service}:{{{partition}}}:{name}"
