"""A ladder that ended because the work was done calls anew where the work was not done after all (D-407)."""

from dataclasses import replace

from contracts.facts import ClockReading, Fact
from contracts.snapshot import TicketBrief
from contracts.vocabulary import ClockState
from sla_monitor.domain import escalation
from sla_monitor.domain.sheet import Seen, Sheet
from sla_monitor.domain.state import Clocks, Escalation, Kept, is_missed, key_of, name_of


def called_again(seen: Seen, sheet: Sheet, about: TicketBrief) -> tuple[Fact, ...]:
    """A result sent back takes with it what ended the ladder: the missed promise calls anew, unless it was answered."""
    if seen.before is None or seen.of_history:
        return ()
    state = replace(seen.before, about=about)
    again = (sheet.readings[key_of(kept.reading)] for kept in state.clocks if _unkept(sheet, kept, state))
    return tuple(
        escalation.on_breach(seen.estate, state, one, f"{seen.given.id}/{name_of(one)}", seen.now) for one in again
    )


def _unkept(sheet: Sheet, kept: Kept, state: Clocks) -> bool:
    old, new = kept.reading, sheet.readings[key_of(kept.reading)]
    runs_on = old.state is ClockState.MET and new.state is ClockState.RUNNING and new.due_at == old.due_at
    return runs_on and is_missed(kept) and not any(_answered(one, old) for one in state.escalations)


def _answered(one: Escalation, clock: ClockReading) -> bool:
    """Whether somebody took this ladder of the clock upon himself; an earlier round's does not count."""
    its = (one.clock, one.work_order) == (clock.clock, clock.work_order) and one.raised_at >= clock.started_at
    return its and one.acknowledged
