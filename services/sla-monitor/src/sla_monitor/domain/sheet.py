"""One lifecycle fact as it is looked at, and the clocks as they become while its consequences are worked out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chassis.decision import Input
from contracts.facts import ClockReading, LifecycleFact
from contracts.snapshot import Snapshot
from contracts.vocabulary import Clock, ClockState, Mode, TicketState, Urgency
from estate import Calendar, Estate, calendar_of
from sla_monitor.domain.state import OPEN, Clocks, Key, key_of
from sla_monitor.domain.targets import Plan


@dataclass(frozen=True, slots=True)
class Seen:
    """A lifecycle fact with all that is known when it is decided on; `plans`: its clocks, for an urgency."""

    estate: Estate
    given: Input
    fact: LifecycleFact
    now: datetime
    before: Clocks | None
    plans: Callable[[Urgency | None], Mapping[Clock, Plan]]

    @property
    def snapshot(self) -> Snapshot:
        """The ticket after the fact."""
        return self.fact.snapshot

    @property
    def calendar(self) -> Calendar:
        """The hours of the ticket's site."""
        return calendar_of(self.estate, self.snapshot.site)

    @property
    def imported(self) -> bool:
        """Whether this is history being read in: it tells nobody."""
        return self.given.mode is Mode.IMPORT

    @property
    def of_history(self) -> bool:
        """Whether the ticket came by import, also when it is worked on now: what was over before is not made up for."""
        return self.imported or self.snapshot.mode is Mode.IMPORT

    def named(self, name: str) -> datetime | None:
        """The instant that the fact, or else the snapshot, holds under a name."""
        found: Any = getattr(self.fact, name, None) or getattr(self.snapshot, name, None) if name else None
        return found if isinstance(found, datetime) else None

    def at(self, name: str) -> datetime:
        """When it happened: the instant of that name, else what the fact's writer says."""
        return self.named(name) or self.given.happened_at


@dataclass(frozen=True, slots=True)
class Sheet:
    """The readings so far; `touched`: since when a changed clock is what it is; `replaced`: those that began anew."""

    readings: Mapping[Key, ClockReading]
    touched: Mapping[Key, datetime] = field(default_factory=dict)
    replaced: tuple[ClockReading, ...] = ()

    def open(self) -> tuple[ClockReading, ...]:
        """Clocks that run or stand still."""
        return tuple(one for one in self.readings.values() if one.state in OPEN)


def put(sheet: Sheet, reading: ClockReading, at: datetime) -> Sheet:
    """The sheet with a reading written; an ended clock that starts again under its key is kept as `replaced`."""
    key = key_of(reading)
    old = sheet.readings.get(key)
    again = old is not None and old.state not in OPEN and key in sheet.touched
    return Sheet(
        {**sheet.readings, key: reading},
        {key: at, **sheet.touched},
        (*sheet.replaced, old) if again and old is not None else sheet.replaced,
    )


def changed(reading: ClockReading, **changes: object) -> ClockReading:
    """The reading with some fields replaced."""
    return reading.model_copy(update=changes)


def ended(reading: ClockReading, state: ClockState, at: datetime) -> ClockReading:
    """The clock after it was met or cancelled."""
    return changed(reading, state=state, ended_at=at, paused_since=None, paused_until=None, pause_reason=None)


def is_over(snapshot: Snapshot) -> bool:
    """Whether the work is done: nothing new runs but what asks afterwards."""
    return snapshot.state in (TicketState.RESOLVED, TicketState.CLOSED)


def is_closed(snapshot: Snapshot) -> bool:
    """Whether the ticket is closed, or its personal part is gone: nothing runs any more."""
    return snapshot.state is TicketState.CLOSED or snapshot.erased
