"""Clocks stand still while the ticket waits for the resident or an appointment, and then go on (D-406)."""

from datetime import timedelta
from typing import Any

import pytest

from contracts import facts
from contracts.vocabulary import Clock, ClockState, Kind, PauseReason, Severity, TicketState, Urgency
from tests.unit.sla_monitor.timetable import Timetable, when

WAITING = {"state": TicketState.WAITING, "waiting_for": PauseReason.WAITING_FOR_RESIDENT}
GOING_ON = {"state": TicketState.ACCEPTED, "waiting_for": None, "waiting_since": None}


def asked(at: str = "10:00", **fields: Any) -> Timetable:
    """A complaint of nine o'clock whose resident is asked a question."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, **fields)
    table.at(at, facts.TicketInformationRequested, WAITING | {"waiting_since": when(at)})
    return table


def answered(table: Timetable, at: str, **more: Any) -> None:
    table.at(at, facts.TicketInformationAdded, GOING_ON | more, answers_question=True)


def test_what_may_pause_stands_still_from_the_question_on() -> None:
    reading = asked().reading(Clock.RESOLUTION)
    assert (reading.state, reading.paused_since) == (ClockState.PAUSED, when("10:00"))
    assert reading.pause_reason is PauseReason.WAITING_FOR_RESIDENT


def test_what_was_left_is_left_after_the_pause() -> None:
    """Due Wednesday nine; asked Tuesday ten, answered Thursday ten: Wednesday's and Thursday's hours did not count."""
    table = asked()
    answered(table, "2026-11-26 10:00")
    reading = table.reading(Clock.RESOLUTION)
    assert (reading.state, reading.due_at) == (ClockState.RUNNING, when("2026-11-27 09:00"))
    assert [(one.since, one.until) for one in reading.pauses] == [(when("10:00"), when("2026-11-26 10:00"))]


@pytest.mark.parametrize("clock", [Clock.FIRST_RESPONSE, Clock.NEXT_UPDATE])
def test_the_24_hour_answer_and_regular_reports_never_pause(clock: Clock) -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    table.at("10:00", facts.TicketDeclined, WAITING | {"waiting_since": when("10:00")}, reason="other")
    assert table.reading(clock).state is ClockState.RUNNING


def test_a_promised_time_never_pauses() -> None:
    table = asked()
    table.at("10:30", facts.TicketUpdatePromised, {"next_update_at": when("16:00")}, next_update_at=when("16:00"))
    reading = table.reading(Clock.NEXT_UPDATE)
    assert (reading.state, reading.due_at) == (ClockState.RUNNING, when("16:00"))


def test_nothing_is_breached_while_it_stands_still() -> None:
    table = asked()
    table.until("2026-12-07 09:00")
    breached = {fact.clock for fact in table.told(facts.DeadlineBreached)}
    assert not breached & {Clock.RESOLUTION, Clock.SUBSTANTIVE_REPLY, Clock.VERIFICATION}


def test_a_question_asked_after_the_deadline_does_not_undo_the_breach() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    table.at(
        "2026-11-25 09:30", facts.TicketInformationRequested, WAITING | {"waiting_since": when("2026-11-25 09:30")}
    )
    reading = table.reading(Clock.RESOLUTION)
    assert (reading.state, reading.breached_at) == (ClockState.RUNNING, when("2026-11-25 09:00"))


def test_a_question_asked_in_time_and_read_late_annuls_the_breach() -> None:
    """Rule 9."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    asked_at = {"waiting_since": when("2026-11-25 08:50")}
    table.at("2026-11-25 09:30", facts.TicketInformationRequested, WAITING | asked_at, "2026-11-25 08:50")
    reading = table.reading(Clock.RESOLUTION)
    assert (reading.state, reading.breached_at) == (ClockState.PAUSED, None)
    assert {fact.clock for fact in table.told(facts.BreachAnnulled)} >= {Clock.RESOLUTION}
    ended = {(fact.clock, fact.reason) for fact in table.told(facts.EscalationEnded)}
    assert (Clock.RESOLUTION, "annulled") in ended


def test_an_appointment_ends_the_pause_by_itself() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, kind=Kind.REPAIR, severity=None)
    meeting = when("2026-11-26 15:00")
    waits = {"state": TicketState.WAITING, "waiting_for": PauseReason.APPOINTMENT, "waiting_since": when("10:00")}
    table.at("10:00", facts.TicketAppointmentAgreed, waits | {"appointment_at": meeting}, appointment_at=meeting)
    assert table.reading(Clock.ON_SITE).paused_until == meeting
    table.until("2026-11-26 15:00")
    reading = table.reading(Clock.ON_SITE)
    # eight working hours from nine on are 17:30 next day... of which one had passed
    assert reading.state is ClockState.RUNNING
    assert reading.due_at > meeting
    assert reading.pauses[-1].until == meeting
    assert len([e for e in table.said if isinstance(e.data, facts.ClocksSet) and e.time == meeting]) == 1, "one fact"


def test_a_moved_appointment_moves_the_end_of_the_pause() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, kind=Kind.REPAIR, severity=None)
    waits = {"state": TicketState.WAITING, "waiting_for": PauseReason.APPOINTMENT, "waiting_since": when("10:00")}
    first, second = when("16:00"), when("2026-11-25 16:00")
    table.at("10:00", facts.TicketAppointmentAgreed, waits | {"appointment_at": first}, appointment_at=first)
    moved: dict[str, Any] = {"was_at": first, "appointment_at": second, "reason": "resident_asked"}
    table.at("11:00", facts.TicketAppointmentMoved, {"appointment_at": second}, **moved)
    table.until("17:00")
    assert table.reading(Clock.ON_SITE).state is ClockState.PAUSED
    table.until("2026-11-25 16:00")
    assert table.reading(Clock.ON_SITE).state is ClockState.RUNNING


