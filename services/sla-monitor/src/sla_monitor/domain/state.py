"""What is known of one ticket's clocks: exactly the fold of the service's own facts (rule 3)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from contracts.facts import ClockReading, Rung
from contracts.identifiers import BookVersion, EventId, Instant, RuleName, WorkOrderId
from contracts.snapshot import TicketBrief
from contracts.vocabulary import Clock, ClockState, EscalationTrigger, TicketState

Key = tuple[Clock, int, WorkOrderId | None]
OPEN: Final = frozenset({ClockState.RUNNING, ClockState.PAUSED})


@dataclass(frozen=True, slots=True)
class Kept:
    """One clock: its last reading, the warnings that were given (their instants) and the deadlines it missed."""

    reading: ClockReading
    warned: tuple[Instant, ...] = ()
    breaches: tuple[Instant, ...] = ()


@dataclass(frozen=True, slots=True)
class Escalation:
    """One ladder being climbed; `plan` is frozen as it was when the first level was called."""

    id: EventId
    trigger: EscalationTrigger
    level: int
    plan: tuple[Rung, ...]
    raised_at: Instant
    next_at: Instant | None = None
    clock: Clock | None = None
    work_order: WorkOrderId | None = None
    because: tuple[RuleName, ...] = ()
    open: bool = True
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Clocks:
    """All clocks and ladders of a ticket, and the ticket as it was known when they were last told of."""

    about: TicketBrief
    clocks: tuple[Kept, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    informed: tuple[RuleName, ...] = ()
    policy_version: BookVersion | None = None


def key_of(reading: ClockReading) -> Key:
    """What tells one clock from another: which promise, in which of the ticket's lives, for which work order."""
    return (reading.clock, reading.round, reading.work_order)


def name_of(reading: ClockReading) -> str:
    """The clock's name inside a timer's name."""
    order = f":{reading.work_order}" if reading.work_order else ""
    return f"{reading.clock}:{reading.round}{order}"


def by_key(state: Clocks | None) -> Mapping[Key, Kept]:
    """The clocks of a state, each under its key."""
    return {key_of(kept.reading): kept for kept in state.clocks} if state else {}


def is_missed(kept: Kept) -> bool:
    """Whether the deadline the clock runs to is on record as missed."""
    return kept.reading.due_at in kept.breaches


def open_ladders(state: Clocks | None) -> tuple[Escalation, ...]:
    """Ladders that nobody has answered and that have not ended."""
    return tuple(one for one in state.escalations if one.open) if state else ()


def timers(state: Clocks) -> dict[str, datetime]:
    """Which timers a state has running: warnings, deadlines, the end of an appointed pause, the next rung."""
    names = dict(_of_clocks(state.clocks))
    pauses = [kept.reading.paused_until for kept in state.clocks if kept.reading.state is ClockState.PAUSED]
    if until := min((one for one in pauses if one is not None), default=None):
        names["resume"] = until
    return names | {f"rung:{one.id}": one.next_at for one in open_ladders(state) if one.next_at is not None}


def rests(state: Clocks) -> bool:
    """Whether no clock is open and no ladder; once the ticket is closed, what was missed and calls nobody any more is
    waited for no longer (a crew's receipt that was never registered).
    """
    closed = state.about.state is TicketState.CLOSED
    clocks = (kept for kept in state.clocks if kept.reading.state in OPEN)
    ladders = (one.next_at is None for one in open_ladders(state))
    return all(closed and is_missed(kept) for kept in clocks) and all(closed and done for done in ladders)


def _of_clocks(clocks: Iterable[Kept]) -> Iterable[tuple[str, datetime]]:
    for kept in clocks:
        reading = kept.reading
        if reading.state is not ClockState.RUNNING or is_missed(kept):
            continue
        yield f"due:{name_of(reading)}", reading.due_at
        if reading.warn_at is not None and reading.warn_at not in kept.warned and reading.warn_at < reading.due_at:
            yield f"warn:{name_of(reading)}", reading.warn_at


def with_clocks(state: Clocks, clocks: Iterable[Kept]) -> Clocks:
    """The state with these clocks put in place of those of the same key, or added."""
    return replace(state, clocks=tuple({**by_key(state), **{key_of(one.reading): one for one in clocks}}.values()))
