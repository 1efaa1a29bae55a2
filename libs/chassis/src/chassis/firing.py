"""When the due timers of a service fire, round by round, and how what they decided is done (rules 9 and 10)."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import structlog

from chassis.aggregate import Outcome
from chassis.alarm import NOW, Alarm
from chassis.decision import floor_ms
from chassis.due import MOST_AT_ONCE, DueWork, Perform
from chassis.failures import NotCaughtUp
from chassis.feed import Assignment
from chassis.parts import Parts

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Firing:
    """The timed work of a service. `performing` are the effects that were begun, at most about `under_way` of them."""

    parts: Parts
    work: DueWork
    assignment: Assignment
    alarm: Alarm
    ungated: frozenset[str]
    performing: set["asyncio.Task[None]"]
    under_way: int | None = None

    async def fire_when_due(self) -> None:
        """A round, and then wait until another one is worth it."""
        await self.fire_due()
        await self.alarm.rings()

    async def fire_due(self) -> int:
        """One round over the partitions that are ours and caught up: how many timers fired."""
        marks, room = self._watermarks(), self._room()
        self.alarm.begin()
        if not room:
            self.alarm.armed(NOW)
        if not (marks and room):
            return 0
        waking, next_ms = await self._waking(marks)
        if next_ms is not None and await self._asked(marks.keys(), next_ms):
            marks = self._watermarks()
            waking, next_ms = await self._waking(marks)
        if waking:
            self.alarm.armed(NOW)  # where one was due there may be more
        elif next_ms is not None:
            self.alarm.armed(next_ms)
        share = -(-room // max(1, len(waking)))
        firing = (self._fire(each, marks[each], min(share, MOST_AT_ONCE)) for each in waking)
        fired = await asyncio.gather(*firing, return_exceptions=True)
        for answer in fired:
            if isinstance(answer, BaseException) and not isinstance(answer, NotCaughtUp):
                raise answer
        return sum(answer for answer in fired if isinstance(answer, int))

    async def _waking(self, marks: Mapping[int, datetime]) -> tuple[list[int], int | None]:
        return await self.work.door.store.waking({each: floor_ms(mark) for each, mark in marks.items()})

    async def _asked(self, partitions: Iterable[int], next_ms: int) -> bool:
        """Whether Kafka was asked: an effect is due, and only the last fetch answer is too old to let it begin."""
        now_ms = floor_ms(self.parts.clock.now())
        if self.parts.ends is None or self.work.perform is None or next_ms > now_ms:
            return False
        tps = self.assignment.at_their_end(partitions, self.parts.feed, self.ungated)
        if tps:
            self.assignment.asked(await self.parts.ends.ends(tps), now_ms)
        return bool(tps)

    def _room(self) -> int:
        """How many timers may fire now, all partitions together."""
        if self.under_way is None:
            return MOST_AT_ONCE * max(1, self.parts.partitions)
        return max(0, self.under_way - len(self.performing))

    def _watermarks(self) -> dict[int, datetime]:
        """The watermarks of the partitions that are ours and caught up, where they are known."""
        found = {
            partition: self.assignment.watermark(partition, self.parts.feed, self.ungated)
            for partition in sorted(self.assignment.caught)
        }
        return {partition: mark for partition, mark in found.items() if mark is not None}

    async def _fire(self, partition: int, watermark: datetime, most: int) -> int:
        outcomes = await self.work.fire(partition, watermark, most)
        if self.work.perform:
            for outcome in outcomes:
                self._perform(self.work.perform, outcome)
        return len(outcomes)

    def _perform(self, perform: Perform, outcome: Outcome) -> None:
        """Effects run beside: a slow provider holds up no timer. What dies here is found by its `unsure` timer."""
        if outcome.facts:
            task = asyncio.ensure_future(perform(outcome))
            self.performing.add(task)
            task.add_done_callback(self._performed)

    def _performed(self, task: "asyncio.Task[None]") -> None:
        self.performing.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self.parts.metrics.effects_failed.inc()
            log.error("effect_failed", exc_info=error)