def test_an_appointment_that_has_passed_pauses_nothing_again() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, kind=Kind.REPAIR, severity=None)
    waits = {"state": TicketState.WAITING, "waiting_for": PauseReason.APPOINTMENT, "waiting_since": when("10:00")}
    table.at(
        "10:00", facts.TicketAppointmentAgreed, waits | {"appointment_at": when("14:00")}, appointment_at=when("14:00")
    )
    table.at("14:30", facts.TicketProgressNoted)
    assert table.reading(Clock.ON_SITE).state is ClockState.RUNNING


def test_pauses_survive_a_change_of_severity() -> None:
    """What other systems lose: two days of waiting still count for the resident's clock after a correction."""
    table = asked(severity=Severity.IMPORTANT)
    answered(table, "2026-11-26 10:00")
    before = table.reading(Clock.RESOLUTION)
    table.at("2026-11-26 10:30", facts.TicketSeverityConfirmed, {"severity": Severity.MAJOR}, severity=Severity.MAJOR)
    after = table.reading(Clock.RESOLUTION)
    assert after.pauses == before.pauses
    assert after.due_at == before.due_at == when("2026-11-28 09:30"), "fifteen working hours were left"


def test_a_clock_that_is_met_while_it_stands_still_is_met() -> None:
    table = asked()
    table.at("2026-12-01 10:00", facts.TicketCompleted, {"state": TicketState.RESOLVED})
    reading = table.reading(Clock.RESOLUTION)
    assert (reading.state, reading.breached_at, reading.paused_since) == (ClockState.MET, None, None)


def test_no_second_warning_goes_out_for_a_pause() -> None:
    """Warned at 16:30 of Wednesday nine; asked at five and answered at half past: the same warning still holds."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    table.at("17:00", facts.TicketInformationRequested, WAITING | {"waiting_since": when("17:00")})
    answered(table, "17:30")
    table.until("2026-11-25 09:00")
    assert table.instants(facts.DeadlineWarned, Clock.RESOLUTION) == [when("16:30")]
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00") + timedelta(minutes=30)


def test_around_the_clock_targets_that_pause_get_back_the_time_on_the_clock() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, kind=Kind.REPAIR, severity=None, urgency=Urgency.EMERGENCY)
    table.at("09:10", facts.TicketInformationRequested, WAITING | {"waiting_since": when("09:10")})
    answered(table, "22:10")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 22:00")


def test_a_second_wait_does_not_reach_back_over_the_time_between() -> None:
    """Even where the ticket still names the beginning of the first one: nobody waited from eleven to two."""
    table = asked()
    answered(table, "11:00")
    due_at = table.reading(Clock.RESOLUTION).due_at
    table.at("14:00", facts.TicketInformationRequested, WAITING | {"waiting_since": when("10:00")})
    assert table.reading(Clock.RESOLUTION).paused_since == when("11:00")
    answered(table, "15:00")
    assert table.reading(Clock.RESOLUTION).due_at > due_at


def test_an_appointment_that_came_while_the_service_was_down_has_not_held_the_clock_any_longer() -> None:
    """D-409: the deadline passed between the appointment and the fact that ends the clock."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, kind=Kind.REPAIR, severity=None, urgency=Urgency.EMERGENCY)
    waits = {"state": TicketState.WAITING, "waiting_for": PauseReason.APPOINTMENT, "waiting_since": when("09:10")}
    meeting = when("10:00")
    table.at("09:10", facts.TicketAppointmentAgreed, waits | {"appointment_at": meeting}, appointment_at=meeting)
    assert table.snapshot is not None
    table.now, table.sequence = when("12:00"), table.sequence + 1
    done = table.snapshot.model_copy(update={"state": TicketState.RESOLVED, "waiting_for": None})
    told = table.takes(table.given(facts.TicketCompleted(snapshot=done), when("11:30"), table.sequence))
    breached = {fact.clock: fact.due_at for fact in told if isinstance(fact, facts.DeadlineBreached)}
    assert breached[Clock.ON_SITE] == when("10:20"), "twenty of its thirty minutes were left"


def test_a_correction_while_the_clock_stands_still_counts_no_time_of_the_wait() -> None:
    """Corrected on Friday, but the clock has only come to Tuesday ten: Wednesday is not in its past."""
    table = asked(severity=Severity.IMPORTANT)
    table.at("2026-11-27 10:00", facts.TicketSeverityConfirmed, {"severity": Severity.MINOR}, severity=Severity.MINOR)
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 09:00")
    answered(table, "2026-11-27 14:00")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-28 12:00"), "seven hours were left"


def test_a_fact_read_again_after_the_appointment_has_come_does_not_stop_the_clocks_anew() -> None:
    """D-406, D-409: it left no trace the first time, so it is decided again after a crash; the wait is over."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, assignee="gu-xiaowen")
    waits = {"state": TicketState.WAITING, "waiting_for": PauseReason.APPOINTMENT, "waiting_since": when("09:10")}
    meeting = when("16:00")
    table.at("09:10", facts.TicketAppointmentAgreed, waits | {"appointment_at": meeting}, appointment_at=meeting)
    assert table.at("09:20", facts.TicketInformationAdded) == ()
    table.until("2026-12-01 09:00")
    assert table.snapshot is not None
    again = facts.TicketInformationAdded(snapshot=table.snapshot)
    assert table.takes(table.given(again, when("09:20"), table.sequence)) == ()
