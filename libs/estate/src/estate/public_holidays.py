"""What the `holidays` library knows of a country's year, and whether that is final."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

_DAY = timedelta(days=1)
_SATURDAY = 5
IN_BLOCKS = frozenset({"CN"})  # days off in blocks, paid for with make-up working days that are published year by year


def country_code(code: str) -> str:
    """`code` if the library has that country; raises ValueError otherwise."""
    if code.partition("-")[0] not in holidays.list_supported_countries():
        raise ValueError(f"{code!r} has no public holidays here; write an ISO code such as CN, HK or DE-BY")
    return code


def in_library(code: str | None, categories: tuple[str, ...]) -> None:
    """Raises ValueError if the country has no such part or no such categories of holidays."""
    country, _, part = (code or "").partition("-")
    if not country:
        return
    library = holidays.country_holidays(country)
    if part and part not in (*library.subdivisions, *library.subdivisions_aliases):
        raise ValueError(f"holidays: {country} has no part {part!r}; known are: {', '.join(library.subdivisions)}")
    usable = [one for one in library.supported_categories if one != "half_day"]
    for category in categories:
        if category not in usable:
            raise ValueError(f"holiday_categories: {category!r} is not one of {', '.join(usable)} for {country}")


@dataclass(frozen=True, slots=True)
class Known:
    """What the library knows of one country's year."""

    closed: Mapping[date, str]
    make_up: frozenset[date]
    final: bool


NOTHING_KNOWN = Known({}, frozenset(), final=True)


@cache
def known(code: str, categories: tuple[str, ...], year: int) -> Known:
    """Public holidays and make-up days of a country (`CN`, `DE-BY`); not final if estimated, unpublished, unknown."""
    country, _, part = code.partition("-")
    around = holidays.country_holidays(
        country,
        subdiv=part or None,
        years=(year - 1, year, year + 1),  # a block of days off may lie over New Year
        expand=False,
        categories=categories,
        language="en_US",
    )
    worked = frozenset(getattr(around, "weekend_workdays", ()))
    blocks = _with_weekends(around, worked) if country in IN_BLOCKS else around
    closed = {day: name for day, name in blocks.items() if day.year == year}
    make_up = frozenset(day for day in worked if day.year == year)
    estimated = any("estimated" in name.lower() for name in closed.values())
    return Known(closed, make_up, bool(closed) and not estimated and (bool(make_up) or country not in IN_BLOCKS))


def _with_weekends(listed: Mapping[date, str], worked: frozenset[date]) -> dict[date, str]:
    """Days off with the weekend days that lie within or beside them, which the library leaves out as free anyway.

    They are not free where Saturdays are worked: the mainland's days off come as one block, all but make-up days.
    """
    blocks = dict(listed)
    for step in (_DAY, -_DAY):
        for day, name in listed.items():
            beside = day + step
            while beside.weekday() >= _SATURDAY and beside not in worked and beside not in blocks:
                blocks[beside] = name
                beside += step
    return blocks
