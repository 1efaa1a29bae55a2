"""The estate as a whole: everything by id, and the look-ups that fail with a sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from estate.calendars import Calendar
from estate.callers import Caller
from estate.ladders import Ladder
from estate.people import Person
from estate.places import Building, Department, Group, Site
from estate.policies import Policy

T = TypeVar("T")


class UnknownId(LookupError):  # noqa: N818 — named by what is the case
    """No such site, department, person … in this estate."""


@dataclass(frozen=True, slots=True)
class Estate:
    """A loaded, cross-checked estate. Policies are flattened; None in `homes` and `department_sites` is the group."""

    version: str
    group: Group
    sites: Mapping[str, Site]
    departments: Mapping[str, Department]
    department_sites: Mapping[str, str | None]
    people: Mapping[str, Person]
    staff: Mapping[str, tuple[Person, ...]]  # by department, in the order of `people`
    homes: Mapping[str, str | None]
    calendars: Mapping[str, Calendar]
    ladders: Mapping[str, Ladder]
    policies: Mapping[str, Policy]
    callers: Mapping[str, Caller]  # by sha256 of the key
    tokens: Mapping[str, str]  # sha256 of the token → person id


def _found(known: Mapping[str, T], what: str, wanted: str) -> T:
    if wanted not in known:
        raise UnknownId(
            f"there is no {what} {wanted!r} in this estate; known are: {', '.join(sorted(known)) or 'none'}"
        )
    return known[wanted]


def site(estate: Estate, site_id: str) -> Site:
    """The site of that id; raises UnknownId."""
    return _found(estate.sites, "site", site_id)


def department(estate: Estate, department_id: str) -> Department:
    """The department of that id, a site's or the group's; raises UnknownId."""
    return _found(estate.departments, "department", department_id)


def person(estate: Estate, person_id: str) -> Person:
    """The staff member of that id; raises UnknownId."""
    return _found(estate.people, "person", person_id)


def building(estate: Estate, site_id: str, named: str) -> Building | None:
    """The building a request means by its id or one of its names (case and blanks do not matter), or None."""
    wanted = _plain(named)
    for one in site(estate, site_id).buildings:
        if wanted in {_plain(one.id), *(_plain(name) for name in one.names.values())}:
            return one
    return None


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def calendar_of(estate: Estate, site_id: str | None) -> Calendar:
    """The calendar of a site, or of the group for None; raises UnknownId."""
    return estate.calendars[site(estate, site_id).calendar if site_id is not None else estate.group.calendar]


def calendar_of_person(estate: Estate, person_id: str) -> Calendar:
    """The calendar of the place a person belongs to; raises UnknownId."""
    return calendar_of(estate, _found(estate.homes, "person", person_id))
