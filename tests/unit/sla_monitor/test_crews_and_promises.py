"""Crews told and receipts back, hand-overs, promised reports and follow-ups (D-302, D-307, D-403, D-404)."""

from typing import Any

from contracts import facts
from contracts.snapshot import WorkOrder
from contracts.vocabulary import (
    Clock,
    ClockState,
    CloseReason,
    FollowUpOutcome,
    Kind,
    ReplyKind,
    ReplyMeans,
    TargetUnit,
    TicketState,
    Urgency,
    WorkOrderState,
)
from tests.unit.sla_monitor.timetable import TICKET, Timetable, when


def order(
    n: int, at: str, urgency: Urgency = Urgency.NORMAL, state: WorkOrderState = WorkOrderState.ISSUED
) -> WorkOrder:
    return WorkOrder(id=f"{TICKET}/{n}", state=state, urgency=urgency, department="sh-engineering", issued_at=when(at))


def repair(**fields: Any) -> Timetable:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, kind=Kind.REPAIR, severity=None, department="sh-engineering", **fields)
    return table


def issued(table: Timetable, at: str, *orders: WorkOrder) -> None:
    table.at(at, facts.WorkOrderIssued, {"work_orders": orders}, work_order=orders[-1].id)


def test_a_crew_is_warned_of_after_five_minutes_and_missed_after_two_hours() -> None:
    """D-302: told within 5 minutes, 2 hours is the outer limit."""
    table = repair()
    issued(table, "09:01", order(1, "09:01"))
    table.until("12:00")
    assert table.instants(facts.DeadlineWarned, Clock.CREW_TOLD) == [when("09:06")]
    assert table.instants(facts.DeadlineBreached, Clock.CREW_TOLD) == [when("11:01")]


def test_an_emergencys_crew_is_missed_after_ten_minutes() -> None:
    table = repair(urgency=Urgency.EMERGENCY)
    issued(table, "09:01", order(1, "09:01", Urgency.EMERGENCY))
    assert table.reading(Clock.CREW_TOLD).due_at == when("09:11")


def test_the_opening_sets_all_clocks_of_its_decision_at_once_and_what_follows_it_sets_none() -> None:
    """D-302, D-401: one `clocks.set` for all clocks of a decision; a later order starts its own."""
    table = repair(assignee="qian-zhiqiang", work_orders=(order(1, "09:00"),))
    [told] = table.told(facts.ClocksSet)
    assert {Clock.ACCEPT, Clock.CREW_TOLD, Clock.ON_SITE, Clock.RESOLUTION} <= {one.clock for one in told.clocks}
    assert table.reading(Clock.CREW_TOLD).work_order == f"{TICKET}/1"
    assert table.at("09:00", facts.TicketAssigned, department="sh-engineering", assignee="qian-zhiqiang") == ()
    assert table.at("09:00", facts.WorkOrderIssued, work_order=f"{TICKET}/1") == ()
    issued(table, "09:05", order(1, "09:00"), order(2, "09:05"))
    assert [one.work_order for one in table.told(facts.ClocksSet)[-1].clocks] == [f"{TICKET}/2"]


def test_given_on_in_the_instant_of_the_opening_acceptance_is_still_owed() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    assigned(table, "09:00", "gu-xiaowen")
    assert table.reading(Clock.ACCEPT).state is ClockState.RUNNING
    assert table.told(facts.ClocksSet)[-1].about.assignee == "gu-xiaowen"


def test_a_crew_that_was_told_stops_the_clock_at_the_moment_it_was_told() -> None:
    table = repair()
    issued(table, "09:01", order(1, "09:01"))
    table.at("09:10", facts.WorkOrderTold, work_order=f"{TICKET}/1", told_at=when("09:03"))
    reading = table.reading(Clock.CREW_TOLD)
    assert (reading.state, reading.ended_at) == (ClockState.MET, when("09:03"))


