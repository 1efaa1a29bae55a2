"""Two libraries know the mainland's working days; they agree on every day of the years that are final (D-405)."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from estate.calendars import Calendar, CalendarSpec, provisional_years

WEEK = {day: ["09:00-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
WRITTEN = {"id": "cn", "time_zone": "Asia/Shanghai", "holidays": "CN", "make_up_as": "monday", "weekly": WEEK}
MAINLAND = Calendar(CalendarSpec.model_validate(WRITTEN))
SEVEN_DAYS = Calendar(
    CalendarSpec.model_validate(WRITTEN | {"weekly": WEEK | {"saturday": ["09:00-12:00"], "sunday": ["09:00-12:00"]}})
)


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_day_is_worked_here_exactly_if_the_other_library_says_so(year: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    assert [day for day in days if bool(MAINLAND.day(day).open) != chinese_calendar.is_workday(day)] == []
    assert sum(1 for day in days if MAINLAND.day(day).kind == "make_up") >= 5


@pytest.mark.parametrize("year", [2025, 2026])
def test_where_every_day_is_worked_the_days_off_are_those_the_other_library_names(year: int) -> None:
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]
    details = {day: chinese_calendar.get_holiday_detail(day) for day in days}
    named = [day for day, (off, name) in details.items() if off and name is not None]
    assert [day for day in days if not SEVEN_DAYS.day(day).open] == named


def test_a_year_is_provisional_here_exactly_if_the_other_library_does_not_know_it() -> None:
    def known(year: int) -> bool:
        try:
            chinese_calendar.is_workday(date(year, 6, 1))
        except NotImplementedError:  # its word for a year that was not announced yet
            return False
        return True

    assert provisional_years(MAINLAND, range(2024, 2029)) == tuple(y for y in range(2024, 2029) if not known(y))
