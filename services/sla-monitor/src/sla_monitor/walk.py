"""After an edit of the estate: every ticket with open clocks is asked once what that changes (design.md, Who decides
what). The estate is read at start, so a walk is due once per partition and process.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import structlog
from redis.asyncio import Redis

from chassis.clock import Clock
from chassis.decision import EFFECT, Input
from chassis.door import Door
from chassis.failures import NotCaughtUp, Unavailable
from chassis.feed import Assignment
from chassis.record import load
from chassis.store import answering
from sla_monitor.domain.recompute import EstateEdited
from sla_monitor.domain.state import OPEN, Clocks

log = structlog.get_logger(__name__)
EVERY_SECONDS = 1.0
CHUNK = 200


@dataclass(slots=True)
class Walk:
    """Over the partitions that are ours and caught up. A ticket told under this estate already is passed over."""

    door: Door[Clocks]
    assignment: Assignment
    redis: Redis
    clock: Clock
    version: str
    done: set[int] = field(default_factory=set)

    async def again_and_again(self) -> None:
        """Until cancelled; what cannot be done for want of Kafka or Redis waits for the next round."""
        while True:
            for partition in sorted(self.assignment.caught - self.done):
                try:
                    moved = await self.over(partition)
                except (Unavailable, NotCaughtUp) as reason:
                    log.warning("walk_waits", partition=partition, reason=str(reason))
                else:
                    self.done.add(partition)
                    log.info("walked", partition=partition, count=moved, edition=self.version)
            await asyncio.sleep(EVERY_SECONDS)

    async def over(self, partition: int) -> int:
        """Ask the tickets of one partition; how many had a clock that moved."""
        moved = 0
        async for subjects in self._subjects(partition):
            stored, _ = await self.door.store.load(partition, subjects)
            states = [load(value, self.door.aggregate.codec).state for value in stored]
            asked = [s for s, state in zip(subjects, states, strict=True) if state and self._may_move(state)]
            if asked:
                outcomes = await self.door.handle_many(partition, [self._edit(subject) for subject in asked])
                moved += sum(1 for outcome in outcomes if outcome.facts)
        return moved

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

    async def _subjects(self, partition: int) -> AsyncIterator[Sequence[str]]:
        """The partition's subjects, some hundred at a time; the keys are those of `chassis.store`."""
        prefix = f"{self.door.aggregate.service}:{{{partition}}}:r:"
        with answering():
            keys = [key async for key in self.redis.scan_iter(match=f"{prefix}ticket:*", count=1000)]
        found = [key.decode().removeprefix(prefix) for key in keys]
        for start in range(0, len(found), CHUNK):
            yield found[start : start + CHUNK]
