"""Values put into a language: instants on the site's own wall clock, enums in words, names as the estate has them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from contracts import register_number
from contracts.private import Contact
from contracts.vocabulary import Language, Subcategory
from estate import Estate, calendar_of, name_in, site
from notifier.domain.owed import About, Owed, Value

Lexicon = Mapping[Language, Mapping[str, Mapping[str, str]]]
"""Language, then the enum's name in snake case, then its value: the word."""

_DAYS: Final = {
    Language.ZH_HANS: ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    Language.ZH_HANT: ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    Language.EN: ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LISTED: Final = {Language.ZH_HANS: "、", Language.ZH_HANT: "、", Language.EN: ", "}


def instant(at: datetime, zone: ZoneInfo, language: Language) -> str:
    """An instant as the site's wall clock shows it: `11月24日（周二）14:30`, `Tue 24 Nov, 14:30`."""
    shown = at.astimezone(zone)
    day = _DAYS[language][shown.weekday()]
    if language is Language.EN:
        return f"{day} {shown.day} {_MONTHS[shown.month - 1]}, {shown:%H:%M}"
    return f"{shown.month}月{shown.day}日（{day}）{shown:%H:%M}"


def section(kind: type[StrEnum]) -> str:
    """Where the words of an enum stand in the lexicon: `CloseReason` under `close_reason`."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in kind.__name__).lstrip("_")


def said(value: Value, language: Language, zone: ZoneInfo, lexicon: Lexicon) -> str:
    """One value in a language; nothing is the empty text."""
    match value:
        case None:
            return ""
        case datetime():
            return instant(value, zone, language)
        case StrEnum():
            return lexicon[language][section(type(value))][value.value]
        case tuple():
            return _LISTED[language].join(said(one, language, zone, lexicon) for one in value)
        case str() | int():
            return str(value)
        case _:
            return name_in(value, language)


def about_ticket(about: About, estate: Estate) -> dict[str, Value]:
    """What every text may say of the ticket itself."""
    place = site(estate, about.site)
    buildings = {one.id: one.names for one in place.buildings}
    subcategory = getattr(about, "subcategory", None)
    return {
        "number": register_number.pretty(about.number),
        "site": place.names,
        "building": buildings.get(about.building or "", about.building),
        "kind": about.kind,
        "what": about.category if subcategory in {None, Subcategory.OTHER} else subcategory,
        "severity": about.severity,
        "urgency": about.urgency,
    }


def words(
    owed: Owed, about: About, contact: Contact | None, language: Language, estate: Estate, lexicon: Lexicon
) -> dict[str, str]:
    """Everything the text of an obligation may say, in its reader's language; a text for nothing is empty."""
    zone = calendar_of(estate, about.site).zone
    unit, spot = (contact.unit, contact.place) if contact else (None, None)
    values = {**about_ticket(about, estate), "unit": unit, "spot": spot, **owed.says}
    texts = {name: " ".join(said(value, language, zone, lexicon).split()) for name, value in values.items()}
    place = [texts["site"], texts["building"]]
    return {
        **texts,
        "place": joined(place, language),
        "address": joined([*place, _within(texts["building"], texts["unit"]), texts["spot"]], language),
        "urgent": "1" if owed.urgent else "",
    }


def _within(building: str, unit: str) -> str:
    """A unit after its building: many write the building into it, and it would stand there twice."""
    return unit.removeprefix(building).strip() or unit


def joined(places: Sequence[str], language: Language) -> str:
    """A place as it is written: from the large to the small in Chinese, the other way round in English."""
    named = [place for place in places if place]
    return ", ".join(reversed(named)) if language is Language.EN else "".join(named)
