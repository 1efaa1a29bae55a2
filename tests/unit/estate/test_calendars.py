"""Which days are worked: the library's holidays, the estate's corrections, and years nobody knows yet (D-405)."""

from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from estate.calendars import CalendarSpec, DayKind, provisional_years
from estate.hours import Weekday
from tests.unit.estate.examples import OFFICE_WEEK, calendar, china, hong_kong

OFFICIAL = {"official": True, "closed": {"2027-02-05": "春节"}, "make_up": ["2027-02-14"]}


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        pytest.param("2026-02-13", DayKind.ORDINARY, id="the Friday before Spring Festival"),
        pytest.param("2026-02-14", DayKind.MAKE_UP, id="a Saturday worked for it"),
        pytest.param("2026-02-15", DayKind.HOLIDAY, id="its first day, a Sunday"),
        pytest.param("2026-02-16", DayKind.HOLIDAY, id="New Year's Eve"),
        pytest.param("2026-02-20", DayKind.HOLIDAY, id="a day off in exchange"),
        pytest.param("2026-02-24", DayKind.ORDINARY, id="the first day after"),
        pytest.param("2026-02-28", DayKind.MAKE_UP, id="the second Saturday worked"),
    ],
)
def test_the_mainland_calendar_knows_holidays_and_make_up_days(day: str, kind: DayKind) -> None:
    assert china().day(date.fromisoformat(day)).kind is kind


@pytest.mark.parametrize(
    ("day", "open_intervals"),
    [
        pytest.param("2026-02-14", 2, id="make-up Saturday: worked as Monday"),
        pytest.param("2026-02-15", 0, id="the Sunday before New Year's Eve"),
        pytest.param("2026-02-21", 0, id="the Saturday inside Spring Festival"),
        pytest.param("2026-02-22", 0, id="the Sunday inside it"),
        pytest.param("2026-02-28", 2, id="make-up Saturday after it"),
        pytest.param("2026-01-03", 0, id="the Saturday beside New Year"),
        pytest.param("2026-01-04", 2, id="the Sunday after it, made up"),
        pytest.param("2026-03-07", 1, id="any other Saturday"),
        pytest.param("2027-01-02", 0, id="beside New Year's Day in the next year"),
    ],
)
def test_where_saturdays_are_worked_the_weekend_of_a_block_is_free_all_the_same(day: str, open_intervals: int) -> None:
    week = OFFICE_WEEK | {"saturday": ["09:00-12:00"], "sunday": ["09:00-12:00"]}
    centre = calendar(holidays="CN", make_up_as="monday", weekly=week)
    assert len(centre.day(date.fromisoformat(day)).open) == open_intervals


def test_elsewhere_a_saturday_beside_a_holiday_is_an_ordinary_saturday() -> None:
    berlin = calendar("Europe/Berlin", holidays="DE", weekly=OFFICE_WEEK | {"saturday": ["09:00-12:00"]})
    assert berlin.day(date(2026, 5, 1)).kind is DayKind.HOLIDAY
    assert berlin.day(date(2026, 5, 2)).open


def test_a_make_up_day_has_the_hours_of_the_weekday_the_calendar_names() -> None:
    saturday = calendar(
        holidays="CN",
        make_up_as="tuesday",
        weekly=OFFICE_WEEK | {"tuesday": ["10:00-11:00"], "saturday": ["08:00-09:00"]},
    )
    day = saturday.day(date(2026, 2, 14))
    assert day.worked_as is Weekday.TUESDAY
    assert len(day.open) == 1
    assert day.open[0][0].isoformat() == "2026-02-14T02:00:00+00:00"


def test_a_holiday_is_named_and_closed() -> None:
    day = hong_kong().day(date(2026, 4, 3))
    assert (day.kind, day.name, day.open) == (DayKind.HOLIDAY, "Good Friday", ())


def test_statutory_holidays_alone_are_fewer_than_the_general_ones() -> None:
    assert calendar("Asia/Hong_Kong", holidays="HK").day(date(2026, 4, 3)).kind is DayKind.ORDINARY


