"""What a correction, an extension, a reopening and an estate edit do to clocks that were set (D-207, D-305, D-406)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.decision import EFFECT, Input
from contracts import facts
from contracts.classification import Classification
from contracts.ids import subject_of
from contracts.vocabulary import (
    Clock,
    ClockState,
    Kind,
    ReplyKind,
    ReplyMeans,
    Severity,
    TargetUnit,
    TicketState,
    Urgency,
)
from estate import Estate, Limit
from sla_monitor.domain.recompute import EstateEdited, recomputed
from tests.unit.sla_monitor.timetable import TICKET, Timetable, demo, when


def opened(at: str = "09:00", **fields: Any) -> Timetable:
    table = Timetable(now=when(at))
    table.opens(at, facts.TicketOpened, **fields)
    return table


def corrected(table: Timetable, at: str, **changes: Any) -> None:
    table.at(at, facts.TicketCorrected, changes, before=Classification(), after=Classification())


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


def granted(table: Timetable, at: str, until: str, **more: Any) -> None:
    table.at(at, facts.TicketExtensionDecided, granted=True, clock=Clock.RESOLUTION, until=when(until), **more)


def test_an_extension_is_a_promise_that_neither_pauses_nor_is_recomputed() -> None:
    table = opened()
    granted(table, "10:00", "2026-12-01 12:00")
    reading = table.reading(Clock.RESOLUTION)
    assert (reading.due_at, reading.target.unit) == (when("2026-12-01 12:00"), TargetUnit.PROMISED)
    [told] = recomputed(table.state, _edited(3), table.now).facts
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


def _edited(hours: int) -> Estate:
    """The demo estate after an edit: a minor complaint is answered within other working hours."""
    policy = demo().policies["group-default"]
    clocks = policy.kinds[Kind.COMPLAINT]
    minor = {**clocks.severity[Severity.MINOR], Clock.FIRST_RESPONSE: (Limit(working_hours=hours),)}
    kind = clocks.model_copy(update={"severity": {**clocks.severity, Severity.MINOR: minor}})
    new = policy.model_copy(update={"kinds": {**policy.kinds, Kind.COMPLAINT: kind}})
    return replace(demo(), version="edited", policies={**demo().policies, "group-default": new})


def test_an_edited_policy_is_told_only_of_the_clock_whose_instant_moved() -> None:
    table = opened()
    [told] = recomputed(table.state, _edited(3), when("09:30")).facts
    assert isinstance(told, facts.ClocksSet)
    assert [(one.clock, one.due_at) for one in told.clocks] == [(Clock.FIRST_RESPONSE, when("12:00"))]
    assert told.policy_version == "edited"


def test_an_edit_that_moves_nothing_says_nothing() -> None:
    table = opened()
    assert recomputed(table.state, replace(demo(), version="edited"), when("09:30")).facts == ()


def test_an_edit_moves_no_deadline_into_the_past() -> None:
    table = opened()
    assert recomputed(table.state, _edited(1), when("10:30")).facts == ()


def test_an_edit_leaves_what_was_missed_as_it_is() -> None:
    table = opened()
    table.until("11:30")
    assert recomputed(table.state, _edited(6), when("11:30")).facts == ()


def test_a_new_holiday_moves_the_open_clocks() -> None:
    table = opened()
    spec = demo().calendars["sh-service-centre"].spec
    year = {"closed": {"2026-11-25": "typhoon"}}
    closed = type(spec).model_validate(spec.model_dump() | {"years": {2026: year}, "weekly": spec.weekly})
    estate = replace(
        demo(), calendars={**demo().calendars, "sh-service-centre": type(demo().calendars["cn-office"])(closed)}
    )
    [told] = recomputed(table.state, estate, when("09:30")).facts
    assert isinstance(told, facts.ClocksSet)
    moved = {one.clock: one.due_at for one in told.clocks}
    assert moved[Clock.RESOLUTION] == when("2026-11-26 09:00")
    assert Clock.FIRST_RESPONSE not in moved


@pytest.mark.parametrize("hours", [1, 3])
def test_recomputing_twice_is_recomputing_once(hours: int) -> None:
    table = opened()
    table.estate = _edited(hours)
    table.now = when("09:30")

    def edit(n: int) -> Input:
        return Input(
            id=f"edit-{n}", type="estate.edited", subject=subject_of(TICKET), topic=EFFECT,
            data=EstateEdited("edited"), at=table.now, happened_at=table.now,
        )  # fmt: skip

    assert table.takes(edit(1)) != ()
    assert table.takes(edit(2)) == ()


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


def test_an_extension_asked_after_the_deadline_is_not_granted_by_itself() -> None:
    """D-305: it must be asked before; a manager may still grant it, and answers the ladder with it."""
    table = opened()
    granted(table, "2026-11-25 10:00", "2026-11-26 12:00")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00")
    granted(table, "2026-11-25 10:05", "2026-11-26 12:00", by="zhou-min")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-26 12:00")


def test_a_new_handler_is_known_at_the_next_warning_for_the_price_of_one_small_fact() -> None:
    """A record is the fold of own facts: what ladders and warnings need of the ticket must stand in one of them."""
    table = opened(urgency=None)
    [told] = table.at("09:05", facts.TicketAssigned, {"assignee": "gu-xiaowen"}, department="sh-service")
    assert isinstance(told, facts.ClocksSet)
    assert [reading.clock for reading in told.clocks] == [Clock.FIRST_RESPONSE], "the one due first, unchanged"
    assert table.at("09:06", facts.TicketTrackerAssigned, {"tracker": "zhou-min"}, tracker="zhou-min") == ()
    table.until("10:30")
    assert table.told(facts.DeadlineWarned)[0].to == ("gu-xiaowen",)
