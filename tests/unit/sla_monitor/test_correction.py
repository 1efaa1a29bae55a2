"""What a correction and a reopening do to clocks that were set (D-207, D-406)."""

from datetime import timedelta

from contracts import facts
from contracts.vocabulary import (
    Clock,
    ClockState,
    Kind,
    ReplyKind,
    ReplyMeans,
    Severity,
    TicketState,
    Urgency,
)
from tests.unit.sla_monitor.changing import corrected, opened
from tests.unit.sla_monitor.timetable import Timetable, when


def test_an_upgrade_tightens_what_is_looser_and_never_loosens_what_was_set() -> None:
    """Minor to major: the resolution's one working day stays, though a major complaint has three."""
    table = opened()
    corrected(table, "09:30", severity=Severity.MAJOR)
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00")
    assert table.reading(Clock.FIRST_RESPONSE).due_at == when("11:00")


def test_an_upgrade_to_an_emergency_tightens() -> None:
    table = opened(kind=Kind.REPAIR, severity=None)
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-27 09:00")
    corrected(table, "09:10", urgency=Urgency.EMERGENCY)
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00")
    assert table.reading(Clock.ON_SITE).due_at == when("09:30")


def test_a_downgrade_loosens_nothing_either() -> None:
    """D-207: never loosening a clock already set."""
    table = opened(severity=Severity.MAJOR)
    corrected(table, "09:30", severity=Severity.IMPORTANT)
    assert table.reading(Clock.FIRST_RESPONSE).due_at == when("11:00")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-26 09:00"), "two days are stricter than three"


def test_a_new_deadline_is_not_set_into_the_past() -> None:
    """Half an hour to be on site, counted from nine, had passed when it became an emergency at three."""
    table = opened(kind=Kind.REPAIR, severity=None)
    corrected(table, "15:00", urgency=Urgency.EMERGENCY)
    assert table.reading(Clock.ON_SITE).due_at == when("15:30")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00"), "this one had not passed"


def test_a_clock_that_the_new_kind_does_not_know_is_cancelled_and_a_new_one_begins() -> None:
    table = opened()
    corrected(table, "10:00", kind=Kind.PAID_SERVICE, severity=None)
    assert table.reading(Clock.VERIFICATION).state is ClockState.CANCELLED
    assert table.reading(Clock.QUOTE).due_at == when("2026-11-25 09:00")


def test_a_correction_after_triage_starts_what_the_class_asks_for_from_the_beginning() -> None:
    table = opened(kind=None, severity=None, urgency=None, category=None, state=TicketState.TRIAGE)
    changes = {"kind": Kind.COMPLAINT, "severity": Severity.IMPORTANT, "urgency": Urgency.NORMAL}
    corrected(table, "11:00", state=TicketState.OPENED, **changes)
    assert table.reading(Clock.RESOLUTION).started_at == when("09:00")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-26 09:00")


def test_a_correction_of_the_category_alone_moves_nothing_but_the_ladder_knows_it() -> None:
    table = opened()
    before = table.reading(Clock.RESOLUTION)
    corrected(table, "10:00", department="sh-engineering", category="facility_repair")
    assert table.reading(Clock.RESOLUTION) == before
    table.until("11:00")
    assert table.told(facts.EscalationRaised)[0].to == ("qian-zhiqiang",), "engineering's head, not customer service's"


def test_what_was_breached_stays_on_record() -> None:
    table = opened()
    table.until("11:00")
    corrected(table, "11:30", severity=Severity.MAJOR)
    assert table.reading(Clock.FIRST_RESPONSE).breached_at == when("11:00")
    table.until("2026-11-25 08:00")
    assert table.instants(facts.DeadlineBreached, Clock.FIRST_RESPONSE) == [when("11:00")], "not a second time"


def reopened(table: Timetable, at: str) -> None:
    changes = {"state": TicketState.OPENED, "reopened": 1, "reopened_at": when(at)}
    table.at(at, facts.TicketReopened, changes, reason="resident_disputed")


def test_a_reopened_ticket_has_new_clocks_and_keeps_the_record_of_the_old_ones() -> None:
    """D-310"""
    table = opened()
    table.at("2026-11-25 10:00", facts.TicketCompleted, {"state": TicketState.RESOLVED})
    reopened(table, "2026-11-26 09:00")
    assert table.reading(Clock.RESOLUTION).breached_at == when("2026-11-25 09:00")
    assert table.reading(Clock.RESOLUTION, life=1).due_at == when("2026-11-27 09:00")
    assert table.reading(Clock.FIRST_RESPONSE, life=1).due_at == when("2026-11-26 11:00")
    assert table.reading(Clock.FOLLOW_UP).state is ClockState.CANCELLED
    assert table.refolded() == table.state


def test_a_report_to_the_resident_starts_the_next_interval() -> None:
    """D-403: reported on regularly, at an interval per urgency."""
    table = opened(urgency=Urgency.EMERGENCY)
    assert table.reading(Clock.NEXT_UPDATE).due_at == when("13:00")
    table.at(
        "10:00", facts.TicketReplyRecorded, means=ReplyMeans.PHONE, kind=ReplyKind.INTERIM, replied_at=when("10:00")
    )
    assert table.reading(Clock.NEXT_UPDATE).due_at == when("10:00") + timedelta(hours=4)


def test_a_kind_corrected_there_and_back_owes_what_it_owed_before() -> None:
    table = opened()
    corrected(table, "10:00", kind=Kind.REPAIR, severity=None)
    assert table.reading(Clock.VERIFICATION).state is ClockState.CANCELLED
    corrected(table, "10:30", kind=Kind.COMPLAINT, severity=Severity.MINOR)
    reading = table.reading(Clock.VERIFICATION)
    assert (reading.state, reading.due_at) == (ClockState.RUNNING, when("18:00"))


def test_a_new_handler_is_known_at_the_next_warning_for_the_price_of_one_small_fact() -> None:
    """A record is the fold of own facts: what ladders and warnings need of the ticket must stand in one of them."""
    table = opened(urgency=None)
    [told] = table.at("09:05", facts.TicketAssigned, {"assignee": "gu-xiaowen"}, department="sh-service")
    assert isinstance(told, facts.ClocksSet)
    assert [reading.clock for reading in told.clocks] == [Clock.FIRST_RESPONSE], "the one due first, unchanged"
    assert table.at("09:06", facts.TicketTrackerAssigned, {"tracker": "zhou-min"}, tracker="zhou-min") == ()
    table.until("10:30")
    assert table.told(facts.DeadlineWarned)[0].to == ("gu-xiaowen",)