def test_a_crew_that_accepts_has_been_told() -> None:
    table = repair()
    issued(table, "09:01", order(1, "09:01"))
    table.at("09:10", facts.WorkOrderAccepted, work_order=f"{TICKET}/1")
    assert table.reading(Clock.CREW_TOLD).state is ClockState.MET


def test_each_work_order_has_its_own_clock() -> None:
    table = repair()
    issued(table, "09:01", order(1, "09:01"))
    issued(table, "09:05", order(1, "09:01"), order(2, "09:05"))
    table.at("09:10", facts.WorkOrderTold, work_order=f"{TICKET}/2", told_at=when("09:10"))
    states = {k.reading.work_order: k.reading.state for k in table.state.clocks if k.reading.clock is Clock.CREW_TOLD}
    assert states == {f"{TICKET}/1": ClockState.RUNNING, f"{TICKET}/2": ClockState.MET}


def test_a_cancelled_order_is_owed_nothing() -> None:
    table = repair()
    issued(table, "09:01", order(1, "09:01"))
    table.at("09:04", facts.WorkOrderCancelled, work_order=f"{TICKET}/1", reason="not_needed")
    assert table.reading(Clock.CREW_TOLD).state is ClockState.CANCELLED


def test_a_receipt_is_owed_when_the_work_is_done_and_even_after_the_ticket_is_closed() -> None:
    """D-302: what was not returned is listed."""
    table = repair()
    issued(table, "09:01", order(1, "09:01"))
    done = (order(1, "09:01", state=WorkOrderState.COMPLETED),)
    table.at("11:00", facts.TicketCompleted, {"state": TicketState.RESOLVED, "work_orders": done})
    table.at("11:30", facts.TicketClosed, {"state": TicketState.CLOSED}, reason=CloseReason.CONFIRMED_BY_RESIDENT)
    assert table.reading(Clock.WORK_ORDER_RECEIPT).due_at == when("2026-11-25 11:00")
    table.at("14:00", facts.WorkOrderReceiptRegistered, work_order=f"{TICKET}/1")
    assert table.reading(Clock.WORK_ORDER_RECEIPT).state is ClockState.MET


def assigned(table: Timetable, at: str, person: str | None, department: str = "sh-service") -> None:
    changes = {"assignee": person, "department": department}
    table.at(at, facts.TicketAssigned, changes, department=department, assignee=person)


def test_accepting_is_owed_by_whoever_got_it_last() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    assigned(table, "09:00", "gu-xiaowen")
    assert table.reading(Clock.ACCEPT).due_at == when("14:30")
    assigned(table, "10:00", "gu-xiaowen")
    assert table.reading(Clock.ACCEPT).due_at == when("14:30"), "said twice, it is the same hand-over"
    assigned(table, "10:30", "zhou-min")
    assert table.reading(Clock.ACCEPT).due_at == when("16:00")
    [last] = table.told(facts.ClocksSet)[-1:]
    assert [(one.clock, one.state) for one in last.clocks] == [
        (Clock.ACCEPT, ClockState.CANCELLED),
        (Clock.ACCEPT, ClockState.RUNNING),
    ]


def test_a_declined_ticket_goes_on_owing_its_acceptance() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    assigned(table, "09:00", "gu-xiaowen")
    table.at("09:30", facts.TicketDeclined, {"assignee": None}, reason="no_capacity")
    table.until("14:30")
    assert table.instants(facts.DeadlineBreached, Clock.ACCEPT) == [when("14:30")]


def test_a_hand_over_has_a_time_limit_of_its_own_and_the_promised_one_if_that_is_sooner() -> None:
    """D-307"""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    move: dict[str, Any] = {
        "department": "sh-engineering",
        "assignee": "qian-zhiqiang",
        "reason": "requested_by_person",
    }
    changes = {"department": "sh-engineering", "assignee": "qian-zhiqiang"}
    table.at("10:00", facts.TicketTransferred, changes, **move)
    assert table.reading(Clock.HAND_OVER).due_at == when("15:30")
    table.at("10:30", facts.TicketTransferred, changes, **move, take_over_by=when("11:00"))
    assert table.reading(Clock.HAND_OVER).due_at == when("11:00")
    table.at("10:45", facts.TicketAccepted)
    assert table.reading(Clock.HAND_OVER).state is ClockState.MET


