"""`apply`: what each own fact makes of the record."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from contracts.cloudevents import Event
from contracts.facts import (
    BreachAnnulled,
    ClockReading,
    ClocksSet,
    DeadlineBreached,
    DeadlineFact,
    DeadlineWarned,
    EscalationAcknowledged,
    EscalationEnded,
    EscalationFact,
    EscalationRaised,
    OneClockFact,
    StaffInformed,
)
from sla_monitor.domain.state import Clocks, Escalation, Kept, by_key, key_of, with_clocks


def apply(state: Clocks | None, event: Event) -> Clocks:
    """The state after one own fact; raises TypeError for a fact that is not this service's."""
    fact = event.data
    if not isinstance(fact, DeadlineFact):
        raise TypeError(f"{event.type} is no fact of tickets.deadlines; only this service's own topic is folded")
    known = replace(state, about=fact.about) if state else Clocks(about=fact.about)
    return _FOLDS[type(fact)](known, fact, event.time)


def _set(state: Clocks, fact: ClocksSet, _: datetime) -> Clocks:
    known = by_key(state)
    kept = {key_of(reading): _kept(known.get(key_of(reading)), reading) for reading in fact.clocks}
    return replace(with_clocks(state, kept.values()), policy_version=fact.policy_version or state.policy_version)


def _kept(old: Kept | None, reading: ClockReading) -> Kept:
    return replace(old, reading=reading) if old else Kept(reading)


def _warned(state: Clocks, fact: DeadlineWarned, _: datetime) -> Clocks:
    kept = _clock(state, fact)
    given = () if kept.reading.warn_at is None else (kept.reading.warn_at,)
    return with_clocks(state, (replace(kept, warned=(*(at for at in kept.warned if at not in given), *given)),))


def _breached(state: Clocks, fact: DeadlineBreached, _: datetime) -> Clocks:
    kept = _clock(state, fact)
    missed = (*(one for one in kept.breaches if one != fact.due_at), fact.due_at)
    return with_clocks(state, (marked(kept, missed),))


def _annulled(state: Clocks, fact: BreachAnnulled, _: datetime) -> Clocks:
    kept = _clock(state, fact)
    return with_clocks(state, (marked(kept, tuple(one for one in kept.breaches if one != fact.due_at)),))


def marked(kept: Kept, breaches: tuple[datetime, ...]) -> Kept:
    """The clock with these breaches on record; its reading shows the last of them."""
    last = breaches[-1] if breaches else None
    return replace(kept, breaches=breaches, reading=kept.reading.model_copy(update={"breached_at": last}))


def _clock(state: Clocks, fact: OneClockFact) -> Kept:
    return by_key(state)[(fact.clock, fact.round, fact.work_order)]


def _raised(state: Clocks, fact: EscalationRaised, at: datetime) -> Clocks:
    if any(one.id == fact.escalation for one in state.escalations):
        return _ladder(state, fact, {"level": fact.level, "next_at": fact.next_at})
    started = Escalation(
        id=fact.escalation,
        trigger=fact.trigger,
        level=fact.level,
        plan=fact.plan,
        raised_at=at,
        next_at=fact.next_at,
        clock=fact.clock,
        work_order=fact.work_order,
        because=fact.because,
    )
    return replace(state, escalations=(*state.escalations, started))


def _acknowledged(state: Clocks, fact: EscalationAcknowledged, _: datetime) -> Clocks:
    return _ladder(state, fact, {"open": False, "acknowledged": True, "next_at": None})


def _ended(state: Clocks, fact: EscalationEnded, _: datetime) -> Clocks:
    return _ladder(state, fact, {"open": False, "next_at": None})


def _ladder(state: Clocks, fact: EscalationFact, changes: Mapping[str, Any]) -> Clocks:
    ladders = (replace(one, **changes) if one.id == fact.escalation else one for one in state.escalations)
    return replace(state, escalations=tuple(ladders))


def _informed(state: Clocks, fact: StaffInformed, _: datetime) -> Clocks:
    return replace(state, informed=tuple(dict.fromkeys((*state.informed, *fact.because))))


_FOLDS: Final[Mapping[type[DeadlineFact], Callable[[Clocks, Any, datetime], Clocks]]] = {
    ClocksSet: _set,
    DeadlineWarned: _warned,
    DeadlineBreached: _breached,
    BreachAnnulled: _annulled,
    EscalationRaised: _raised,
    EscalationAcknowledged: _acknowledged,
    EscalationEnded: _ended,
    StaffInformed: _informed,
}
