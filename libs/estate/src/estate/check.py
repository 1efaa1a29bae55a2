"""What a reviewer should know of an estate that loads: gaps that are allowed but may not be meant."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.vocabulary import Function
from estate.calendars import provisional_years
from estate.duty import on_shift
from estate.hours import wall
from estate.queries import department_with, languages_of, messages_of
from estate.whole import Estate, calendar_of

_HOUR = timedelta(hours=1)
_WEEK = 7 * 24


class Concern(StrEnum):
    """What sort of gap it is."""

    PROVISIONAL_YEAR = "provisional_year"
    NOBODY_THERE = "nobody_there"
    NO_SUCH_LANGUAGE = "no_such_language"
    NOT_REACHABLE = "not_reachable"
    NO_SENDER = "no_sender"


@dataclass(frozen=True, slots=True)
class Finding:
    """One gap: what sort, where (the id of a site, calendar, person …), and what to do about it."""

    concern: Concern
    where: str
    message: str


def check(estate: Estate, now: datetime) -> list[Finding]:
    """All gaps as of `now`; an empty list is a clean estate. Raises ValueError for a naive `now`."""
    parts = (_provisional(estate, now), _unwatched(estate, now), _unstaffed(estate), _unspoken(estate))
    return [finding for part in (*parts, _unreachable(estate), _unsigned(estate)) for finding in part]


def _provisional(estate: Estate, now: datetime) -> Iterator[Finding]:
    used = sorted({estate.group.calendar, *(site.calendar for site in estate.sites.values())})
    for calendar_id in used:
        calendar = estate.calendars[calendar_id]
        first = wall(now, calendar.zone).year
        last = wall(now + estate.group.numbers.calendar_horizon, calendar.zone).year
        for year in provisional_years(calendar, range(first, last + 1)):
            message = f"the holidays of {year} are provisional: when the official list is out, add years: {{{year}: …}}"
            yield Finding(Concern.PROVISIONAL_YEAR, calendar_id, message)


def _unwatched(estate: Estate, now: datetime) -> Iterator[Finding]:
    for site in estate.sites.values():
        hours = (now + n * _HOUR for n in range(_WEEK))
        empty = [at for at in hours if not on_shift(estate, site.control_room, at)]
        if empty:
            first = wall(empty[0], calendar_of(estate, site.id).zone)
            message = (
                f"nobody in {site.control_room} for {len(empty)} of the next {_WEEK} hours, first {first:%A %H:%M}"
            )
            yield Finding(Concern.NOBODY_THERE, site.id, message)


def _unstaffed(estate: Estate) -> Iterator[Finding]:
    staffed = {name for person in estate.people.values() for name in person.departments}
    for department in estate.departments.values():
        if department.id not in staffed and not department.contractor:
            message = "has no people: work given to it waits for its head alone"
            yield Finding(Concern.NOBODY_THERE, department.id, message)


def _unspoken(estate: Estate) -> Iterator[Finding]:
    for site in estate.sites.values():
        found = department_with(estate, site.id, Function.CUSTOMER_SERVICE)
        desk = found.department.id if found else site.control_room
        spoken = {one for who in estate.people.values() if desk in who.departments for one in who.languages}
        for language in languages_of(estate, site.id):
            if language not in spoken:
                yield Finding(Concern.NO_SUCH_LANGUAGE, site.id, f"nobody in {desk} has the language {language}")


def _unreachable(estate: Estate) -> Iterator[Finding]:
    for person in estate.people.values():
        if person.phone is None and person.email is None:
            yield Finding(Concern.NOT_REACHABLE, person.id, "has neither phone nor e-mail: alarms reach nobody")


def _unsigned(estate: Estate) -> Iterator[Finding]:
    for site in estate.sites.values():
        for channel, names in messages_of(estate, site.id).senders.items():
            for language in languages_of(estate, site.id):
                if language not in names:
                    yield Finding(Concern.NO_SENDER, site.id, f"no sender name for {channel} in {language}")
