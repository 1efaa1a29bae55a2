"""Timed work (rules 9 and 10): claim what is due up to the watermark, take it through the door, perform outside
effects.

A timer is `(subject, name, due_at)`. The one that fires is checked against the record's own timers, so a re-armed
or cancelled one falls flat. A timer whose decision fails stays under its lease and comes again when that runs out:
it cannot be
forgotten.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

import structlog

from chassis.aggregate import Outcome
from chassis.clock import Clock
from chassis.decision import TIMER, Due, Input, floor_ms, from_ms
from chassis.door import Door
from chassis.failures import Rejected
from chassis.metrics import Metrics
from chassis.rows import Claimed
from contracts.vocabulary import DeadReason

log = structlog.get_logger(__name__)
_NAMESPACE = UUID("6f0c8a3e-3f0b-5a53-9a0e-51d0b2a4c7d1")
MOST_AT_ONCE = 200
Perform = Callable[[Outcome], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class DueWork:
    """The due-queues of a service's partitions. `perform` acts on what a fired timer decided (a provider is called
    here).
    """

    door: Door[Any]
    clock: Clock
    metrics: Metrics
    perform: Perform | None = None

    async def fire(self, partition: int, watermark: datetime, most: int = MOST_AT_ONCE) -> list[Outcome]:
        """Fire what is due up to the watermark; the outcomes, whose effects are still to be performed."""
        claimed = await self.door.store.claim(partition, floor_ms(watermark), most)
        if not claimed:
            return []
        now = self.clock.now()
        outcomes = await self.door.handle_many(partition, [as_input(timer, now) for timer in claimed])
        for timer, outcome in zip(claimed, outcomes, strict=True):
            if outcome.dead:
                self._stays(timer, outcome.dead)
            else:
                self.metrics.timer_lateness.observe(max(0.0, now.timestamp() - timer.due_ms / 1000))
        await self.door.store.release(partition, _settled(claimed, outcomes))
        return outcomes

    def _stays(self, timer: Claimed, rejected: Rejected) -> None:
        """A parked subject's timers wait without a word; one that cannot be decided is told each time it comes."""
        if rejected.reason is not DeadReason.BEHIND:
            self.metrics.rejected.labels(reason=rejected.reason.value).inc()
            log.error(
                "timer_failed",
                subject=timer.subject,
                timer=timer.name.partition(":")[0],
                reason=rejected.reason,
                message=rejected.message,
            )


def as_input(timer: Claimed, now: datetime) -> Input:
    """A claimed timer as an input; its id follows from what it is, so firing twice is one input."""
    due_at = from_ms(timer.due_ms)
    due = Due(name=timer.name, due_at=due_at, late_by=max(now - due_at, timedelta(0)))
    identity = str(uuid5(_NAMESPACE, f"{timer.subject} {timer.name} {timer.due_ms}"))
    return Input(
        id=identity,
        type="timer",
        subject=timer.subject,
        topic=TIMER,
        data=due,
        at=now,
        happened_at=due_at,
        correlation_id=identity,
    )


def _settled(claimed: Sequence[Claimed], outcomes: Sequence[Outcome]) -> list[Claimed]:
    """Timers to let go: all but those whose decision failed."""
    return [timer for timer, outcome in zip(claimed, outcomes, strict=True) if outcome.dead is None]
