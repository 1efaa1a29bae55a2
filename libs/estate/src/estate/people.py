"""People of the staff: what they may do, where they belong, when they are there (D-301)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from contracts.vocabulary import Language, Role
from estate.calendars import Calendar, DayKind
from estate.hours import WEEK, Hours, Weekday, on_day, wall
from estate.model import Id, Model

_DAY = timedelta(days=1)


def _days(value: object) -> object:
    return tuple(WEEK) if value == "every_day" else value


class Shift(Model):
    """Weekly hours of a person, perhaps over midnight. A make-up working day has the shifts its calendar says."""

    days: Annotated[frozenset[Weekday], BeforeValidator(_days), Field(min_length=1)]  # a list, or every_day
    hours: Hours
    on_call: bool = False  # can be reached, but is not there
    on_holidays: bool = False  # the shift also runs on public holidays


class Person(Model):
    """Somebody of the staff. Phone and e-mail are business contact data; they stay in the estate's YAML."""

    id: Id
    name: Annotated[str, Field(min_length=1, max_length=60)]
    roles: frozenset[Role] = Field(min_length=1)
    departments: tuple[Id, ...] = ()
    skills: frozenset[Id] = frozenset()
    languages: tuple[Language, ...] = Field(min_length=1)
    senior: bool = False  # has power to decide, may replace a handler (D-306)
    phone: Annotated[str, Field(pattern=r"^\+[0-9]{7,15}$")] | None = None
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$")] | None = None
    shifts: tuple[Shift, ...] = ()


def shift_until(shift: Shift, at: datetime, calendar: Calendar) -> datetime | None:
    """If the shift runs at `at`: the instant it ends; else None."""
    ends = (end for start, end in _runs(shift, at, calendar) if start <= at < end)
    return max(ends, default=None)


def _runs(shift: Shift, at: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    today = wall(at, calendar.zone).date()
    for date in (today - _DAY, today):
        day = calendar.day(date)
        if day.worked_as in shift.days and (shift.on_holidays or day.kind is not DayKind.HOLIDAY):
            yield on_day(shift.hours, date, calendar.zone)
