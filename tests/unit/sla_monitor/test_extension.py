"""An extension is a promise, within its cap, and asked for in time (D-305)."""

from typing import Any

from contracts import facts
from contracts.vocabulary import Clock, ClockState, Kind, TargetUnit, Urgency
from sla_monitor.domain.recompute import recomputed
from tests.unit.sla_monitor.changing import corrected, opened
from tests.unit.sla_monitor.edited import edited
from tests.unit.sla_monitor.timetable import Timetable, when


def granted(table: Timetable, at: str, until: str, **more: Any) -> None:
    table.at(at, facts.TicketExtensionDecided, granted=True, clock=Clock.RESOLUTION, until=when(until), **more)


def test_an_extension_is_a_promise_that_neither_pauses_nor_is_recomputed() -> None:
    table = opened()
    granted(table, "10:00", "2026-12-01 12:00")
    reading = table.reading(Clock.RESOLUTION)
    assert (reading.due_at, reading.target.unit) == (when("2026-12-01 12:00"), TargetUnit.PROMISED)
    [told] = recomputed(table.state, edited(3), table.now).facts
    assert isinstance(told, facts.ClocksSet)
    assert Clock.RESOLUTION not in {one.clock for one in told.clocks}
    table.at(
        "10:30",
        facts.TicketInformationRequested,
        {"waiting_for": "waiting_for_resident", "waiting_since": when("10:30")},
    )
    assert table.reading(Clock.RESOLUTION).state is ClockState.RUNNING


def test_an_extension_never_shortens_and_reaches_no_further_than_the_cap() -> None:
    """D-410: a minor complaint has ten working days at most."""
    table = opened()
    granted(table, "10:00", "2026-11-24 18:00")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00")
    granted(table, "10:10", "2027-03-01 09:00")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-12-05 09:00")


def test_an_extension_refused_changes_no_deadline_but_answers_the_question() -> None:
    table = opened()
    table.at("10:00", facts.TicketExtensionRequested, clock=Clock.RESOLUTION, until=when("2026-12-01 12:00"),
             reason="complex", nth=2, needs_approval=True)  # fmt: skip
    assert table.reading(Clock.EXTENSION_NOTICE).due_at == when("2026-11-25 10:00")
    table.at("11:00", facts.TicketExtensionDecided, granted=False, clock=Clock.RESOLUTION)
    assert table.reading(Clock.EXTENSION_NOTICE).state is ClockState.MET
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00")


def test_an_extended_deadline_can_be_missed_again() -> None:
    table = opened()
    table.until("2026-11-25 09:00")
    granted(table, "2026-11-25 10:00", "2026-11-26 12:00", by="zhou-min")
    [acknowledged] = [fact for fact in table.told(facts.EscalationAcknowledged) if fact.clock is Clock.RESOLUTION]
    assert acknowledged.by == "zhou-min"
    table.until("2026-11-26 12:00")
    assert table.instants(facts.DeadlineBreached, Clock.RESOLUTION) == [
        when("2026-11-25 09:00"),
        when("2026-11-26 12:00"),
    ]
    assert table.kept(Clock.RESOLUTION).breaches == (when("2026-11-25 09:00"), when("2026-11-26 12:00"))


def test_an_extension_does_not_hold_back_an_emergency() -> None:
    table = opened(kind=Kind.REPAIR, severity=None)
    granted(table, "10:00", "2026-12-01 12:00")
    corrected(table, "11:00", urgency=Urgency.EMERGENCY)
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00")


def test_an_extension_asked_after_the_deadline_is_not_granted_by_itself() -> None:
    """D-305: it must be asked before; a manager may still grant it, and answers the ladder with it."""
    table = opened()
    granted(table, "2026-11-25 10:00", "2026-11-26 12:00")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00")
    granted(table, "2026-11-25 10:05", "2026-11-26 12:00", by="zhou-min")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-26 12:00")
