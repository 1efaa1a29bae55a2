"""What answers the resident and what does not; what is done in time and what late (D-402, D-410)."""

from typing import Any

import pytest

from contracts import facts
from contracts.facts import LifecycleFact
from contracts.vocabulary import (
    ApprovalState,
    BasisOfPrice,
    Channel,
    Clock,
    ClockState,
    CloseReason,
    Kind,
    ReplyKind,
    ReplyMeans,
    ServiceRefusalReason,
    TicketState,
    Validity,
)
from tests.unit.sla_monitor.timetable import Timetable, when

RESOLVED = {"state": TicketState.RESOLVED}


def opened(**fields: Any) -> Timetable:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, **fields)
    return table


def reply(table: Timetable, at: str, kind: ReplyKind, means: ReplyMeans = ReplyMeans.PHONE, **fields: Any) -> None:
    said = fields.pop("replied_at", when(at))
    table.at(at, facts.TicketReplyRecorded, means=means, kind=kind, replied_at=said, **fields)


@pytest.mark.parametrize(
    ("fact", "fields"),
    [
        (facts.TicketReplyRecorded, {"means": "phone", "kind": "first_response", "replied_at": when("09:30")}),
        (facts.TicketReplyRecorded, {"means": "sms", "kind": "interim", "replied_at": when("09:30")}),
        (facts.TicketInformationRequested, {}),
        (facts.TicketUpdatePromised, {"next_update_at": when("17:00")}),
        (facts.TicketAppointmentAgreed, {"appointment_at": when("17:00")}),
        (facts.QuoteOffered, {"amount": 100, "currency": "CNY", "basis": BasisOfPrice.PRICE_LIST}),
        (facts.ServiceRefused, {"reason": ServiceRefusalReason.UNSAFE}),
        (facts.SuggestionAdopted, {}),
    ],
)
def test_a_human_answer_meets_the_first_response(fact: type[LifecycleFact], fields: dict[str, Any]) -> None:
    table = opened()
    table.at("09:30", fact, **fields)
    reading = table.reading(Clock.FIRST_RESPONSE)
    assert (reading.state, reading.ended_at) == (ClockState.MET, when("09:30"))


@pytest.mark.parametrize(
    ("fact", "fields"),
    [
        (facts.TicketAssigned, {"department": "sh-service"}),
        (facts.TicketAccepted, {}),
        (facts.TicketPlanned, {}),
        (facts.TicketVerified, {"finding": Validity.VALID}),
        (facts.TicketStarted, {"on_site": True}),
        (facts.TicketEscalationAnswered, {}),
        (facts.QuoteOffered, {"amount": 1, "currency": "CNY", "basis": BasisOfPrice.BY_HAND, "needs_approval": True}),
    ],
)
def test_what_residents_do_not_hear_from_a_person_is_no_first_response(
    fact: type[LifecycleFact], fields: dict[str, Any]
) -> None:
    table = opened()
    table.at("09:30", fact, **fields)
    assert table.reading(Clock.FIRST_RESPONSE).state is ClockState.RUNNING


def test_a_phone_reply_recorded_later_counts_from_when_it_was_given() -> None:
    """D-402: what staff record stops the clock as a message does."""
    table = opened()
    reply(table, "10:50", ReplyKind.FIRST_RESPONSE, replied_at=when("09:20"))
    assert table.reading(Clock.FIRST_RESPONSE).ended_at == when("09:20")


@pytest.mark.parametrize(
    ("channel", "means", "state"),
    [
        (Channel.PHONE, ReplyMeans.PHONE, ClockState.MET),
        (Channel.LETTER, ReplyMeans.PHONE, ClockState.RUNNING),
        (Channel.LETTER, ReplyMeans.LETTER, ClockState.MET),
        (Channel.EMAIL, ReplyMeans.EMAIL, ClockState.MET),
    ],
)
def test_a_letter_is_answered_in_writing_and_a_call_by_phone(
    channel: Channel, means: ReplyMeans, state: ClockState
) -> None:
    table = opened(channel=channel)
    reply(table, "10:00", ReplyKind.SUBSTANTIVE, means)
    assert table.reading(Clock.SUBSTANTIVE_REPLY).state is state
    assert table.reading(Clock.FIRST_RESPONSE).state is ClockState.MET


@pytest.mark.parametrize(
    ("clock", "fact", "fields"),
    [
        (Clock.VERIFICATION, facts.TicketVerified, {"finding": Validity.VALID}),
        (Clock.ACCEPT, facts.TicketAccepted, {}),
        (Clock.RESOLUTION, facts.TicketCompleted, {"changes": RESOLVED}),
        (Clock.SUBSTANTIVE_REPLY, facts.TicketCompleted, {"changes": RESOLVED}),
        (Clock.ACCEPT, facts.TicketStarted, {}),
    ],
)
def test_each_promise_is_met_by_its_own_fact(clock: Clock, fact: type[LifecycleFact], fields: dict[str, Any]) -> None:
    table = opened()
    table.at("09:05", facts.TicketAssigned, {"assignee": "gu-xiaowen"}, department="sh-service")
    table.at("09:30", fact, **fields)
    assert (table.reading(clock).state, table.reading(clock).ended_at) == (ClockState.MET, when("09:30"))


