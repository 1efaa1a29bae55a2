"""Duties that nobody has: a desk without department, a rung or an alarm that reaches nobody, a person without shift."""

from collections.abc import Iterator

from contracts.vocabulary import CATEGORY_OF, Category, Role, Subcategory
from estate.places import Desk, Table
from estate.queries import at_desk, department_with, desk_for, people_on_rung, with_role
from estate.sources import Problem, Step
from estate.whole import Estate, UnknownId
from estate.written import Written


def unmet(written: Written, estate: Estate) -> Iterator[Problem]:
    """Every duty without anybody to do it; asked only when every name leads somewhere."""
    yield from _desks(written, estate)
    yield from _rungs(written, estate)
    yield from _alarms(written, estate)


def without_shift(written: Written) -> Iterator[Problem]:
    """People who would never be given work."""
    for place in written.places:
        for n, person in enumerate(place.value.people):
            if not person.shifts:
                yield place.problem(f"{person.id} has no shift and would never get work: give hours", "people", n)


def desks_of(table: Table) -> Iterator[tuple[tuple[Step, ...], Desk]]:
    """Every desk a table names, with its path."""
    for responsibility, desk in table.responsibilities.items():
        yield ("table", "responsibilities", responsibility), desk
    for category, route in table.categories.items():
        path: tuple[Step, ...] = ("table", "categories", category)
        inner = ((("subcategories", name), sub) for name, sub in route.subcategories.items())
        for more, one in (((), route), *inner):
            yield (*path, *more), one
            if one.after_hours is not None:
                yield (*path, *more, "after_hours"), one.after_hours


def _desks(written: Written, estate: Estate) -> Iterator[Problem]:
    for path, desk in desks_of(estate.group.table):
        missing = [one.value.id for one in written.sites if at_desk(estate, one.value.id, desk) is None]
        if missing:
            yield written.group.problem(_nobody(desk, ", ".join(missing)), *path)
    for site in written.sites:
        for path, desk in desks_of(site.value.table):
            if at_desk(estate, site.value.id, desk) is None:
                yield site.problem(_nobody(desk, site.value.id), *path)
    for category in Category:
        lost = [site.value.id for site in written.sites if not _routed(estate, site.value.id, category)]
        if lost:
            subs = ", ".join(sub for sub in Subcategory if CATEGORY_OF.get(sub) is category)
            reason = f"no department for the category {category} ({subs}) at {', '.join(lost)}: add it to the table"
            yield written.group.problem(reason, "table", "categories")


def _nobody(desk: Desk, sites: str) -> str:
    return f"no department provides {desk.function} for {sites}, nor does the group: add it to a department's functions"


def _routed(estate: Estate, site_id: str, category: Category) -> bool:
    try:
        desk_for(estate, site_id, category, None, closed=False)
    except UnknownId:
        return False
    return True


def _rungs(written: Written, estate: Estate) -> Iterator[Problem]:
    for ladder in written.ladders:
        for n, rung in enumerate(ladder.value.rungs):
            alone = [one.value.id for one in written.sites if not people_on_rung(estate, one.value.id, None, rung)]
            if alone:
                reason = f"rung {rung.level} means nobody at {', '.join(alone)}: give somebody there the role"
                yield ladder.problem(reason, "rungs", n)
        for n, function in enumerate(ladder.value.tell):
            alone = [s.value.id for s in written.sites if department_with(estate, s.value.id, function) is None]
            if alone:
                yield ladder.problem(f"nobody provides {function} at {', '.join(alone)}", "tell", n)


def _alarms(written: Written, estate: Estate) -> Iterator[Problem]:
    for n, alarm in enumerate(estate.group.alarms):
        for site in written.sites:
            for role in alarm.tell:
                if role is not Role.RESIDENT and not with_role(estate, site.value.id, None, role):
                    yield written.group.problem(f"nobody at {site.value.id} is {role}", "alarms", n, "tell")
