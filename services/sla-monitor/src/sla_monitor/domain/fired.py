"""Timers: one warns, breaches, calls the next rung, or ends a pause (D-407, D-409)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chassis.decision import IGNORED, Decision, Due, Input
from contracts.facts import ClocksSet, DeadlineWarned
from contracts.vocabulary import ClockState, Mode
from estate import Estate, calendar_of
from sla_monitor.domain import escalation, ladder
from sla_monitor.domain.annulment import missed
from sla_monitor.domain.pausing import woken
from sla_monitor.domain.state import Clocks, Kept, is_missed, name_of, open_ladders


@dataclass(frozen=True, slots=True)
class Fired:
    """A timer that has fired, with all that is known; `name` is what its name says after the word."""

    estate: Estate
    state: Clocks
    given: Input
    due: Due
    now: datetime

    @property
    def name(self) -> str:
        """Which clock, or which ladder."""
        return self.due.name.partition(":")[2]


def on_timer(fired: Fired) -> Decision:
    """What a fired timer means."""
    return _ON_TIMER[fired.due.name.partition(":")[0]](fired)


def _running(fired: Fired) -> Kept | None:
    """The clock a timer is about, if it still runs to a deadline that is not on record as missed."""
    found = (one for one in fired.state.clocks if name_of(one.reading) == fired.name and not is_missed(one))
    return next((one for one in found if one.reading.state is ClockState.RUNNING), None)


def _on_due(fired: Fired) -> Decision:
    kept = _running(fired)
    if kept is None:
        return IGNORED
    breach = missed(kept.reading, fired.state.about, fired.now)
    if fired.given.mode is Mode.IMPORT:
        return Decision((breach,))
    return Decision((breach, escalation.on_breach(fired.estate, fired.state, kept.reading, fired.given.id, fired.now)))


def _on_warning(fired: Fired) -> Decision:
    """A warning after the deadline helps nobody: it is put on record, and told to none."""
    kept = _running(fired)
    if kept is None:
        return IGNORED
    too_late = fired.now >= kept.reading.due_at
    warned = DeadlineWarned(
        about=fired.state.about,
        clock=kept.reading.clock,
        work_order=kept.reading.work_order,
        round=kept.reading.round,
        due_at=kept.reading.due_at,
        to=() if too_late else ladder.handler(fired.estate, fired.state.about),
    )
    return Decision((warned,))


def _on_rung(fired: Fired) -> Decision:
    ladders = (one for one in open_ladders(fired.state) if one.id == fired.name and one.level < len(one.plan))
    one = next(ladders, None)
    if one is None:
        return IGNORED
    return Decision((escalation.on_rung(fired.estate, fired.state, one, fired.now, fired.due.late_by),))


def _on_resume(fired: Fired) -> Decision:
    """The hour of the appointment has come: what stood still for it runs again."""
    state, calendar = fired.state, calendar_of(fired.estate, fired.state.about.site)
    again = woken(state.clocks, fired.due.due_at, calendar)
    if not again:
        return IGNORED
    return Decision((ClocksSet(about=state.about, clocks=again, policy_version=fired.estate.version),))


_ON_TIMER: Final[Mapping[str, Callable[[Fired], Decision]]] = {
    "due": _on_due,
    "warn": _on_warning,
    "rung": _on_rung,
    "resume": _on_resume,
}
