"""From limits to instants: the strictest counts, warnings come before, pauses only move on (D-402, D-406, D-407)."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from estate.deadlines import cap_at, deadline, due, warning_at
from estate.targets import Limit, Target
from tests.unit.estate.examples import at, china

MONDAY = "2026-03-02 10:00"
TWO_HOURS: dict[str, Any] = {"hours": 2, "around_the_clock": True}


def target(*limits: dict[str, Any]) -> Target:
    return Target(tuple(Limit.model_validate({"pauses": True, **limit}) for limit in limits))


@pytest.mark.parametrize(
    ("limit", "start", "end"),
    [
        pytest.param(TWO_HOURS, "2026-03-02 23:00", "2026-03-03 01:00", id="day and night"),
        pytest.param({"minutes": 10}, "2026-03-07 12:00", "2026-03-07 12:10", id="minutes on a Saturday"),
        pytest.param({"seconds": 6}, "2026-03-02 23:00:00", "2026-03-02 23:00:06", id="seconds"),
        pytest.param({"days": 1, "around_the_clock": True}, "2026-03-06 12:00", "2026-03-07 12:00", id="days"),
        pytest.param({"working_hours": 2}, "2026-03-02 11:30", "2026-03-02 15:00", id="working hours over lunch"),
        pytest.param({"working_minutes": 90}, "2026-03-02 17:30", "2026-03-03 10:00", id="working minutes over night"),
        pytest.param({"working_days": 3}, "2026-02-13 16:00", "2026-02-25 16:00", id="working days, Spring Festival"),
        pytest.param({"end_of_working_day": True}, "2026-03-02 10:00", "2026-03-02 18:00", id="the same day"),
        pytest.param({"end_of_working_day": True}, "2026-03-06 20:00", "2026-03-09 18:00", id="closed: the next one"),
    ],
)
def test_each_sort_of_limit_ends_where_it_says_d401(limit: dict[str, Any], start: str, end: str) -> None:
    assert deadline(target(limit), at(start), china()) == at(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("2026-03-02 10:00", "2026-03-03 10:00", id="both are the same on a Monday"),
        pytest.param("2026-03-06 16:00", "2026-03-07 16:00", id="on a Friday the 24 hours come first"),
        pytest.param("2026-03-02 20:00", "2026-03-03 20:00", id="after hours too"),
    ],
)
def test_the_strictest_limit_counts_and_depends_on_the_start_d402(start: str, end: str) -> None:
    both = target({"working_days": 1}, {"hours": 24, "around_the_clock": True})
    assert deadline(both, at(start), china()) == at(end)


def test_the_strictest_limit_is_named() -> None:
    both = target({"working_days": 3}, {"hours": 24, "around_the_clock": True})
    assert due(both, at(MONDAY), china()).limit.hours == 24


@pytest.mark.parametrize(
    ("limit", "warned"),
    [
        pytest.param(TWO_HOURS | {"warn_at": 0.75}, "2026-03-02 11:30", id="a share of the clock"),
        pytest.param({"working_days": 1, "warn_at": 0.5}, "2026-03-02 15:15", id="a share of working time"),
        pytest.param(TWO_HOURS | {"warn_after": {"minutes": 5}}, "2026-03-02 10:05", id="after a span, D-302"),
        pytest.param(TWO_HOURS | {"warn_after": {"hours": 5}}, "2026-03-02 12:00", id="never after the deadline"),
    ],
)
def test_the_warning_comes_before_the_deadline_d407(limit: dict[str, Any], warned: str) -> None:
    assert warning_at(target(limit), at(MONDAY), china()) == at(warned)


def test_without_a_warning_in_the_policy_there_is_none() -> None:
    assert warning_at(target(TWO_HOURS), at(MONDAY), china()) is None


@pytest.mark.parametrize(
    ("limit", "pauses", "end"),
    [
        pytest.param(
            TWO_HOURS, [("2026-03-02 11:00", "2026-03-02 14:00")], "2026-03-02 15:00", id="the clock: three hours on"
        ),
        pytest.param(
            {"working_hours": 4}, [("2026-03-02 11:00", "2026-03-03 10:00")], "2026-03-03 14:30", id="working time left"
        ),
        pytest.param(
            {"working_days": 1}, [("2026-03-02 17:00", "2026-03-06 17:00")], "2026-03-09 10:00", id="a working day"
        ),
        pytest.param(
            TWO_HOURS, [("2026-03-02 12:00", "2026-03-02 14:00")], "2026-03-02 12:00", id="one that begins too late"
        ),
        pytest.param(
            TWO_HOURS, [("2026-03-02 08:00", "2026-03-02 11:00")], "2026-03-02 13:00", id="one begun before the clock"
        ),
        pytest.param(
            TWO_HOURS,
            [("2026-03-02 10:30", "2026-03-02 11:00"), ("2026-03-02 12:00", "2026-03-02 13:00")],
            "2026-03-02 13:30",
            id="two, one after the other",
        ),
        pytest.param(
            TWO_HOURS,
            [("2026-03-02 10:30", "2026-03-02 11:30"), ("2026-03-02 11:00", "2026-03-02 12:00")],
            "2026-03-02 13:30",
            id="two that overlap count once",
        ),
        pytest.param(
            {"working_days": 1}, [("2026-03-02 20:00", "2026-03-02 22:00")], "2026-03-03 10:00", id="one at night"
        ),
    ],
)
def test_what_was_left_at_a_pause_is_left_after_it_d406(
    limit: dict[str, Any], pauses: list[tuple[str, str]], end: str
) -> None:
    stood = [(at(start), at(resumed)) for start, resumed in pauses]
    assert deadline(target(limit), at(MONDAY), china(), stood) == at(end)


def test_a_limit_that_does_not_pause_runs_on_and_then_counts_d406() -> None:
    answer = target({"working_hours": 2}, {"hours": 24, "around_the_clock": True, "pauses": False})
    stood = [(at("2026-03-02 11:00"), at("2026-03-05 11:00"))]
    assert deadline(answer, at(MONDAY), china(), stood) == at("2026-03-03 10:00")


def test_a_pause_moves_the_warning_with_the_deadline() -> None:
    stood = [(at("2026-03-02 10:30"), at("2026-03-02 11:30"))]
    warned = warning_at(target(TWO_HOURS | {"warn_at": 0.5}), at(MONDAY), china(), stood)
    assert warned == at("2026-03-02 12:00")


def test_a_pause_never_makes_a_deadline_earlier() -> None:
    sunday = at("2026-03-01 12:00")  # the working day runs from Monday 09:00 to Tuesday 09:00
    for start, resumed in (("12:10", "13:00"), ("19:00", "19:01")):  # both while it is closed
        closed = [(at(f"2026-03-02 {start}"), at(f"2026-03-02 {resumed}"))]
        assert deadline(target({"working_days": 1}), sunday, china(), closed) == at("2026-03-03 09:00")


def test_the_cap_is_counted_from_the_start_and_the_nearest_counts_d410() -> None:
    capped = target(
        {"working_days": 3, "cap": {"working_days": 15}},
        {"hours": 90, "around_the_clock": True, "cap": {"working_days": 5}},
    )
    assert cap_at(capped, at(MONDAY), china()) == at("2026-03-09 10:00")
    assert cap_at(target(TWO_HOURS), at(MONDAY), china()) is None


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        pytest.param({}, "a limit is one of", id="nothing"),
        pytest.param({"minutes": 5, "working_days": 1}, "a limit is one of", id="two sorts"),
        pytest.param({"hours": 2}, "add around_the_clock: true, or use working_hours", id="hours of which sort"),
        pytest.param({"working_days": 1, "around_the_clock": True}, "goes with days, hours", id="a contradiction"),
        pytest.param({"minutes": 5, "warn_at": 1.0}, "less than 1", id="a warning at the end"),
        pytest.param({"minutes": 5, "warn_at": 0.5, "warn_after": {"minutes": 1}}, "exclude", id="two warnings"),
        pytest.param({"minutes": -5}, "greater than 0", id="backwards"),
        pytest.param({"working_days": 1.5}, "valid integer", id="half a working day"),
        pytest.param({"minutes": 5, "warn_after": {"fortnights": 1}}, "a span is a mapping", id="an unknown unit"),
        pytest.param({"minutes": 5, "warn_after": {"minutes": 0}}, "longer than nothing", id="an empty span"),
        pytest.param({"minutes": 5, "warn_after": {"minutes": "1"}}, "amounts are numbers", id="a span in words"),
    ],
)
def test_a_limit_that_says_nothing_or_two_things_is_refused(written: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        Limit.model_validate(written)


def test_a_limit_knows_its_own_length() -> None:
    assert Limit(minutes=5).elapsed == timedelta(minutes=5)
    assert Limit(minutes=5).worked is None
    assert Limit(working_hours=1.5).worked == timedelta(minutes=90)
    assert Limit(working_hours=1.5).elapsed is None
