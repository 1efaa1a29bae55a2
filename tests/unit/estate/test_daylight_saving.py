"""Working time on the days on which the clock changes (D-405): nothing twice, nothing lost, order kept."""

from datetime import timedelta

import pytest

from estate.working_time import (
    add_working_days,
    add_working_time,
    end_of_working_day,
    is_open,
    next_opening,
    working_time_between,
)
from tests.unit.estate.examples import ALWAYS, at, calendar

HOUR = timedelta(hours=1)
BERLIN = "Europe/Berlin"
NEW_YORK = "America/New_York"


@pytest.mark.parametrize(
    ("zone", "night", "hours"),
    [
        pytest.param(BERLIN, "2026-03-29", 23, id="Berlin in spring"),
        pytest.param(BERLIN, "2026-10-25", 25, id="Berlin in autumn"),
        pytest.param(NEW_YORK, "2026-03-08", 23, id="New York in spring"),
        pytest.param(NEW_YORK, "2026-11-01", 25, id="New York in autumn"),
    ],
)
def test_a_day_on_which_the_clock_changes_has_its_real_length(zone: str, night: str, hours: int) -> None:
    midnight = at(f"{night} 00:00", zone)
    day = timedelta(days=1) + (hours - 24) * HOUR
    assert working_time_between(calendar(zone, ALWAYS), midnight, midnight + timedelta(days=3)) == timedelta(days=3)
    assert end_of_working_day(calendar(zone, ALWAYS), midnight) == midnight + day


def test_a_working_day_over_a_clock_change_ends_at_the_same_wall_time() -> None:
    for zone, friday, monday in (
        (BERLIN, "2026-03-27 10:00", "2026-03-30 10:00"),
        (BERLIN, "2026-10-23 10:00", "2026-10-26 10:00"),
        (NEW_YORK, "2026-03-06 10:00", "2026-03-09 10:00"),
    ):
        assert add_working_days(calendar(zone), at(friday, zone), 1) == at(monday, zone)


def test_a_time_that_the_clock_skips_is_the_instant_of_the_jump() -> None:
    early = calendar(BERLIN, {"saturday": ["02:30-06:00"], "sunday": ["02:30-06:00"]})
    assert next_opening(early, at("2026-03-29 00:00", BERLIN)) == at("2026-03-29 03:00", BERLIN)
    assert add_working_days(early, at("2026-03-28 02:45", BERLIN), 1) == at("2026-03-29 03:00", BERLIN)


def test_a_time_that_the_clock_shows_twice_is_its_first_showing() -> None:
    early = calendar(BERLIN, {"sunday": ["02:15-02:45", "04:00-05:00"]})
    first, second = at("2026-10-25 02:30", BERLIN), at("2026-10-25 02:30", BERLIN, fold=1)
    assert second - first == HOUR
    assert (is_open(early, first), is_open(early, second)) == (True, False)
    assert add_working_time(early, first, timedelta(minutes=30)) == at("2026-10-25 04:15", BERLIN)


def test_a_start_in_the_hours_second_showing_ends_no_earlier_than_one_in_its_first() -> None:
    night = calendar(BERLIN, {"saturday": ["20:00-06:00"], "sunday": ["20:00-06:00"]})
    shown = [at("2026-10-25 02:50", BERLIN), at("2026-10-25 02:10", BERLIN, fold=1), at("2026-10-25 03:05", BERLIN)]
    ends = [add_working_days(night, start, 1) for start in shown]
    assert ends == [at(f"2026-10-26 {time}", BERLIN) for time in ("02:50", "03:00", "03:05")]


def test_an_interval_that_the_clock_skips_whole_does_not_exist() -> None:
    early = calendar(BERLIN, {"sunday": ["02:00-03:00"]})
    assert next_opening(early, at("2026-03-29 00:00", BERLIN)) == at("2026-04-05 02:00", BERLIN)
