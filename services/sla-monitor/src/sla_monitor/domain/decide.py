"""`decide`: a lifecycle fact goes through the stages and is told in one `clocks.set`; timers are `fired`'s."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache, partial, reduce
from typing import Final

from chassis.decision import IGNORED, Decision, Due, Input
from contracts.facts import ClocksSet, LifecycleFact
from contracts.snapshot import TicketBrief, brief_of
from estate import Estate, calendar_of
from sla_monitor.domain import escalation
from sla_monitor.domain.annulment import Judged, corrected, judged
from sla_monitor.domain.calling_again import called_again
from sla_monitor.domain.clocks import resumed, started, stopped
from sla_monitor.domain.fired import Fired, on_timer
from sla_monitor.domain.moving import extended, reclassified
from sla_monitor.domain.pausing import paused, woken
from sla_monitor.domain.recompute import EstateEdited, recomputed
from sla_monitor.domain.sheet import Seen, Sheet
from sla_monitor.domain.state import Clocks, Kept, Key, by_key, key_of, with_clocks
from sla_monitor.domain.targets import plans_for

STAGES: Final[tuple[Callable[[Sheet, Seen], Sheet], ...]] = (
    stopped,
    resumed,
    reclassified,
    started,
    extended,
    paused,
)
_TOLD_ANEW: Final = ("kind", "category", "severity", "urgency", "department", "assignee")


def decide(estate: Estate, state: Clocks | None, given: Input, now: datetime) -> Decision:
    """What an input means for a ticket's clocks and ladders; bills and group cases mean nothing."""
    if isinstance(given.data, LifecycleFact):
        return _on_fact(_seen(estate, state, given, given.data, now), state)
    if state is None:
        return IGNORED
    if isinstance(given.data, Due):
        return on_timer(Fired(estate, state, given, given.data, now))
    if isinstance(given.data, EstateEdited):
        return recomputed(state, estate, now)
    return IGNORED


def _seen(estate: Estate, state: Clocks | None, given: Input, fact: LifecycleFact, now: datetime) -> Seen:
    """The policy is asked once per fact and urgency, however many clocks want to know."""
    plans = cache(partial(plans_for, estate, fact.snapshot))
    return Seen(estate, given, fact, now, _as_of(estate, state, given.happened_at), plans)


def _as_of(estate: Estate, state: Clocks | None, at: datetime) -> Clocks | None:
    """The state at the moment of the fact: an appointment that had come by then no longer holds a clock."""
    if state is None:
        return None
    again = woken(state.clocks, at, calendar_of(estate, state.about.site))
    known = by_key(state)
    return with_clocks(state, (replace(known[key_of(reading)], reading=reading) for reading in again))


def _on_fact(seen: Seen, state: Clocks | None) -> Decision:
    about = brief_of(seen.snapshot)
    readings = {key: kept.reading for key, kept in by_key(seen.before).items()}
    sheet = reduce(lambda so_far, stage: stage(so_far, seen), STAGES, Sheet(readings))
    found = judged(sheet, seen, about)
    ladders = (
        *escalation.settled(seen, sheet, found.annulled, about),
        *called_again(seen, sheet, about),
    )
    return Decision(
        (*found.facts, *_set(seen, sheet, found, by_key(state)), *ladders, *escalation.alarmed(seen, about))
    )


def _set(seen: Seen, sheet: Sheet, found: Judged, known: Mapping[Key, Kept]) -> tuple[ClocksSet, ...]:
    """One fact for all clocks that changed; the one due first again where only the ticket did: ladders must know it."""
    about = brief_of(seen.snapshot)
    right = found.kept or {}
    told = [
        corrected(reading, right, key_of(reading))
        for reading in (*sheet.replaced, *sheet.readings.values())
        if key_of(reading) not in known or reading != known[key_of(reading)].reading
    ]
    if not told and seen.before is not None and _is_other(seen.before.about, about):
        told = sorted(sheet.open(), key=lambda reading: reading.due_at)[:1]
    return (ClocksSet(about=about, clocks=tuple(told), policy_version=seen.estate.version),) if told else ()


def _is_other(old: TicketBrief, new: TicketBrief) -> bool:
    return any(getattr(old, name) != getattr(new, name) for name in _TOLD_ANEW)
