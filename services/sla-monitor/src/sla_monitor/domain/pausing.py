"""Clocks that may pause stand still while the ticket waits for the resident or an appointment (D-406)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contracts.facts import ClockReading, PauseSpan
from contracts.vocabulary import ClockState, PauseReason
from estate import Calendar
from sla_monitor.domain.sheet import Seen, Sheet, changed, put
from sla_monitor.domain.state import Kept
from sla_monitor.domain.targets import ends


@dataclass(frozen=True, slots=True)
class Wait:
    """What the ticket waits for; an appointment ends the wait by itself."""

    reason: PauseReason
    since: datetime
    until: datetime | None


def paused(sheet: Sheet, seen: Seen) -> Sheet:
    """Pause what may pause while the ticket waits, let it run again when it does not."""
    wait = wait_of(seen)
    for reading in sheet.open():
        if reading.state is ClockState.PAUSED:
            sheet = _still(sheet, seen, reading, wait)
        elif wait is not None and may_pause(reading):
            since = max(wait.since, reading.started_at, *(pause.until for pause in reading.pauses))
            if _holds(wait, since, reading):
                sheet = put(sheet, standing(reading, wait, since), since)
    return sheet


def _holds(wait: Wait, since: datetime, reading: ClockReading) -> bool:
    """Whether there is anything left to stand still for: an appointment that the clock has already waited out, read
    again after a crash, holds nothing; and a deadline that had passed by then was missed, whatever comes after.
    """
    return since < reading.due_at and (wait.until is None or since < wait.until)


def wait_of(seen: Seen) -> Wait | None:
    """The wait the ticket is in, if any; an appointment whose hour has come is none."""
    snapshot = seen.snapshot
    if snapshot.waiting_for is None:
        return None
    until = snapshot.appointment_at if snapshot.waiting_for is PauseReason.APPOINTMENT else None
    if until is not None and until <= seen.given.happened_at:
        return None
    return Wait(
        snapshot.waiting_for, min(snapshot.waiting_since or seen.given.happened_at, seen.given.happened_at), until
    )


def may_pause(reading: ClockReading) -> bool:
    """Whether any of its limits pauses; the 24 h answer and what is promised have none that does."""
    return any(limit.pauses for limit in reading.limits)


def standing(reading: ClockReading, wait: Wait, since: datetime) -> ClockReading:
    """The clock standing still; `due_at` stays as it was, so what was left can be told from it."""
    return changed(
        reading, state=ClockState.PAUSED, paused_since=since, paused_until=wait.until, pause_reason=wait.reason
    )


def _still(sheet: Sheet, seen: Seen, reading: ClockReading, wait: Wait | None) -> Sheet:
    if wait is None:
        at = min(seen.given.happened_at, reading.paused_until or seen.given.happened_at)
        return put(sheet, running(reading, at, seen.calendar), at)
    new = changed(reading, paused_until=wait.until, pause_reason=wait.reason)
    return sheet if new == reading else put(sheet, new, seen.given.happened_at)


def woken(clocks: Iterable[Kept], until: datetime, calendar: Calendar) -> tuple[ClockReading, ...]:
    """The clocks whose appointment has come by an instant, running again from the hour of it."""
    return tuple(
        running(kept.reading, kept.reading.paused_until, calendar)
        for kept in clocks
        if kept.reading.state is ClockState.PAUSED
        and kept.reading.paused_until is not None
        and kept.reading.paused_until <= until
    )


def running(reading: ClockReading, at: datetime, calendar: Calendar) -> ClockReading:
    """The clock running again from `at`: what was left when it paused is left now."""
    since = reading.paused_since or at
    pauses = (*reading.pauses, PauseSpan(since=since, until=max(at, since)))
    end = ends(reading.limits, reading.started_at, calendar, pauses)
    return changed(
        reading,
        state=ClockState.RUNNING,
        due_at=end.due_at,
        warn_at=end.warn_at,
        target=end.target,
        pauses=pauses,
        paused_since=None,
        paused_until=None,
        pause_reason=None,
    )
