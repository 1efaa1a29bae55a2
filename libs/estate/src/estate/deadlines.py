"""From a target and a start to the instants: deadline, warning, cap (D-401, D-402, D-405, D-406). Results are UTC."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from estate.calendars import Calendar
from estate.targets import Limit, Target
from estate.working_time import (
    add_working_days,
    add_working_time,
    end_of_working_day,
    next_opening,
    working_time_between,
)

Pause = tuple[datetime, datetime]
"""From when to when a clock stood still; a pause that has not ended is not given."""


@dataclass(frozen=True, slots=True)
class Due:
    """When a clock ends, when its handler is warned (None: never), and which limit was the strictest."""

    deadline_at: datetime
    warning_at: datetime | None
    limit: Limit


def due(target: Target, started_at: datetime, calendar: Calendar, pauses: Iterable[Pause] = ()) -> Due:
    """The strictest of the target's limits. A limit with `pauses: false` is not moved by `pauses`.

    Raises ValueError for naive instants, NeverOpens for a calendar that does not open again.
    """
    stood = _merged(pauses)
    return min((_due(limit, started_at, calendar, stood) for limit in target.limits), key=lambda one: one.deadline_at)


def deadline(target: Target, started_at: datetime, calendar: Calendar, pauses: Iterable[Pause] = ()) -> datetime:
    """The instant by which the strictest limit ends; see `due`."""
    return due(target, started_at, calendar, pauses).deadline_at


def warning_at(
    target: Target, started_at: datetime, calendar: Calendar, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """When to warn before `deadline` (D-407), or None if the policy warns not at all; see `due`."""
    return due(target, started_at, calendar, pauses).warning_at


def cap_at(target: Target, started_at: datetime, calendar: Calendar) -> datetime | None:
    """The instant past which no extension may reach (D-410), or None without a cap. Pauses do not move it."""
    caps = (limit.cap for limit in target.limits if limit.cap is not None)
    return min((_end(cap, started_at, calendar) for cap in caps), default=None)


def _due(limit: Limit, started_at: datetime, calendar: Calendar, stood: tuple[Pause, ...]) -> Due:
    end = _end(limit, started_at, calendar)
    warned = _warned(limit, started_at, end, calendar)
    moved = stood if limit.pauses else ()
    deadline_at = _moved(limit, end, started_at, calendar, moved)
    if warned is None:
        return Due(deadline_at, None, limit)
    return Due(deadline_at, min(deadline_at, _moved(limit, warned, started_at, calendar, moved)), limit)


def _end(limit: Limit, started_at: datetime, calendar: Calendar) -> datetime:
    if limit.elapsed is not None:
        return started_at.astimezone(UTC) + limit.elapsed
    if limit.worked is not None:
        return add_working_time(calendar, started_at, limit.worked)
    if limit.working_days is not None:
        return add_working_days(calendar, started_at, limit.working_days)
    return end_of_working_day(calendar, started_at)


def _warned(limit: Limit, started_at: datetime, end: datetime, calendar: Calendar) -> datetime | None:
    if limit.warn_after is not None:
        return started_at.astimezone(UTC) + limit.warn_after
    if limit.warn_at is None:
        return None
    return _advanced(limit, started_at, _measured(limit, started_at, end, calendar) * limit.warn_at, calendar)


def _measured(limit: Limit, start: datetime, end: datetime, calendar: Calendar) -> timedelta:
    return end - start if limit.elapsed is not None else working_time_between(calendar, start, end)


def _advanced(limit: Limit, start: datetime, span: timedelta, calendar: Calendar) -> datetime:
    if limit.elapsed is not None:
        return start.astimezone(UTC) + span
    return add_working_time(calendar, start, span) if span else next_opening(calendar, start)


def _moved(limit: Limit, end: datetime, started_at: datetime, calendar: Calendar, stood: tuple[Pause, ...]) -> datetime:
    """`end` after the pauses: what was left when a pause began is left when it ended. Never earlier than before."""
    for paused_at, resumed_at in stood:
        begins = max(paused_at, started_at)
        if begins < end and resumed_at > begins:
            left = _measured(limit, begins, end, calendar)
            end = max(end, _advanced(limit, resumed_at, left, calendar))
    return end


def _merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Pauses in order, those that touch made one, so that no stretch of standing still counts twice."""
    merged: list[Pause] = []
    for paused_at, resumed_at in sorted(pauses):
        if merged and paused_at <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], resumed_at))
        else:
            merged.append((paused_at, resumed_at))
    return tuple(merged)
