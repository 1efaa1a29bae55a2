"""What single files cannot show: ids given twice, and names that lead nowhere. Each problem points at its line."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from estate.duties import desks_of, unmet, without_shift
from estate.ladders import LadderChoice
from estate.places import Department, Group, Table
from estate.policies import lineage, without_resolution
from estate.sources import Problem, Step
from estate.whole import Estate
from estate.written import Located, Written


def crosscheck(written: Written, estate: Estate) -> Iterator[Problem]:
    """Everything wrong between the files. Duties are looked at only when every name leads somewhere."""
    names = [*_given_twice(written), *_references(written, estate), *_policies(written, estate)]
    yield from names
    yield from without_shift(written)
    if not names:
        yield from unmet(written, estate)


def _given_twice(written: Written) -> Iterator[Problem]:
    places = written.places
    yield from _twice("site", ((one, (), one.value.id) for one in written.sites))
    for what, steps in (("department", "departments"), ("person", "people")):
        yield from _twice(what, _inner(places, steps))
    for site in written.sites:
        yield from _twice("building", _inner((site,), "buildings"))
    several: Mapping[str, tuple[Located[Any], ...]] = {
        "calendar": written.calendars,
        "ladder": written.ladders,
        "policy": written.policies,
    }
    for what, those in several.items():
        yield from _twice(what, ((one, (), one.value.id) for one in those))
    callers = written.callers
    yield from _twice("caller", _inner((callers,), "callers"))
    keys = [("callers", n, one.key_sha256) for n, one in enumerate(callers.value.callers)]
    keys += [("staff", n, one.token_sha256) for n, one in enumerate(callers.value.staff)]
    yield from _twice("key", ((callers, (name, n), digest[:8] + "…") for name, n, digest in keys))


def _inner(places: Iterable[Located[Any]], name: str) -> Iterator[tuple[Located[Any], tuple[Step, ...], str]]:
    for place in places:
        for number, one in enumerate(getattr(place.value, name)):
            yield place, (name, number), one.id


def _twice(what: str, those: Iterable[tuple[Located[Any], tuple[Step, ...], str]]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for place, steps, key in those:
        if key in seen:
            yield place.problem(f"{what} {key!r} already stands in {seen[key]}: give it another id", *steps)
        seen.setdefault(key, place.source.file)


def _references(written: Written, estate: Estate) -> Iterator[Problem]:
    for place in written.places:
        yield from _unknown(place, "calendar", estate.calendars, ("calendar",), place.value.calendar)
        if place.value.policy is not None:
            yield from _unknown(place, "policy", estate.policies, ("policy",), place.value.policy)
        yield from _choices(place, place.value.ladders, estate)
        yield from _people(place, estate)
        yield from _named_desks(place, place.value.table, _departments(place, estate))
    for site in written.sites:
        yield from _unknown(site, "department", _departments(site, estate), ("control_room",), site.value.control_room)
        for n, who in enumerate(site.value.duty_managers):
            yield from _unknown(site, "person", _staff(site, estate), ("duty_managers", n), who)
    for ladder in written.ladders:
        for n, rung in enumerate(ladder.value.rungs):
            for m, who in enumerate(rung.people):
                yield from _unknown(ladder, "person", estate.people, ("rungs", n, "people", m), who)
    yield from _caller_references(written, estate)


def _unknown(
    place: Located[Any], what: str, known: Iterable[str], steps: tuple[Step, ...], name: str
) -> Iterator[Problem]:
    if name not in known:
        yield place.problem(
            f"there is no {what} {name!r} here; known are: {', '.join(sorted(known)) or 'none'}", *steps
        )


def _departments(place: Located[Any], estate: Estate) -> dict[str, Department]:
    """The departments a place may name: its own and the group's."""
    return {one.id: one for one in (*place.value.departments, *estate.group.departments)}


def _staff(place: Located[Any], estate: Estate) -> set[str]:
    return {one.id for one in (*place.value.people, *estate.group.people)}


def _choices(place: Located[Any], choices: tuple[LadderChoice, ...], estate: Estate) -> Iterator[Problem]:
    for n, choice in enumerate(choices):
        yield from _unknown(place, "ladder", estate.ladders, ("ladders", n, "ladder"), choice.ladder)
    everything = any(not (one.kinds or one.categories or one.severities) for one in choices)
    if isinstance(place.value, Group) and not everything:
        yield place.problem("no choice fits every ticket: end the list with one that names only a ladder", "ladders")


def _people(place: Located[Any], estate: Estate) -> Iterator[Problem]:
    known = estate.departments if isinstance(place.value, Group) else _departments(place, estate)
    for n, person in enumerate(place.value.people):
        for m, name in enumerate(person.departments):
            yield from _unknown(place, "department", known, ("people", n, "departments", m), name)
    for n, one in enumerate(place.value.departments):
        yield from _unknown(place, "person", _staff(place, estate), ("departments", n, "head"), one.head)


def _named_desks(place: Located[Any], table: Table, known: Mapping[str, Department]) -> Iterator[Problem]:
    for path, desk in desks_of(table):
        if desk.department is not None:
            yield from _unknown(place, "department", known, (*path, "department"), desk.department)


def _caller_references(written: Written, estate: Estate) -> Iterator[Problem]:
    for n, caller in enumerate(written.callers.value.callers):
        for name in sorted(caller.sites):
            yield from _unknown(written.callers, "site", estate.sites, ("callers", n, "sites"), name)
    for n, token in enumerate(written.callers.value.staff):
        yield from _unknown(written.callers, "person", estate.people, ("staff", n, "person"), token.person)


def _policies(written: Written, estate: Estate) -> Iterator[Problem]:
    known = {one.value.id: one.value for one in written.policies}
    for one in written.policies:
        last = lineage(one.value, known)[-1]
        if last.extends is not None and last.extends not in known:
            yield from _unknown(one, "policy", known, ("extends",), last.extends)
        elif last.extends is not None:
            yield one.problem("extends comes round to itself: take one of them out", "extends")
        for gap in without_resolution(estate.policies[one.value.id]):
            yield one.problem(f"no resolution clock for {gap}: every kind needs one (D-410)", "kinds")
