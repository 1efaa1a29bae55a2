"""What services ask of an estate: who must act, on which ladder, by when, and who is asking. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.vocabulary import (
    AssignReason,
    Category,
    Channel,
    Clock,
    Flag,
    Function,
    Kind,
    Language,
    Responsibility,
    Role,
    Severity,
    Subcategory,
    Urgency,
)
from estate import policies
from estate.callers import Caller, digest
from estate.ladders import Ladder, Rung, fits
from estate.people import Person
from estate.places import Department, Desk, Messages, Route
from estate.policies import Alarm, Policy
from estate.targets import Target
from estate.whole import Estate, UnknownId, calendar_of, department, person, site
from estate.working_time import is_open


@dataclass(frozen=True, slots=True)
class Found:
    """The department that must act, and why it is this one."""

    department: Department
    because: AssignReason


def department_for(
    estate: Estate,
    site_id: str,
    category: Category,
    subcategory: Subcategory | None,
    at: datetime,
    responsibility: Responsibility | None = None,
) -> Found:
    """Who must act (D-301): by the site's table, else the group's; the site's own department, else the group's.

    `responsibility` with a desk of its own (a warranty defect, D-205) goes before the category. `at` matters only where
    the table has `after_hours`. Raises UnknownId for an unknown site; a loaded estate has somebody for every category.
    """
    closed = not is_open(calendar_of(estate, site_id), at)
    desk = desk_for(estate, site_id, category, subcategory, closed=closed, responsibility=responsibility)
    found = at_desk(estate, site_id, desk)
    if found is None:
        raise UnknownId(f"nobody at {site_id} or in the group is there for {category}/{subcategory}")
    if subcategory is Subcategory.FAVOURS_ASKED and Function.SUPERVISION in found.department.functions:
        return Found(found.department, AssignReason.SUPERVISION_FOR_FAVOURS)
    if closed and desk.function is Function.MANAGEMENT:
        return Found(found.department, AssignReason.DUTY_MANAGER_AFTER_HOURS)
    return found


def desk_for(
    estate: Estate,
    site_id: str,
    category: Category,
    subcategory: Subcategory | None,
    *,
    closed: bool,
    responsibility: Responsibility | None = None,
) -> Desk:
    """The desk the tables name, before it is turned into a department. Raises UnknownId if no table names one."""
    tables = (site(estate, site_id).table, estate.group.table)
    for table in tables:
        if responsibility is not None and responsibility in table.responsibilities:
            return table.responsibilities[responsibility]
    for table in tables:
        if category in table.categories:
            return _narrowed(table.categories[category], subcategory, closed=closed)
    raise UnknownId(f"no table has the category {category} for site {site_id}")


def _narrowed(route: Route, subcategory: Subcategory | None, *, closed: bool) -> Desk:
    if subcategory is not None and subcategory in route.subcategories:
        route = route.subcategories[subcategory]
    return route.after_hours if closed and route.after_hours is not None else route


def at_desk(estate: Estate, site_id: str, desk: Desk) -> Found | None:
    """The department behind a desk: named, the site's own with that function, or the group's; None if nobody has it."""
    if desk.department is not None:
        return Found(department(estate, desk.department), AssignReason.SITE_TABLE)
    return department_with(estate, site_id, desk.function) if desk.function is not None else None


def department_with(estate: Estate, site_id: str, function: Function) -> Found | None:
    """The site's first department with that function, else the group's, else None. Raises UnknownId for the site."""
    for one in site(estate, site_id).departments:
        if function in one.functions:
            return Found(one, AssignReason.SITE_TABLE)
    for one in estate.group.departments:
        if function in one.functions:
            return Found(one, AssignReason.GROUP_FALLBACK)
    return None


def ladder_for(
    estate: Estate, site_id: str, kind: Kind | None, category: Category | None, severity: Severity | None
) -> Ladder:
    """The ladder such a ticket climbs (D-407): the site's choices in order, then the group's. Raises UnknownId."""
    choices = (*site(estate, site_id).ladders, *estate.group.ladders)
    return estate.ladders[next(one.ladder for one in choices if fits(one, kind, category, severity))]


def people_on_rung(estate: Estate, site_id: str, department_id: str | None, rung: Rung) -> tuple[Person, ...]:
    """Whom a rung means at a site. `department_head` is the head of that department (None: customer service's head).

    Another role means those who have it at the site, and if nobody has, those of the group. Raises UnknownId.
    """
    ids = [*rung.people, *(one for role in rung.roles for one in with_role(estate, site_id, department_id, role))]
    return tuple(estate.people[one] for one in dict.fromkeys(ids))


def with_role(estate: Estate, site_id: str, department_id: str | None, role: Role) -> tuple[str, ...]:
    """The ids of those who have a role for a ticket of that site and department; see `people_on_rung`."""
    if role is Role.DEPARTMENT_HEAD:
        return (_department(estate, site_id, department_id).head,)
    if role is Role.DUTY_MANAGER:
        return site(estate, site_id).duty_managers
    own = tuple(one.id for one in site(estate, site_id).people if role in one.roles)
    return own or tuple(one.id for one in estate.group.people if role in one.roles)


def _department(estate: Estate, site_id: str, department_id: str | None) -> Department:
    if department_id is not None:
        return department(estate, department_id)
    found = department_with(estate, site_id, Function.CUSTOMER_SERVICE)
    return found.department if found else department(estate, site(estate, site_id).control_room)


def policy_of(estate: Estate, site_id: str) -> Policy:
    """The flattened policy of a site, its own or the group's. Raises UnknownId."""
    return estate.policies[site(estate, site_id).policy or estate.group.policy]


def targets_for(
    estate: Estate,
    site_id: str,
    kind: Kind | None,
    severity: Severity | None,
    urgency: Urgency | None,
    channel: Channel | None,
) -> Mapping[Clock, Target]:
    """All clocks of such a ticket with all limits that apply to each (D-401…D-404, D-410); see `estate.deadlines`.

    None is "not known": of a ticket in triage only the clocks of every kind run (D-208, D-402). Raises UnknownId.
    """
    return policies.targets(policy_of(estate, site_id), kind, severity, urgency, channel)


def alarms_for(
    estate: Estate, kind: Kind | None, severity: Severity | None, urgency: Urgency | None, flags: frozenset[Flag]
) -> tuple[Alarm, ...]:
    """Who must hear of such a ticket at once (D-408), in the policy's order."""
    return tuple(one for one in estate.group.alarms if policies.applies(one, kind, severity, urgency, flags))


def messages_of(estate: Estate, site_id: str) -> Messages:
    """The message policy of a site, its own or the group's. Raises UnknownId."""
    return site(estate, site_id).messages or estate.group.messages


def languages_of(estate: Estate, site_id: str) -> tuple[Language, ...]:
    """The languages of a site, the first its default. Raises UnknownId."""
    return site(estate, site_id).languages or estate.group.languages


def caller_by_key(estate: Estate, key: str) -> Caller | None:
    """The system that owns this bearer key, or None."""
    return estate.callers.get(digest(key))


def person_by_token(estate: Estate, token: str) -> Person | None:
    """The staff member who owns this token, or None."""
    return estate.people.get(estate.tokens.get(digest(token), ""))


def sites_of_person(estate: Estate, person_id: str) -> frozenset[str]:
    """The sites a person may act on: their own; for people of the group, all. Raises UnknownId."""
    home = estate.homes[person(estate, person_id).id]
    return frozenset(estate.sites) if home is None else frozenset({home})


def sites_of_caller(estate: Estate, caller: Caller) -> frozenset[str]:
    """The sites a caller may use."""
    return frozenset(estate.sites) if caller.all_sites else caller.sites
