"""Clocks end, begin and are set anew: the stages a lifecycle fact goes through, each `(Sheet, Seen) -> Sheet`."""

from datetime import datetime
from functools import reduce

from contracts.facts import ClockReading, Target
from contracts.vocabulary import Clock, ClockState, Urgency
from sla_monitor.domain.conditions import is_taken_back
from sla_monitor.domain.sheet import Seen, Sheet, changed, ended, is_closed, is_over, put
from sla_monitor.domain.state import OPEN, Key
from sla_monitor.domain.table import (
    AT_ONCE,
    OPENING,
    RESUMED_BY,
    STARTED_BY,
    STOPPED_BY,
    Again,
    Start,
    Stop,
)
from sla_monitor.domain.targets import PROMISED, Plan, because, ends, is_promised


def stopped(sheet: Sheet, seen: Seen) -> Sheet:
    """What the fact ends: met at its own instant, which may lie long before the fact arrived."""
    return reduce(lambda so_far, stop: _stopped(so_far, seen, stop), STOPPED_BY.get(type(seen.fact), ()), sheet)


def _stopped(sheet: Sheet, seen: Seen, stop: Stop) -> Sheet:
    for reading in sheet.open():
        its = reading.clock is stop.clock and _is_its(reading, seen) and not _is_overtaken(reading, seen)
        if its and stop.only(seen.fact):
            at = seen.at(stop.at)
            # an instant before the clock began belongs to an earlier life of it
            at = at if at >= reading.started_at else max(seen.given.happened_at, reading.started_at)
            sheet = put(sheet, ended(reading, stop.state, at), at)
    return sheet


def _is_its(reading: ClockReading, seen: Seen) -> bool:
    order = getattr(seen.fact, "work_order", None)
    return reading.work_order is None or order is None or reading.work_order == order


def _is_overtaken(reading: ClockReading, seen: Seen) -> bool:
    """Whether a newer fact has begun the clock: what would begin it anew then neither ends nor sets it."""
    starts = (start for start in STARTED_BY.get(type(seen.fact), ()) if start.clock is reading.clock)
    return any(_is_older(seen, start, reading) for start in starts if start.again is not Again.NEVER)


def _is_older(seen: Seen, start: Start, reading: ClockReading) -> bool:
    """Told before the clock began, of something before it began. A call that was noted later is none of these."""
    return max(seen.at(start.at), seen.given.happened_at) < reading.started_at


def resumed(sheet: Sheet, seen: Seen) -> Sheet:
    """What was met and is not after all (a result sent back) runs on to the deadline it had."""
    if not is_taken_back(seen.fact):
        return sheet
    for clock in RESUMED_BY.get(type(seen.fact), ()):
        for reading in sheet.readings.values():
            if reading.clock is clock and reading.state is ClockState.MET and reading.round == seen.snapshot.reopened:
                again = changed(reading, state=ClockState.RUNNING, ended_at=None)
                sheet = put(sheet, again, seen.given.happened_at)
    return sheet


def started(sheet: Sheet, seen: Seen) -> Sheet:
    """What the fact starts. The first fact seen of a ticket stands for its opening, whatever it is."""
    starts = STARTED_BY.get(type(seen.fact), ())
    if seen.before is None and starts is not AT_ONCE and not is_over(seen.snapshot):
        starts = (*OPENING, *starts)
    if is_closed(seen.snapshot):
        return sheet
    for start in starts:
        if start.only(seen.fact):
            for order in start.orders(seen.fact):
                sheet = _started(sheet, seen, start, order)
    return sheet


def _started(sheet: Sheet, seen: Seen, start: Start, order: str | None) -> Sheet:
    key = (start.clock, seen.snapshot.reopened, order)
    if not _may_start(sheet, seen, start, key):
        return sheet
    reading = begun(seen, start, order)
    if reading is None or (seen.of_history and reading.due_at <= seen.now):
        return sheet  # history that is over cannot be promised any more, and must alarm nobody
    old = sheet.readings.get(key)
    if old is not None and _is_the_same(old, reading):
        return sheet
    if old is not None and old.state in OPEN:
        sheet = put(sheet, ended(old, ClockState.CANCELLED, reading.started_at), reading.started_at)
    return put(sheet, reading, reading.started_at)


def _is_the_same(old: ClockReading, new: ClockReading) -> bool:
    """Given on in the very instant it began, under the same limits: one promise, whatever has become of it since."""
    if old.ended_at is not None and old.ended_at <= new.started_at:
        return False
    as_begun = (old.started_at, old.target, old.limits) == (new.started_at, new.target, new.limits)
    return as_begun and (old.due_at == new.due_at or not is_promised(new))


def _may_start(sheet: Sheet, seen: Seen, start: Start, key: Key) -> bool:
    old = sheet.readings.get(key)
    if old is None:
        return True
    if _is_older(seen, start, old):
        return False
    return start.again is Again.ALWAYS or (start.again is Again.NEW_HANDLER and _changed_hands(seen))


def _changed_hands(seen: Seen) -> bool:
    if seen.before is None:
        return True
    old, new = seen.before.about, seen.snapshot
    return (old.assignee, old.department) != (new.assignee, new.department)


def begun(seen: Seen, start: Start, order: str | None) -> ClockReading | None:
    """The clock as it begins; None where neither policy nor promise sets it."""
    at = seen.at(start.at)
    promised = seen.named(start.promised)
    plan = seen.plans(_urgency(seen, order)).get(start.clock, ())
    reading = planned(seen, start.clock, order, plan, at) if plan else None
    if promised is None or promised <= at or (reading and reading.due_at <= promised):
        return reading
    return _base(seen, start.clock, order, at, due_at=promised, target=PROMISED)


def _urgency(seen: Seen, order: str | None) -> Urgency | None:
    return next((one.urgency for one in seen.snapshot.work_orders if one.id == order), None)


def planned(seen: Seen, clock: Clock, order: str | None, plan: Plan, at: datetime) -> ClockReading:
    """A clock under a plan, from an instant on."""
    end = ends(plan, at, seen.calendar)
    base = _base(seen, clock, order, at, due_at=end.due_at, target=end.target)
    return changed(base, warn_at=end.warn_at, limits=plan)


def _base(
    seen: Seen, clock: Clock, order: str | None, at: datetime, *, due_at: datetime, target: Target
) -> ClockReading:
    return ClockReading(
        clock=clock,
        work_order=order,
        round=seen.snapshot.reopened,
        state=ClockState.RUNNING,
        target=target,
        started_at=at,
        due_at=due_at,
        because=because(seen.estate, seen.snapshot.site),
    )
