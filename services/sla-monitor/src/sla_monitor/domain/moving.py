"""Deadlines that move: a correction tightens, an extension promises (D-207, D-305, D-406); stages as in `clocks`."""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce

from contracts import facts
from contracts.facts import ClockReading
from contracts.identifiers import SYSTEM
from contracts.vocabulary import Clock, ClockState
from sla_monitor.domain.clocks import begun, planned
from sla_monitor.domain.sheet import Seen, Sheet, changed, ended, is_over, put
from sla_monitor.domain.table import OPENING, Start
from sla_monitor.domain.targets import PROMISED, Plan, ends, is_promised, latest


def reclassified(sheet: Sheet, seen: Seen) -> Sheet:
    """After a correction every open clock obeys the old limits and the new ones: nothing is loosened (D-207, D-406)."""
    if seen.before is None or not _reclassified(seen) or is_over(seen.snapshot):
        return sheet
    plans = seen.plans(None)
    for reading in sheet.open():
        sheet = _set_anew(sheet, seen, reading, plans)
    return reduce(lambda so_far, start: _newly_applying(so_far, seen, start), OPENING, sheet)


def _reclassified(seen: Seen) -> bool:
    old, new = (seen.before.about if seen.before else None), seen.snapshot
    return old is not None and (old.kind, old.severity, old.urgency) != (new.kind, new.severity, new.urgency)


def _set_anew(sheet: Sheet, seen: Seen, reading: ClockReading, plans: Mapping[Clock, Plan]) -> Sheet:
    at, plan = seen.given.happened_at, plans.get(reading.clock)
    if plan is None:
        if is_promised(reading):
            return sheet
        return put(sheet, ended(reading, ClockState.CANCELLED, at), at)
    new = tightened(reading, plan, seen, at)
    return sheet if new == reading else put(sheet, new, at)


def tightened(reading: ClockReading, plan: Plan, seen: Seen, at: datetime) -> ClockReading:
    """The clock under `plan` as well. Where that would end in the past, the new plan counts from the correction."""
    at = reading.paused_since or at  # while it stands still no time passes for it
    limits = plan if is_promised(reading) else tuple(dict.fromkeys((*reading.limits, *plan)))
    end = ends(limits, reading.started_at, seen.calendar, reading.pauses)
    if end.due_at > at and not (is_promised(reading) and end.due_at >= reading.due_at):
        return changed(reading, due_at=end.due_at, warn_at=end.warn_at, target=end.target, limits=limits)
    fresh = ends(plan, at, seen.calendar)
    if fresh.due_at >= reading.due_at:
        return reading
    return changed(
        reading,
        started_at=at,
        due_at=fresh.due_at,
        warn_at=fresh.warn_at,
        target=fresh.target,
        limits=plan,
        pauses=(),
    )


def _newly_applying(sheet: Sheet, seen: Seen, start: Start) -> Sheet:
    """A clock that the old class did not have runs from the opening too, but never into the past."""
    old = sheet.readings.get((start.clock, seen.snapshot.reopened, None))
    if old is not None and old.state is not ClockState.CANCELLED:
        return sheet
    reading = begun(seen, start, None)
    if reading is None:
        return sheet
    at = seen.given.happened_at
    if reading.due_at <= at:
        reading = planned(seen, start.clock, None, reading.limits, at)
    return put(sheet, reading, at)


def extended(sheet: Sheet, seen: Seen) -> Sheet:
    """More time was granted: a promise now, as far as the cap allows; it never shortens (D-305, D-410)."""
    fact = seen.fact
    if not isinstance(fact, facts.TicketExtensionDecided) or not fact.granted or fact.until is None:
        return sheet
    for reading in sheet.open():
        if reading.clock is fact.clock and reading.work_order is None and not _too_late(reading, seen, fact.by):
            cap = latest(seen.estate, seen.snapshot, reading.clock, reading.started_at, seen.calendar)
            until = min(fact.until, cap) if cap else fact.until
            if until > reading.due_at:
                sheet = put(sheet, _promised(reading, until), seen.given.happened_at)
    return sheet


def _too_late(reading: ClockReading, seen: Seen, by: str) -> bool:
    """What is asked after the deadline is not granted by itself; a manager may still grant it (D-305)."""
    return by == SYSTEM and seen.given.happened_at >= reading.due_at


def _promised(reading: ClockReading, until: datetime) -> ClockReading:
    """The same clock running to a promised instant; what is promised does not pause (D-406)."""
    return changed(
        reading,
        state=ClockState.RUNNING,
        due_at=until,
        warn_at=None,
        target=PROMISED,
        limits=(),
        paused_since=None,
        paused_until=None,
        pause_reason=None,
    )
