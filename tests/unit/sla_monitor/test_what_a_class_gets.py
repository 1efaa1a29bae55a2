"""Which clocks a ticket gets and when they end, by class, channel and calendar (D-401, D-402, D-405)."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from contracts import facts
from contracts.vocabulary import Channel, Clock, ClockState, Kind, Severity, TargetUnit, TicketState, Urgency
from estate import Calendar, CalendarSpec, Estate
from tests.unit.sla_monitor.timetable import Timetable, demo, when

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday")


@pytest.mark.parametrize(
    ("severity", "opened", "first_response", "resolution"),
    [
        # 2026-11-24 is a Tuesday; the centre is open 08:30-12:00 and 13:30-18:00, on Saturday 09:00-12:00, 13:30-17:00
        (Severity.MAJOR, "09:00", "11:00", "2026-11-27 09:00"),
        (Severity.MAJOR, "23:00", "2026-11-25 01:00", "2026-11-28 09:00"),  # runs at night; Saturday opens at nine
        (Severity.IMPORTANT, "09:00", "2026-11-25 09:00", "2026-11-26 09:00"),
        (Severity.IMPORTANT, "20:00", "2026-11-25 20:00", "2026-11-27 08:30"),  # the 24 h answer comes first (D-402)
        (Severity.MINOR, "09:00", "11:00", "2026-11-25 09:00"),
        (Severity.MINOR, "11:00", "14:30", "2026-11-25 11:00"),  # the lunch break does not count
        (
            Severity.MINOR,
            "2026-11-28 16:00",
            "2026-11-29 16:00",
            "2026-11-30 16:00",
        ),  # Saturday; again 24 h on the clock
    ],
)
def test_a_complaint_is_answered_and_resolved_by_its_class(
    severity: Severity, opened: str, first_response: str, resolution: str
) -> None:
    table = Timetable(now=when(opened))
    table.opens(opened, facts.TicketOpened, severity=severity)
    assert table.reading(Clock.FIRST_RESPONSE).due_at == when(first_response)
    assert table.reading(Clock.RESOLUTION).due_at == when(resolution)


def test_the_first_answer_is_due_in_24_hours_even_over_the_spring_festival() -> None:
    table = Timetable(now=when("2026-02-16 10:00"))
    table.opens("2026-02-16 10:00", facts.TicketOpened, severity=Severity.IMPORTANT)
    assert table.reading(Clock.FIRST_RESPONSE).due_at == when("2026-02-17 10:00")


def test_working_days_pass_over_the_spring_festival_and_count_its_make_up_days() -> None:
    """2026: the holiday runs 15 to 23 February; Saturday 14 February is worked as a Monday (D-405)."""
    office = replace(demo(), calendars={**demo().calendars, "sh-service-centre": demo().calendars["cn-office"]})
    table = Timetable(estate=office, now=when("2026-02-13 17:30"))
    table.opens("2026-02-13 17:30", facts.TicketOpened, severity=Severity.IMPORTANT)
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-02-24 17:30")
    assert table.reading(Clock.SUBSTANTIVE_REPLY).due_at == when("2026-02-14 17:30"), "Saturday has Monday's hours"


@pytest.mark.parametrize(
    ("channel", "due"), [(Channel.PHONE, "2026-11-25 09:00"), (Channel.LETTER, "2026-11-27 09:00")]
)
def test_what_came_in_writing_has_three_working_days_for_its_reply_and_what_was_spoken_one(
    channel: Channel, due: str
) -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, channel=channel)
    assert table.reading(Clock.SUBSTANTIVE_REPLY).due_at == when(due)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_first_answer_and_a_resolution(kind: Kind) -> None:
    """D-410"""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, kind=kind)
    running = {kept.reading.clock for kept in table.state.clocks if kept.reading.state is ClockState.RUNNING}
    assert running >= {Clock.FIRST_RESPONSE, Clock.RESOLUTION, Clock.NEXT_UPDATE}


def test_a_ticket_that_no_rule_could_place_is_still_answered_within_24_hours() -> None:
    """D-208, D-402: whatever the class."""
    table = Timetable()
    unknown: dict[str, Any] = {
        "kind": None,
        "category": None,
        "severity": None,
        "urgency": None,
        "state": TicketState.TRIAGE,
    }
    table.opens("09:00", facts.TicketOpened, **unknown)
    assert [kept.reading.clock for kept in table.state.clocks] == [Clock.FIRST_RESPONSE]
    assert table.reading(Clock.FIRST_RESPONSE).due_at == when("2026-11-25 09:00")


def test_all_clocks_of_an_opening_are_told_in_one_fact_with_the_policy_they_come_from() -> None:
    table = Timetable()
    [told] = table.opens("09:00", facts.TicketOpened)
    assert isinstance(told, facts.ClocksSet)
    assert told.policy_version == demo().version
    assert {reading.because for reading in told.clocks} == {("policy:group-default",)}


def test_a_clock_keeps_every_limit_that_applied_and_names_the_strictest() -> None:
    """D-402: the strictest of all that apply counts; the plan is frozen on the clock."""
    reading = _first(Severity.MINOR)
    assert [(limit.amount, limit.unit) for limit in reading.limits] == [
        (1, TargetUnit.DAYS),
        (2, TargetUnit.WORKING_HOURS),
    ]
    assert (reading.target.amount, reading.target.unit) == (2, TargetUnit.WORKING_HOURS)


def _first(severity: Severity) -> facts.ClockReading:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, severity=severity)
    return table.reading(Clock.FIRST_RESPONSE)


def european() -> Estate:
    """The demo estate with the Shanghai site moved to Berlin's clocks, open day and night on weekdays."""
    spec = {"id": "berlin", "time_zone": "Europe/Berlin", "weekly": {day: ["00:00-24:00"] for day in (*WEEK, "sunday")}}
    calendar = Calendar(CalendarSpec.model_validate(spec))
    return replace(demo(), calendars={**demo().calendars, "sh-service-centre": calendar})


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("opened", "due"),
    [
        ("2026-03-29 01:00", "2026-03-29 04:00"),  # at two it is three: two hours later the wall shows three more
        ("2026-10-25 01:00", "2026-10-25 02:00"),  # at three it is two again: two hours later the wall shows two
    ],
)
def test_two_working_hours_are_two_hours_also_in_the_night_the_clocks_change(opened: str, due: str) -> None:
    """D-405; on 25 October 02:00 is shown twice, the second time is meant."""
    table = Timetable(estate=european(), now=when(opened, BERLIN))
    table.snapshot = None
    table.opens(_shanghai(opened), facts.TicketOpened)
    expected = when(due, BERLIN) if "03-29" in due else when("2026-10-25 01:00", ZoneInfo("UTC"))
    assert table.reading(Clock.FIRST_RESPONSE).due_at == expected


def _shanghai(shown: str) -> str:
    return f"{when(shown, BERLIN).astimezone(ZoneInfo('Asia/Shanghai')):%Y-%m-%d %H:%M}"


def test_a_working_day_over_the_change_of_clocks_ends_at_the_same_time_on_the_wall() -> None:
    table = Timetable(estate=european(), now=when("2026-10-23 10:00", BERLIN))
    table.opens(_shanghai("2026-10-23 10:00"), facts.TicketOpened, severity=Severity.IMPORTANT)
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-10-26 10:00", BERLIN), "Friday, Sunday, Monday"


def test_an_emergency_repair_runs_day_and_night() -> None:
    table = Timetable(now=when("22:00"))
    table.opens("22:00", facts.TicketOpened, kind=Kind.REPAIR, severity=None, urgency=Urgency.EMERGENCY)
    assert table.reading(Clock.ON_SITE).due_at == when("22:30")
    assert table.reading(Clock.RESOLUTION).due_at == when("2026-11-25 22:00")
    assert table.reading(Clock.NEXT_UPDATE).due_at == when("2026-11-25 02:00")
