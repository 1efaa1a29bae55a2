"""After an edit of the estate the open clocks are computed again; only an instant that moved is told (design.md, Who
decides what).
"""

from dataclasses import dataclass
from datetime import datetime

from chassis.decision import Decision
from contracts.facts import ClockReading, ClocksSet
from contracts.vocabulary import ClockState
from estate import Calendar, Estate, calendar_of
from sla_monitor.domain.sheet import changed
from sla_monitor.domain.state import OPEN, Clocks, Kept, is_missed
from sla_monitor.domain.targets import Plan, because, ends, is_promised, plans_for


@dataclass(frozen=True, slots=True)
class EstateEdited:
    """The reviewed files changed: an input for every ticket with open clocks."""

    version: str


def recomputed(state: Clocks, estate: Estate, now: datetime) -> Decision:
    """Every open clock under the estate as it is now; doing it again changes nothing."""
    plans = plans_for(estate, state.about)
    calendar = calendar_of(estate, state.about.site)
    moved = tuple(
        changed(new, because=because(estate, state.about.site))
        for kept in state.clocks
        if _may_move(kept)
        and (new := _anew(kept.reading, plans.get(kept.reading.clock, ()), calendar, now)) is not kept.reading
    )
    if not moved:
        return Decision()
    return Decision((ClocksSet(about=state.about, clocks=moved, policy_version=estate.version),))


def _may_move(kept: Kept) -> bool:
    """What was promised stays promised, what was missed stays missed, what a policy no longer names keeps its plan."""
    return kept.reading.state in OPEN and not is_promised(kept.reading) and not is_missed(kept)


def _anew(reading: ClockReading, plan: Plan, calendar: Calendar, now: datetime) -> ClockReading:
    """The same reading object where nothing moves: a deadline is not moved into the past."""
    limits = reading.limits if set(plan) <= set(reading.limits) else plan
    end = ends(limits, reading.started_at, calendar, reading.pauses)
    at = reading.paused_since if reading.state is ClockState.PAUSED and reading.paused_since else now
    if end.due_at <= at or (end.due_at, end.warn_at) == (reading.due_at, reading.warn_at):
        return reading
    return changed(reading, due_at=end.due_at, warn_at=end.warn_at, target=end.target, limits=limits)
