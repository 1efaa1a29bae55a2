"""Ladders: raised by a breach or an alarm, climbed until answered, ended when the promise is kept (D-407, D-408)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from contracts import facts
from contracts.facts import ClockReading, EscalationAcknowledged, EscalationEnded, EscalationRaised, Fact, Rung
from contracts.identifiers import SYSTEM
from contracts.ids import event_id
from contracts.snapshot import TicketBrief
from contracts.vocabulary import ClockState, EscalationEnd, EscalationTrigger, TicketState
from estate import Alarm, Estate, alarms_for
from sla_monitor.domain import ladder
from sla_monitor.domain.sheet import Seen, Sheet, is_closed, is_over
from sla_monitor.domain.state import OPEN, Clocks, Escalation, Key, key_of, open_ladders
from sla_monitor.domain.table import ACKNOWLEDGED_BY, WEIGHING

_CLOCKS_DIFFER = timedelta(minutes=1)


def on_breach(estate: Estate, state: Clocks, reading: ClockReading, cause: str, now: datetime) -> EscalationRaised:
    """The first level, and with it the whole ladder, frozen."""
    about = state.about
    plan = ladder.plan_for(estate, about)
    return EscalationRaised(
        about=about,
        escalation=_id(cause, state),
        trigger=EscalationTrigger.BREACH,
        clock=reading.clock,
        work_order=reading.work_order,
        plan=plan,
        because=reading.because,
        late_by=max(now - reading.due_at, timedelta(0)),
        **_called(estate, about, plan[0], plan, now),
    )


def _id(cause: str, state: Clocks | None) -> str:
    """The cause alone is not enough: a deadline that was annulled can be missed again, by the same timer."""
    return event_id(cause, "escalation", len(state.escalations) if state else 0)


def on_rung(estate: Estate, state: Clocks, one: Escalation, now: datetime, late_by: timedelta) -> EscalationRaised:
    """The next level: nobody acknowledged in time. It waits from now: a late rung hurries none above it."""
    rung = one.plan[one.level]
    return EscalationRaised(
        about=state.about,
        escalation=one.id,
        trigger=one.trigger,
        clock=one.clock,
        work_order=one.work_order,
        because=one.because,
        late_by=late_by,
        **_called(estate, state.about, rung, one.plan, now),
    )


def _called(estate: Estate, about: TicketBrief, rung: Rung, plan: tuple[Rung, ...], now: datetime) -> dict[str, object]:
    above = rung.level < len(plan)
    return {
        "level": rung.level,
        "roles": rung.roles,
        "to": rung.to,
        "informed": ladder.informed(estate, about, rung.to),
        "next_at": now + rung.wait if above and rung.wait is not None else None,
    }


def alarmed(seen: Seen, about: TicketBrief) -> tuple[Fact, ...]:
    """Those who must hear of such a ticket at once do (D-408): all new alarms of a fact in one escalation."""
    if seen.imported or is_over(seen.snapshot) or (seen.of_history and not isinstance(seen.fact, WEIGHING)):
        return ()
    new = _new_alarms(seen)
    calling = tuple(alarm for alarm in new if alarm.trigger is not None)
    plan = ladder.plan_after(seen.estate, about, calling) if calling else ()
    raised = (_alarm(seen, about, calling, plan),) if plan else ()
    return (*raised, *_informed(seen, about, new, plan))


def _new_alarms(seen: Seen) -> tuple[Alarm, ...]:
    snapshot = seen.snapshot
    found = alarms_for(seen.estate, snapshot.kind, snapshot.severity, snapshot.urgency, frozenset(snapshot.flags))
    known = set(seen.before.informed) if seen.before else set()
    known |= {name for one in (seen.before.escalations if seen.before else ()) for name in one.because}
    return tuple(alarm for alarm in found if f"alarm:{alarm.name}" not in known)


def _alarm(seen: Seen, about: TicketBrief, alarms: tuple[Alarm, ...], plan: tuple[Rung, ...]) -> EscalationRaised:
    return EscalationRaised(
        about=about,
        escalation=_id(seen.given.id, seen.before),
        trigger=next(alarm.trigger for alarm in alarms if alarm.trigger is not None),
        plan=plan,
        because=tuple(f"alarm:{alarm.name}" for alarm in alarms),
        **_called(seen.estate, about, plan[0], plan, seen.now),
    )


def _informed(
    seen: Seen, about: TicketBrief, alarms: tuple[Alarm, ...], plan: tuple[Rung, ...]
) -> Iterator[facts.StaffInformed]:
    """Who is only informed, unless a ladder has called them about this ticket already."""
    only = tuple(alarm for alarm in alarms if alarm.trigger is None)
    called = {one for rung in plan[:1] for one in rung.to}
    for one in seen.before.escalations if seen.before else ():
        called |= {person for rung in one.plan[: one.level] for person in rung.to}
    to = tuple(
        one for one in ladder.people(seen.estate, about, (role for a in only for role in a.tell)) if one not in called
    )
    if to:
        yield facts.StaffInformed(about=about, to=to, because=tuple(f"alarm:{alarm.name}" for alarm in only))


def settled(seen: Seen, sheet: Sheet, annulled: frozenset[Key], about: TicketBrief) -> tuple[Fact, ...]:
    """What the fact does to the ladders being climbed: answered, ended, or nothing."""
    return tuple(
        fact for one in open_ladders(seen.before) if (fact := _settled(seen, sheet, annulled, one, about)) is not None
    )


def _settled(seen: Seen, sheet: Sheet, annulled: frozenset[Key], one: Escalation, about: TicketBrief) -> Fact | None:
    if isinstance(seen.fact, facts.TicketEscalationAnswered) and _was_there(one, seen):
        return _acknowledged(seen, one, about)
    if one.clock is None:
        return _alarm_settled(seen, one, about)
    for key in sheet.touched:
        if (key[0], key[2]) == (one.clock, one.work_order) and key in _known(seen):
            was = next((old for old in sheet.replaced if key_of(old) == key), sheet.readings[key])
            if key in annulled:
                return _ended(one, about, EscalationEnd.ANNULLED)
            return _clock_settled(seen, was, one, about)
    return None


def _was_there(one: Escalation, seen: Seen) -> bool:
    """Nobody answers a call before it was made, as an answer read twice would; a minute is left to differing clocks."""
    return one.raised_at <= seen.given.happened_at + _CLOCKS_DIFFER


def _known(seen: Seen) -> set[Key]:
    kept = seen.before.clocks if seen.before else ()
    return {key_of(one.reading) for one in kept if one.reading.state in OPEN}


def _alarm_settled(seen: Seen, one: Escalation, about: TicketBrief) -> Fact | None:
    if is_closed(seen.snapshot):
        return _ended(one, about, EscalationEnd.CLOSED)
    if seen.snapshot.state is TicketState.RESOLVED:
        return _ended(one, about, EscalationEnd.MET)
    taken = isinstance(seen.fact, ACKNOWLEDGED_BY) and _was_there(one, seen)
    return _acknowledged(seen, one, about) if taken and one.trigger is EscalationTrigger.EMERGENCY else None


def _clock_settled(seen: Seen, reading: ClockReading, one: Escalation, about: TicketBrief) -> Fact | None:
    if reading.state is ClockState.CANCELLED:
        return _ended(one, about, EscalationEnd.CLOSED)
    if reading.state is ClockState.MET:
        return _ended(one, about, EscalationEnd.MET)
    granted = isinstance(seen.fact, facts.TicketExtensionDecided) and reading.due_at > seen.now
    return _acknowledged(seen, one, about) if granted else None


def _acknowledged(seen: Seen, one: Escalation, about: TicketBrief) -> EscalationAcknowledged:
    return EscalationAcknowledged(
        about=about,
        escalation=one.id,
        trigger=one.trigger,
        level=one.level,
        clock=one.clock,
        work_order=one.work_order,
        by=getattr(seen.fact, "by", SYSTEM),
        acknowledged_at=seen.given.happened_at,
    )


def _ended(one: Escalation, about: TicketBrief, reason: EscalationEnd) -> EscalationEnded:
    return EscalationEnded(
        about=about,
        escalation=one.id,
        trigger=one.trigger,
        level=one.level,
        clock=one.clock,
        work_order=one.work_order,
        reason=reason,
    )