def test_a_plan_is_owed_from_acceptance_and_met_by_planning() -> None:
    table = opened()
    table.at("09:05", facts.TicketAssigned, {"assignee": "gu-xiaowen"}, department="sh-service")
    assert not table.has(Clock.PLAN)
    table.at("10:00", facts.TicketAccepted)
    assert table.reading(Clock.PLAN).due_at == when("2026-11-25 10:00")
    table.at("11:00", facts.TicketPlanned)
    assert table.reading(Clock.PLAN).state is ClockState.MET


def test_a_result_that_waits_for_approval_has_not_answered_the_resident() -> None:
    """D-312"""
    table = opened()
    table.at("10:00", facts.TicketCompleted, RESOLVED | {"approval": ApprovalState.WANTED})
    assert table.reading(Clock.RESOLUTION).state is ClockState.MET
    assert table.reading(Clock.SUBSTANTIVE_REPLY).state is ClockState.RUNNING
    table.at("10:30", facts.TicketResultApproved, {"approval": ApprovalState.APPROVED})
    assert table.reading(Clock.SUBSTANTIVE_REPLY).state is ClockState.MET


def test_a_result_sent_back_lets_the_resolution_run_on_to_its_old_deadline() -> None:
    table = opened()
    table.at("10:00", facts.TicketCompleted, RESOLVED | {"approval": ApprovalState.WANTED})
    table.at(
        "11:00", facts.TicketResultReturned, {"state": TicketState.IN_PROGRESS, "approval": ApprovalState.RETURNED}
    )
    reading = table.reading(Clock.RESOLUTION)
    assert (reading.state, reading.due_at) == (ClockState.RUNNING, when("2026-11-25 09:00"))
    assert table.reading(Clock.FOLLOW_UP).state is ClockState.CANCELLED
    table.at("15:00", facts.TicketCompleted, RESOLVED | {"approval": ApprovalState.APPROVED})
    assert table.reading(Clock.FOLLOW_UP).due_at == when("2026-11-27 15:00")


def test_a_ticket_with_two_matters_is_resolved_with_the_last_of_them() -> None:
    """D-206"""
    table = opened()
    table.at("10:00", facts.TicketCompleted, {"state": TicketState.IN_PROGRESS}, matter=1)
    assert table.reading(Clock.RESOLUTION).state is ClockState.RUNNING
    table.at("11:00", facts.TicketCompleted, RESOLVED, matter=2)
    assert table.reading(Clock.RESOLUTION).state is ClockState.MET


def test_an_invalid_complaint_owes_its_reason_within_a_working_day() -> None:
    """D-304"""
    table = opened()
    table.at("10:00", facts.TicketVerified, finding=Validity.UNTRUE)
    assert table.reading(Clock.INVALID_REASON).due_at == when("2026-11-25 10:00")
    table.at("11:00", facts.TicketClosed, {"state": TicketState.CLOSED}, reason=CloseReason.INVALID)
    assert table.reading(Clock.INVALID_REASON).state is ClockState.MET


def test_a_paid_service_is_priced_in_time_or_its_price_approved() -> None:
    """D-309, D-410"""
    table = opened(kind=Kind.PAID_SERVICE, severity=None)
    price: dict[str, Any] = {"amount": 12_000, "currency": "CNY"}
    table.at("10:00", facts.QuoteOffered, basis=BasisOfPrice.BY_HAND, needs_approval=True, **price)
    assert table.reading(Clock.QUOTE).state is ClockState.RUNNING
    table.at("11:00", facts.QuoteApproved, **price)
    assert table.reading(Clock.QUOTE).state is ClockState.MET


@pytest.mark.parametrize(
    ("reason", "resolution"),
    [(CloseReason.ANSWERED, ClockState.MET), (CloseReason.WITHDRAWN, ClockState.CANCELLED)],
)
def test_nothing_runs_after_a_ticket_is_closed(reason: CloseReason, resolution: ClockState) -> None:
    table = opened()
    table.at("10:00", facts.TicketClosed, {"state": TicketState.CLOSED}, reason=reason)
    assert table.reading(Clock.RESOLUTION).state is resolution
    table.until("2026-12-24 09:00")
    assert not table.told(facts.DeadlineBreached)


def test_an_input_that_changes_nothing_leaves_no_trace() -> None:
    table = opened()
    assert table.at("09:10", facts.TicketEvidenceRecorded) == ()
