"""Calendars: which hours of which day are working hours (D-405).

What the `holidays` library knows of a country (public holidays and, for China, make-up working days) is corrected per
year by the estate's own YAML. A year whose final list nobody has published yet is provisional, and `check` says so.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, model_validator

from estate.hours import Hours, Interval, Weekday, on_day, overlap, weekday_of
from estate.model import Id, Model
from estate.public_holidays import IN_BLOCKS, NOTHING_KNOWN, Known, country_code, in_library, known

_DAY = timedelta(days=1)
_REMEMBERED = 4096


class DayKind(StrEnum):
    """Why a day has the hours it has."""

    ORDINARY = "ordinary"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # 调休: worked although it is a weekend
    OVERRIDE = "override"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as unknown:
        raise ValueError(f"{name!r} is no IANA time zone; write one such as Asia/Shanghai") from unknown
    return name


def _disjoint(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    if overlap(intervals):
        raise ValueError("two of the day's intervals overlap")
    return tuple(sorted(intervals, key=lambda one: one.start))


DayHours = Annotated[tuple[Hours, ...], AfterValidator(_disjoint)]


class Year(Model):
    """What one year has that the library does not know."""

    official: bool = False  # this is the whole final list: the library is not asked, the year is not provisional
    closed: Mapping[date, str] = Field(default_factory=dict)  # date → name of the holiday
    make_up: tuple[date, ...] = ()
    hours: Mapping[date, DayHours] = Field(default_factory=dict)  # a day with hours of its own


class CalendarSpec(Model):
    """A calendar as it is written: time zone, hours per weekday, whose holidays, and each year's corrections."""

    id: Id
    time_zone: Annotated[str, AfterValidator(_zone)]
    holidays: Annotated[str, AfterValidator(country_code)] | None = None
    holiday_categories: tuple[str, ...] = (
        "public",
    )  # as the library names them; Hong Kong's general ones are optional
    weekly: Mapping[Weekday, DayHours]
    make_up_as: Weekday | None = None  # whose hours a make-up working day has
    years: Mapping[int, Year] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if not any(self.weekly.values()):
            raise ValueError("weekly has no hours at all: this calendar would never open")
        in_library(self.holidays, self.holiday_categories)
        if self.holidays in IN_BLOCKS and self.make_up_as is None:
            raise ValueError(f"make_up_as is missing: {self.holidays} has make-up days; say whose hours they have")
        if self.make_up_as is not None and not self.weekly.get(self.make_up_as):
            raise ValueError(f"make_up_as: {self.make_up_as} has no hours in weekly")
        if self.make_up_as is None and any(year.make_up for year in self.years.values()):
            raise ValueError("make_up_as is missing: years has make-up days; say whose hours they have")
        for number, year in self.years.items():
            _within(number, (*year.closed, *year.make_up, *year.hours))
        return self


def _within(number: int, days: Iterable[date]) -> None:
    for day in days:
        if day.year != number:
            raise ValueError(f"{day} stands under the year {number}")


@dataclass(frozen=True, slots=True)
class Day:
    """One date of a calendar. `worked_as` is the weekday whose shifts and hours it has; `open` are UTC instants."""

    date: date
    kind: DayKind
    name: str
    worked_as: Weekday
    open: tuple[tuple[datetime, datetime], ...]


class Calendar:
    """A calendar ready for arithmetic; it remembers the days it was asked for."""

    __slots__ = ("_days", "spec", "zone")

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec = spec
        self.zone = ZoneInfo(spec.time_zone)
        self._days: dict[date, Day] = {}

    def day(self, on: date) -> Day:
        """What sort of day a local date is, and its opening intervals in UTC, in order."""
        found = self._days.get(on)
        if found is None:
            if len(self._days) >= _REMEMBERED:
                self._days.clear()
            found = self._days[on] = _day(self.spec, self.zone, on)
        return found


def _day(spec: CalendarSpec, zone: ZoneInfo, on: date) -> Day:
    """A day whose night would run into the next day's hours keeps them: no instant belongs to two days."""
    kind, name, worked_as, hours = _hours(spec, on)
    yesterday = (on_day(one, on - _DAY, zone) for one in _hours(spec, on - _DAY)[3])
    taken = max((end for _, end in yesterday), default=None)
    spans = (on_day(one, on, zone) for one in hours)
    cut = ((start if taken is None else max(start, taken), end) for start, end in spans)
    return Day(on, kind, name, worked_as, tuple((start, end) for start, end in cut if start < end))


def _hours(spec: CalendarSpec, on: date) -> tuple[DayKind, str, Weekday, tuple[Interval, ...]]:
    year = spec.years.get(on.year, Year())
    listed = NOTHING_KNOWN
    if spec.holidays is not None and not year.official:
        listed = known(spec.holidays, spec.holiday_categories, on.year)
    kind, name = _kind(on, year, listed)
    worked_as = spec.make_up_as if kind is DayKind.MAKE_UP and spec.make_up_as else weekday_of(on)
    if kind is DayKind.HOLIDAY:
        return kind, name, worked_as, ()
    return kind, name, worked_as, year.hours[on] if kind is DayKind.OVERRIDE else spec.weekly.get(worked_as, ())


def _kind(on: date, year: Year, listed: Known) -> tuple[DayKind, str]:
    if on in year.hours:
        return DayKind.OVERRIDE, year.closed.get(on, "")
    if on in year.closed:
        return DayKind.HOLIDAY, year.closed[on]
    if on in year.make_up or on in listed.make_up:
        return DayKind.MAKE_UP, ""
    if on in listed.closed:
        return DayKind.HOLIDAY, listed.closed[on]
    return DayKind.ORDINARY, ""


def provisional_years(calendar: Calendar, years: Iterable[int]) -> tuple[int, ...]:
    """Those of `years` whose holidays are not final: unpublished make-up days, estimates, or a year nobody knows."""
    code, corrected, categories = calendar.spec.holidays, calendar.spec.years, calendar.spec.holiday_categories
    if code is None:
        return ()
    open_years = (year for year in years if not (year in corrected and corrected[year].official))
    return tuple(year for year in open_years if not known(code, categories, year).final)
