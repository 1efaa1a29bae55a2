"""What the `holidays` library knows of a country's year, and whether that is final."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

import holidays


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
    listed = holidays.country_holidays(
        country, subdiv=part or None, years=year, expand=False, categories=categories, language="en_US"
    )
    make_up = frozenset(day for day in getattr(listed, "weekend_workdays", ()) if day.year == year)
    estimated = any("estimated" in name.lower() for name in listed.values())
    final = bool(listed) and not estimated and (bool(make_up) or country != "CN")
    return Known(dict(listed), make_up, final)