def test_a_promised_report_is_a_deadline_and_a_report_meets_it() -> None:
    """D-403"""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    promised = when("16:00")
    table.at("10:00", facts.TicketUpdatePromised, {"next_update_at": promised}, next_update_at=promised)
    reading = table.reading(Clock.NEXT_UPDATE)
    assert (reading.due_at, reading.target.unit, reading.limits) == (promised, TargetUnit.PROMISED, ())
    reply: dict[str, Any] = {"means": ReplyMeans.PHONE, "kind": ReplyKind.INTERIM, "replied_at": when("15:00")}
    table.at("15:00", facts.TicketReplyRecorded, {"next_update_at": None}, **reply)
    [last] = table.told(facts.ClocksSet)[-1:]
    updates = [(one.state, one.due_at) for one in last.clocks if one.clock is Clock.NEXT_UPDATE]
    assert updates == [(ClockState.MET, promised), (ClockState.RUNNING, when("2026-11-26 15:00"))]


def test_a_broken_promise_is_breached_like_any_deadline() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    table.at("10:00", facts.TicketUpdatePromised, {"next_update_at": when("16:00")}, next_update_at=when("16:00"))
    table.until("16:30")
    assert table.instants(facts.DeadlineBreached, Clock.NEXT_UPDATE) == [when("16:00")]
    assert [one.level for one in table.told_of(facts.EscalationRaised, Clock.NEXT_UPDATE)] == [1, 2]


def test_a_promise_far_away_does_not_replace_the_regular_report() -> None:
    """The strictest counts: an emergency is reported on every four hours."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, urgency=Urgency.EMERGENCY)
    far = when("2026-11-26 09:00")
    table.at("10:00", facts.TicketUpdatePromised, {"next_update_at": far}, next_update_at=far)
    assert table.reading(Clock.NEXT_UPDATE).due_at == when("14:00")


def test_every_completed_ticket_is_followed_up_within_three_working_days() -> None:
    """D-404"""
    table = repair()
    table.at("11:00", facts.TicketCompleted, {"state": TicketState.RESOLVED, "resolved_at": when("10:40")})
    assert table.reading(Clock.FOLLOW_UP).due_at == when("2026-11-27 10:40")
    table.at("2026-11-25 10:00", facts.TicketFollowUpRecorded, outcome=FollowUpOutcome.SATISFIED)
    assert table.reading(Clock.FOLLOW_UP).state is ClockState.MET


def test_a_follow_up_that_is_forgotten_is_escalated() -> None:
    table = repair()
    table.at("11:00", facts.TicketCompleted, {"state": TicketState.RESOLVED})
    table.until("2026-11-27 11:00")
    assert table.told_of(facts.EscalationRaised, Clock.FOLLOW_UP)


def test_what_could_not_be_answered_in_the_follow_up_gets_its_promised_time() -> None:
    table = repair()
    table.at("11:00", facts.TicketCompleted, {"state": TicketState.RESOLVED})
    asked: dict[str, Any] = {"outcome": FollowUpOutcome.SATISFIED, "points": 1, "promised_at": when("2026-11-26 12:00")}
    table.at("2026-11-25 10:00", facts.TicketFollowUpRecorded, **asked)
    assert table.reading(Clock.NEXT_UPDATE).due_at == when("2026-11-26 12:00")
    table.at("2026-11-25 15:00", facts.TicketFollowUpPointSettled, point=1)
    assert table.reading(Clock.NEXT_UPDATE).state is ClockState.MET


def test_what_is_solved_on_the_spot_is_followed_up_all_the_same() -> None:
    """D-110"""
    table = repair()
    table.at("09:01", facts.TicketCompleted, {"state": TicketState.RESOLVED}, on_the_spot=True)
    running = {k.reading.clock for k in table.state.clocks if k.reading.state is ClockState.RUNNING}
    assert running == {Clock.FOLLOW_UP}
