"""Working-time arithmetic on a calendar (D-405). All instants are aware; results are UTC. Pure.

A *working day* is a date with opening hours; an interval that runs over midnight belongs whole to the date it begins
on, also when the next date is a holiday. Elapsed time is real: a night shift over the spring change is an hour shorter.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from estate.calendars import Calendar, Day
from estate.hours import hand, instant, wall

_DAY = timedelta(days=1)
_NOTHING = timedelta(0)
_CLOSED_AT_MOST = 400  # days in a row; a calendar closed longer is a mistake in its YAML, not a long holiday


class NeverOpens(ValueError):  # noqa: N818 — named by what is the case, as Rejected and Unavailable are
    """The calendar stays closed for more than a year after the date asked for."""


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Whether `at` lies in opening hours; the closing instant itself does not. Raises ValueError for a naive `at`."""
    today = wall(at, calendar.zone).date()
    days = (calendar.day(today - _DAY), calendar.day(today))
    return any(start <= at < end for day in days for start, end in day.open)


def next_opening(calendar: Calendar, at: datetime) -> datetime:
    """`at` itself when open, else the first opening after it. Raises NeverOpens, or ValueError for a naive `at`."""
    return next(start for start, _ in _stretches(calendar, at))


def add_working_time(calendar: Calendar, start: datetime, span: timedelta) -> datetime:
    """The earliest instant by which `span` of opening time has passed since `start`.

    It may be a closing instant (four hours from 14:00 end at 18:00 sharp, not next morning); no span gives `start`.
    Raises ValueError for a negative span or a naive start, NeverOpens for a calendar that does not open again.
    """
    if span < _NOTHING:
        raise ValueError(f"cannot add a negative span ({span}) of working time")
    left = span
    if left == _NOTHING:
        return _in_utc(start)
    for begins, ends in _stretches(calendar, start):
        if ends - begins >= left:
            return begins + left
        left -= ends - begins
    raise NeverOpens(f"calendar {calendar.spec.id} ended before {span} had passed")  # pragma: no cover


def working_time_between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """How much opening time lies between two instants; nothing when `end` is not after `start`."""
    total = _NOTHING
    if end <= start:
        return total
    last = wall(end, calendar.zone).date()
    day = wall(start, calendar.zone).date() - _DAY
    while day <= last:
        for begins, ends in calendar.day(day).open:
            total += max(min(ends, end) - max(begins, start), _NOTHING)
        day += _DAY
    return total


def add_working_days(calendar: Calendar, start: datetime, days: int) -> datetime:
    """The same wall time `days` working days later.

    A start outside hours counts from the next opening. If that wall time is outside the later day's hours, it is moved
    to the closing before it, or to that day's first opening when there is none. A later start never ends earlier, also
    not while an hour is shown for the second time: it counts as that hour's end. `days=0` gives the next opening.
    Raises ValueError for negative `days` or a naive start, NeverOpens for a calendar that does not open again.
    """
    if days < 0:
        raise ValueError(f"cannot add a negative number of working days ({days})")
    begins = next_opening(calendar, start)
    first = _owner(calendar, begins)
    if days == 0:
        return begins
    later = _working_day_after(calendar, first.date, days)
    since_midnight = hand(begins, calendar.zone) - datetime.combine(first.date, time())
    return _clipped(later, instant(datetime.combine(later.date, time()) + since_midnight, calendar.zone))


def end_of_working_day(calendar: Calendar, start: datetime) -> datetime:
    """The last closing of the working day in which `start` lies, or of the next one when closed."""
    return _owner(calendar, next_opening(calendar, start)).open[-1][1]


def _in_utc(at: datetime) -> datetime:
    """`at` in UTC; raises ValueError for a naive one."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone; instants are aware (give UTC)")
    return at.astimezone(UTC)


def _stretches(calendar: Calendar, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Opening intervals from `at` on, the first cut at `at`."""
    at = _in_utc(at)
    day, closed = wall(at, calendar.zone).date() - _DAY, 0
    while closed <= _CLOSED_AT_MOST:
        closed += 1
        for begins, ends in calendar.day(day).open:
            if ends > at:
                closed = 0
                yield max(begins, at), ends
        day += _DAY
    raise NeverOpens(f"calendar {calendar.spec.id} does not open within {_CLOSED_AT_MOST} days; give it hours or years")


def _owner(calendar: Calendar, at: datetime) -> Day:
    """The working day to whose hours the open instant `at` belongs."""
    today = wall(at, calendar.zone).date()
    days = (calendar.day(today - _DAY), calendar.day(today))
    return next(day for day in days if any(start <= at < end for start, end in day.open))


def _working_day_after(calendar: Calendar, first: date, count: int) -> Day:
    day, closed = calendar.day(first), 0
    while count:
        day = calendar.day(day.date + _DAY)
        closed = 0 if day.open else closed + 1
        count -= 1 if day.open else 0
        if closed > _CLOSED_AT_MOST:
            raise NeverOpens(f"calendar {calendar.spec.id} does not open within {_CLOSED_AT_MOST} days")
    return day


def _clipped(day: Day, at: datetime) -> datetime:
    if any(start <= at <= end for start, end in day.open):
        return at
    return max((end for _, end in day.open if end < at), default=day.open[0][0])
