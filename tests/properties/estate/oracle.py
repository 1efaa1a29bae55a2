"""Working time the slow way: minute by minute, from the calendar as written, with a hand that never goes back.

In autumn the wall clock shows an hour twice. The hand of this clock waits at the furthest it has been until the wall
catches up; in spring it jumps with the wall. A minute is open if the hand stands in hours of today or of last night.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from estate.calendars import CalendarSpec
from estate.hours import Interval, weekday_of

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Minute:
    """One minute: the instant it begins, where the hand stands, the working day it belongs to (of two, the first)."""

    begins: datetime
    hand: datetime
    owner: date | None


def minutes(spec: CalendarSpec, start: datetime, length: timedelta) -> list[Minute]:
    """All minutes from two days before `start` until `length` after it."""
    return list(_walk(spec, start - 2 * DAY, start + length))


def _walk(spec: CalendarSpec, begins: datetime, ends: datetime) -> Iterator[Minute]:
    zone, hand = ZoneInfo(spec.time_zone), datetime.min  # noqa: DTZ901 — what a wall shows has no zone
    hours = cache(partial(_hours, spec))
    while begins < ends:
        hand = max(hand, begins.astimezone(zone).replace(tzinfo=None))
        today = hand.date()
        owners = (day for day in (today - DAY, today) if any(a <= hand < b for a, b in hours(day)))
        yield Minute(begins, hand, next(owners, None))
        begins += MINUTE


def _hours(spec: CalendarSpec, day: date) -> tuple[tuple[datetime, datetime], ...]:
    midnight = datetime.combine(day, time())
    return tuple((midnight + one.start, midnight + one.end) for one in _written(spec, day))


def _written(spec: CalendarSpec, day: date) -> tuple[Interval, ...]:
    year = spec.years.get(day.year)
    if year is not None and day in year.hours:
        return year.hours[day]
    if year is not None and day in year.closed:
        return ()
    if year is not None and day in year.make_up and spec.make_up_as is not None:
        return spec.weekly[spec.make_up_as]
    return spec.weekly.get(weekday_of(day), ())


def opening(walked: list[Minute], start: datetime) -> datetime | None:
    """The first open minute from `start` on."""
    return next((one.begins for one in walked if one.begins >= start and one.owner is not None), None)


def after(walked: list[Minute], start: datetime, amount: int) -> datetime | None:
    """The end of the `amount`-th open minute from `start` on."""
    opened = [one.begins for one in walked if one.begins >= start and one.owner is not None]
    return opened[amount - 1] + MINUTE if len(opened) >= amount else None


def between(walked: list[Minute], start: datetime, end: datetime) -> timedelta:
    """How many open minutes lie between two instants."""
    return MINUTE * sum(1 for one in walked if start <= one.begins < end and one.owner is not None)


def days_after(walked: list[Minute], start: datetime, days: int) -> datetime | None:
    """The hand's same place `days` working days later, moved to the closing before it or to the day's first opening."""
    found = next((n for n, one in enumerate(walked) if one.begins >= start and one.owner is not None), None)
    owner = walked[found].owner if found else None
    if found is None or owner is None:
        return None
    waits = walked[found].hand == walked[found - 1].hand  # the hand stands at the end of its last minute
    reading = walked[found].hand + (MINUTE if waits else MINUTE * 0)
    working = sorted({one.owner for one in walked if one.owner is not None and one.owner > owner})
    if len(working) < days or walked[-1].hand.date() < working[days - 1] + 2 * DAY:  # cut by the end of the walk
        return None
    later = working[days - 1]
    wanted = datetime.combine(later, time()) + (reading - datetime.combine(owner, time()))
    reached = next(one.begins for one in walked if one.hand >= wanted)
    return _clipped([one.begins for one in walked if one.owner == later], reached)


def _clipped(opened: list[datetime], wanted: datetime) -> datetime:
    if wanted in opened or wanted - MINUTE in opened:
        return wanted
    return max((one + MINUTE for one in opened if one < wanted), default=opened[0])