def test_the_estate_overrides_the_library_day_by_day() -> None:
    own = calendar(
        holidays="CN",
        make_up_as="monday",
        years={
            2026: {
                "closed": {"2026-03-03": "停电检修"},
                "make_up": ["2026-03-07"],
                "hours": {"2026-03-04": ["10:00-11:00"], "2026-02-17": ["09:00-10:00"]},
            }
        },
    )
    days = {day: own.day(date(2026, *day)) for day in ((3, 3), (3, 7), (3, 4), (2, 17), (2, 18))}
    assert [day.kind.value for day in days.values()] == ["holiday", "make_up", "override", "override", "holiday"]
    assert [len(day.open) for day in days.values()] == [0, 2, 1, 1, 0]


def test_an_official_list_replaces_the_library_for_its_year_only() -> None:
    own = calendar(holidays="CN", make_up_as="monday", years={2027: OFFICIAL})
    assert own.day(date(2027, 2, 8)).kind is DayKind.ORDINARY
    assert own.day(date(2027, 2, 14)).kind is DayKind.MAKE_UP
    assert own.day(date(2026, 2, 17)).kind is DayKind.HOLIDAY


def test_a_mainland_year_without_make_up_days_is_provisional_until_the_estate_is_official() -> None:
    assert provisional_years(china(), (2025, 2026, 2027)) == (2027,)
    assert provisional_years(calendar(holidays="CN", make_up_as="monday", years={2027: OFFICIAL}), (2027, 2028)) == (
        2028,
    )


def test_years_are_provisional_only_where_holidays_matter_and_are_known() -> None:
    assert provisional_years(calendar(), (2027, 2999)) == ()
    assert provisional_years(hong_kong(), (2026, 2027, 2999)) == (2999,)


def test_a_year_whose_holidays_are_estimates_is_provisional() -> None:
    assert provisional_years(calendar("Asia/Dubai", holidays="AE"), (2024, 2035)) == (2035,)


def test_a_part_of_a_country_has_holidays_of_its_own() -> None:
    epiphany = date(2026, 1, 6)
    assert calendar("Europe/Berlin", holidays="DE-BY").day(epiphany).kind is DayKind.HOLIDAY
    assert calendar("Europe/Berlin", holidays="DE").day(epiphany).kind is DayKind.ORDINARY


def test_a_calendar_asked_for_more_days_than_it_remembers_still_answers() -> None:
    plain = calendar()
    days = [date.fromordinal(date(2026, 3, 2).toordinal() + n) for n in range(4200)]
    assert sum(1 for day in days if plain.day(day).open) == 3000
    assert plain.day(days[0]).open


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        pytest.param({"time_zone": "Asia/Shanghigh"}, "is no IANA time zone", id="a zone that does not exist"),
        pytest.param({"holidays": "XX"}, "has no public holidays here", id="a country that does not exist"),
        pytest.param({"holidays": "DE-XX"}, "has no part 'XX'", id="a part that does not exist"),
        pytest.param({"holidays": "CN"}, "make_up_as is missing: CN has", id="China without make-up hours"),
        pytest.param({"holidays": "HK", "holiday_categories": ["bank"]}, "is not one of", id="an unknown category"),
        pytest.param({"make_up_as": "sunday"}, "has no hours in weekly", id="make-up hours that are none"),
        pytest.param({"years": {2026: {"make_up": ["2026-03-07"]}}}, "make_up_as is missing: years", id="make-up days"),
        pytest.param(
            {"years": {2026: {"closed": {"2027-01-01": "x"}}}}, "stands under the year 2026", id="a wrong year"
        ),
        pytest.param({"weekly": {"monday": []}}, "would never open", id="no hours at all"),
        pytest.param({"weekly": {"monday": ["09:00-12:00", "11:00-13:00"]}}, "overlap", id="overlapping hours"),
        pytest.param({"weekly": {"monday": ["9-12"]}}, "hours are written like", id="hours in another form"),
        pytest.param({"weekly": {"monday": ["09:00-12:75"]}}, "no such time of day", id="75 minutes"),
        pytest.param({"weekly": {"monday": ["24:00-09:00"]}}, "no such time of day", id="beginning at 24:00"),
        pytest.param({"weekly": {"monday": ["09:00-09:00"]}}, "begins and ends at once", id="no length"),
        pytest.param({"weekly": {"funday": ["09:00-10:00"]}}, "Input should be 'monday'", id="an unknown weekday"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused_with_the_reason(more: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        CalendarSpec.model_validate({"id": "c", "time_zone": "Asia/Shanghai", "weekly": OFFICE_WEEK} | more)
