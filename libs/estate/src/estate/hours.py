"""Hours on the wall: weekdays, intervals such as `22:00-06:00`, and the instants they mean in a time zone.

The hand on the wall jumps twice a year. The rule used everywhere: a wall time stands for the *first* instant at which
the wall clock shows it or anything later. So a time skipped in spring is the instant of the jump, a time shown twice in
autumn is its first showing, order is kept, and no interval is ever counted twice or turned round.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

_DAY = timedelta(days=1)
_FORM = re.compile(r"^(\d{2}):(\d{2})\s*[-–]\s*(\d{2}):(\d{2})$")


class Weekday(StrEnum):
    """The days of the week, Monday first."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


def weekday_of(day: date) -> Weekday:
    """Which day of the week a date is."""
    return WEEK[day.weekday()]


@dataclass(frozen=True, slots=True)
class Interval:
    """Hours of one day: `start` and `end` since its midnight; past 24 h the interval runs into the next day."""

    start: timedelta
    end: timedelta


def parse_interval(text: object) -> Interval:
    """`"09:00-12:00"`, `"22:00-06:00"` (over midnight), `"00:00-24:00"`; raises ValueError for anything else."""
    if isinstance(text, Interval):
        return text
    found = _FORM.match(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"hours are written like 09:00-12:00 (in quotes), not {text!r}")
    h1, m1, h2, m2 = (int(part) for part in found.groups())
    start, end = timedelta(hours=h1, minutes=m1), timedelta(hours=h2, minutes=m2)
    if m1 > 59 or m2 > 59 or start >= _DAY or end > _DAY:  # noqa: PLR2004 — an hour has 60 minutes
        raise ValueError(f"there is no such time of day in {text!r}")
    if start == end:
        raise ValueError(f"{text!r} begins and ends at once; the whole day is 00:00-24:00")
    return Interval(start, end if end > start else end + _DAY)


Hours = Annotated[Interval, BeforeValidator(parse_interval)]


def overlap(intervals: tuple[Interval, ...]) -> bool:
    """Whether two intervals of one day share time."""
    ordered = sorted(intervals, key=lambda one: one.start)
    return any(later.start < earlier.end for earlier, later in pairwise(ordered))


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """What the wall clock of `zone` shows at the instant `at`, without a zone; raises ValueError for a naive `at`."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone; instants are aware (give UTC)")
    return at.astimezone(zone).replace(tzinfo=None)


def instant(shown: datetime, zone: ZoneInfo) -> datetime:
    """The first instant, in UTC, at which the wall clock of `zone` shows `shown` or anything later."""
    first = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if wall(first, zone) == shown:
        return first
    return _jump(shown.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def hand(at: datetime, zone: ZoneInfo) -> datetime:
    """The furthest the wall clock has got by `at`: while it shows an hour for the second time, the end of that hour."""
    shown = wall(at, zone)
    first = instant(shown, zone)
    if first >= at:
        return shown
    return wall(_jump(first, at, zone), zone) + (at - first)


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between two at which the wall clock jumps (clocks are changed on whole seconds)."""
    low, high = int(before.timestamp()), int(after.timestamp())
    offset = before.astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        if datetime.fromtimestamp(middle, zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


@lru_cache(maxsize=4096)
def on_day(interval: Interval, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants (UTC) between which the interval of that day runs; equal when the clock skipped all of it."""
    midnight = datetime.combine(day, time())
    return instant(midnight + interval.start, zone), instant(midnight + interval.end, zone)


def runs_until(interval: Interval, at: datetime, zone: ZoneInfo) -> datetime | None:
    """If `at` lies in today's interval or in yesterday's that runs over midnight: the instant it ends; else None."""
    today = wall(at, zone).date()
    spans = (on_day(interval, day, zone) for day in (today - _DAY, today))
    return max((end for start, end in spans if start <= at < end), default=None)
