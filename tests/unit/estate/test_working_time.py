"""Working-time arithmetic by case (D-405): holidays, make-up days, lunch breaks, night shifts, bad input."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from estate.calendars import Calendar
from estate.working_time import (
    NeverOpens,
    add_working_days,
    add_working_time,
    end_of_working_day,
    is_open,
    next_opening,
    working_time_between,
)
from tests.unit.estate.examples import ALWAYS, NIGHTLY, at, calendar, china, hong_kong

HOUR = timedelta(hours=1)
HONG_KONG = "Asia/Hong_Kong"


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        pytest.param("2026-03-03 09:00", 2, "2026-03-03 11:00", id="within the morning"),
        pytest.param("2026-03-03 11:00", 2, "2026-03-03 14:30", id="across the lunch break"),
        pytest.param("2026-03-03 12:30", 1, "2026-03-03 14:30", id="from within the lunch break"),
        pytest.param("2026-03-03 14:00", 4, "2026-03-03 18:00", id="to the closing, not to the next morning"),
        pytest.param("2026-03-03 17:00", 2, "2026-03-04 10:00", id="over night"),
        pytest.param("2026-03-06 17:00", 2, "2026-03-09 10:00", id="over a weekend"),
        pytest.param("2026-03-07 03:00", 1, "2026-03-09 10:00", id="from a weekend night"),
        pytest.param("2026-02-13 17:00", 2, "2026-02-14 10:00", id="into a make-up Saturday before Spring Festival"),
        pytest.param("2026-02-14 17:00", 2, "2026-02-24 10:00", id="over Spring Festival, nine days"),
        pytest.param("2026-02-27 17:00", 2, "2026-02-28 10:00", id="into the make-up Saturday after it"),
        pytest.param("2026-09-30 17:00", 2, "2026-10-08 10:00", id="over National Day"),
        pytest.param("2026-09-19 12:00", 1, "2026-09-20 10:00", id="into the make-up Sunday before National Day"),
        pytest.param("2026-03-02 09:00", 75, "2026-03-13 18:00", id="ten whole working days"),
    ],
)
def test_working_hours_run_on_the_mainland_calendar_d405(start: str, hours: int, end: str) -> None:
    assert add_working_time(china(), at(start), hours * HOUR) == at(end)
    assert working_time_between(china(), at(start), at(end)) == hours * HOUR


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        pytest.param("2026-03-03 10:15", 1, "2026-03-04 10:15", id="the same time next day"),
        pytest.param("2026-03-06 10:15", 1, "2026-03-09 10:15", id="over a weekend"),
        pytest.param("2026-03-03 20:00", 1, "2026-03-05 09:00", id="after closing counts from next morning"),
        pytest.param("2026-03-03 12:30", 1, "2026-03-04 13:30", id="in the lunch break counts from its end"),
        pytest.param("2026-03-07 11:00", 2, "2026-03-11 09:00", id="on a Saturday counts from Monday's opening"),
        pytest.param("2026-02-13 16:00", 1, "2026-02-14 16:00", id="the make-up Saturday is a working day"),
        pytest.param("2026-02-14 16:00", 1, "2026-02-24 16:00", id="Spring Festival is none"),
        pytest.param("2026-02-13 16:00", 3, "2026-02-25 16:00", id="both together"),
        pytest.param("2026-04-30 16:00", 3, "2026-05-08 16:00", id="over Labour Day"),
        pytest.param("2026-04-30 16:00", 4, "2026-05-09 16:00", id="with its make-up Saturday"),
        pytest.param("2026-03-03 20:00", 0, "2026-03-04 09:00", id="no days: the next opening"),
    ],
)
def test_working_days_run_on_the_mainland_calendar_d405(start: str, days: int, end: str) -> None:
    assert add_working_days(china(), at(start), days) == at(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param("2026-02-16 10:00", "2026-02-20 10:00", id="Lunar New Year, three days"),
        pytest.param("2026-04-02 10:00", "2026-04-08 10:00", id="Easter and Ching Ming together"),
        pytest.param("2026-05-22 10:00", "2026-05-26 10:00", id="the Buddha's birthday observed on Monday"),
        pytest.param("2026-06-30 10:00", "2026-07-02 10:00", id="Establishment Day"),
        pytest.param("2026-12-24 10:00", "2026-12-28 10:00", id="Christmas"),
    ],
)
def test_hong_kong_has_its_own_holidays(start: str, end: str) -> None:
    assert add_working_days(hong_kong(), at(start, HONG_KONG), 1) == at(end, HONG_KONG)


def test_a_shorter_later_day_clips_the_time_to_its_last_closing_before_it() -> None:
    half_saturday = calendar(weekly={"friday": ["09:00-18:00"], "saturday": ["10:00-12:00", "15:00-16:00"]})
    friday = {
        "late": "2026-03-06 17:00",
        "sharp": "2026-03-06 12:00",
        "noon": "2026-03-06 13:00",
        "early": "2026-03-06 09:15",
    }
    ends = {name: add_working_days(half_saturday, at(start), 1) for name, start in friday.items()}
    assert ends == {
        "late": at("2026-03-07 16:00"),
        "sharp": at("2026-03-07 12:00"),
        "noon": at("2026-03-07 12:00"),
        "early": at("2026-03-07 10:00"),
    }


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        pytest.param("2026-03-02 23:00", 4, "2026-03-03 03:00", id="over midnight"),
        pytest.param("2026-03-03 05:00", 2, "2026-03-03 23:00", id="into the next night"),
        pytest.param("2026-03-07 05:00", 2, "2026-03-09 23:00", id="Friday's night ends on Saturday"),
        pytest.param("2026-03-08 23:00", 1, "2026-03-09 23:00", id="there is no Sunday night"),
    ],
)
def test_a_night_shift_runs_over_midnight(start: str, hours: int, end: str) -> None:
    assert add_working_time(calendar(weekly=NIGHTLY), at(start), hours * HOUR) == at(end)


def test_a_night_belongs_to_the_working_day_it_begins_on() -> None:
    nights = calendar(weekly=NIGHTLY, years={2026: {"closed": {"2026-03-04": "a day off"}}})
    assert add_working_days(nights, at("2026-03-03 02:00"), 1) == at("2026-03-04 02:00")
    assert is_open(nights, at("2026-03-04 05:59"))
    assert not is_open(nights, at("2026-03-04 23:00"))
    assert end_of_working_day(nights, at("2026-03-04 02:00")) == at("2026-03-04 06:00")


def test_the_closing_instant_is_closed_and_the_opening_instant_open() -> None:
    day = "2026-03-03"
    shown = ("08:59", "09:00", "11:59", "12:00", "13:29", "13:30", "17:59", "18:00")
    opened = [is_open(china(), at(f"{day} {time}")) for time in shown]
    assert opened == [False, True, True, False, False, True, True, False]


def test_years_of_working_days_are_counted_on() -> None:
    start = at("2026-03-03 10:00")
    assert add_working_days(calendar(weekly=ALWAYS), start, 900) == start + timedelta(days=900)


def test_looking_ahead_does_not_stop_after_three_days_nor_after_three_months() -> None:
    closed = {f"2026-{month:02}-{day:02}": "closed" for month in (1, 2, 3) for day in range(1, 29)}
    closed |= dict.fromkeys(
        ("2026-01-29", "2026-01-30", "2026-01-31", "2026-03-29", "2026-03-30", "2026-03-31"), "closed"
    )
    season = calendar(years={2026: {"closed": closed}})
    assert next_opening(season, at("2026-01-01 10:00")) == at("2026-04-01 09:00")
    assert add_working_days(season, at("2025-12-31 10:00"), 1) == at("2026-04-01 10:00")


def _closed_for_two_years() -> Calendar:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(730)]
    years = {year: {"closed": {day: "closed" for day in days if day.year == year}} for year in (2026, 2027)}
    return calendar(weekly={"monday": ["09:00-10:00"]}, years=years)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda shut: next_opening(shut, at("2026-01-05 09:00")), id="next opening"),
        pytest.param(lambda shut: add_working_time(shut, at("2026-01-05 09:00"), HOUR), id="working time"),
        pytest.param(lambda shut: add_working_days(shut, at("2025-12-29 09:00"), 1), id="working days"),
    ],
)
def test_a_calendar_that_stays_closed_is_an_error_and_no_endless_search(ask: Callable[[Calendar], datetime]) -> None:
    with pytest.raises(NeverOpens, match="400 days"):
        ask(_closed_for_two_years())


def test_no_time_added_is_the_start_itself_even_when_closed() -> None:
    assert add_working_time(china(), at("2026-03-07 03:00"), timedelta(0)) == at("2026-03-07 03:00")


def test_nothing_lies_between_an_instant_and_an_earlier_one() -> None:
    assert working_time_between(china(), at("2026-03-04 10:00"), at("2026-03-03 10:00")) == timedelta(0)


def test_days_whose_hours_run_into_each_other_are_counted_once() -> None:
    long_night = calendar(weekly={"monday": ["20:00-09:00"], "tuesday": ["08:00-10:00"]})
    monday = at("2026-03-02 20:00")
    assert working_time_between(long_night, monday, monday + timedelta(days=2)) == 14 * HOUR
    assert add_working_time(long_night, monday, 14 * HOUR) == at("2026-03-03 10:00")


def test_naive_instants_and_negative_amounts_are_refused() -> None:
    naive = datetime(2026, 3, 3, 9)  # noqa: DTZ001 — the mistake under test
    with pytest.raises(ValueError, match="no time zone"):
        is_open(china(), naive)
    with pytest.raises(ValueError, match="no time zone"):
        add_working_time(china(), naive, HOUR)
    with pytest.raises(ValueError, match="negative span"):
        add_working_time(china(), at("2026-03-03 09:00"), -HOUR)
    with pytest.raises(ValueError, match="negative number"):
        add_working_days(china(), at("2026-03-03 09:00"), -1)
