"""Calendars and instants that the estate's tests share."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from estate.calendars import Calendar, CalendarSpec

OFFICE_WEEK = {day: ["09:00-12:00", "13:30-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
NIGHTLY = {day: ["22:00-06:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
ALWAYS = {
    day: ["00:00-24:00"]
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
}  # fmt: skip


def calendar(zone: str = "Asia/Shanghai", weekly: Any = None, **more: Any) -> Calendar:
    """A calendar of office hours with a lunch break, unless told otherwise."""
    written = {"id": "example", "time_zone": zone, "weekly": weekly or OFFICE_WEEK, **more}
    return Calendar(CalendarSpec.model_validate(written))


def china() -> Calendar:
    """Office hours under mainland holidays with make-up days."""
    return calendar(holidays="CN", make_up_as="monday")


def hong_kong() -> Calendar:
    """Office hours under Hong Kong's holidays."""
    return calendar("Asia/Hong_Kong", holidays="HK", holiday_categories=["public", "optional"])


def at(shown: str, zone: str = "Asia/Shanghai", fold: int = 0) -> datetime:
    """The instant (UTC) at which the clock of `zone` shows `2026-02-14 10:00`."""
    return datetime.fromisoformat(shown).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
