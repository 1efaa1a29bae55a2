"""Who acts: a department by the site's table, then a person by skill, shift and load (D-301, D-306, D-307)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

import estate as who
from contracts.snapshot import Matter
from contracts.vocabulary import AssignReason, Function, Responsibility, Role, Subcategory
from estate import Estate, Found, OnShift, Person

_DECIDE = (Role.SITE_HEAD, Role.DUTY_MANAGER, Role.GROUP_DEPARTMENT_MANAGER)


@dataclass(frozen=True, slots=True)
class Asking:
    """For which ticket somebody is looked for, when, how loaded everybody is, and whom not to ask again."""

    ticket: str
    site: str
    at: datetime
    loads: Mapping[str, int]
    avoiding: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A department, a person where one was found, and why."""

    department: str
    person: str | None
    reasons: tuple[AssignReason, ...]
    because: tuple[str, ...] = ()


def for_matter(estate: Estate, asking: Asking, matter: Matter) -> Chosen:
    """Department and person for a matter. Raises UnknownId for a site that the estate does not have."""
    found = desk(estate, asking.site, asking.at, matter)
    table = f"{found.because}:{matter.category}" + (f"/{matter.subcategory}" if matter.subcategory else "")
    if found.because is AssignReason.DUTY_MANAGER_AFTER_HOURS:
        manager = who.duty_manager(estate, asking.site, asking.at)
        return Chosen(found.department.id, manager.id, (found.because,), (table,))
    person = in_department(estate, asking, found.department.id, matter.subcategory)
    return Chosen(person.department, person.person, (found.because, *person.reasons), (table, *person.because))


def desk(estate: Estate, site: str, at: datetime, matter: Matter) -> Found:
    """The department for a matter by the tables. Raises UnknownId for a site that the estate does not have."""
    responsibility = None if matter.responsibility is Responsibility.UNKNOWN else matter.responsibility
    return who.department_for(estate, site, matter.category, matter.subcategory, at, responsibility=responsibility)


def in_department(estate: Estate, asking: Asking, department: str, subcategory: Subcategory | None = None) -> Chosen:
    """The person of a department: who is there before who is on call, then skilled, not its head, least loaded."""
    there = [one for one in who.on_shift(estate, department, asking.at) if one.person.id not in asking.avoiding]
    if not there:
        return Chosen(department, None, (AssignReason.NOBODY_ON_SHIFT,))
    skill = _skill(subcategory)
    head = who.department(estate, department).head
    best = min(there, key=lambda one: _rank(one, skill, head, asking))
    return _because(department, best, skill, asking.loads.get(best.person.id, 0))


def tracker(estate: Estate, asking: Asking, owner: str | None) -> str:
    """Who of customer service watches the ticket (D-106): its taker if of customer service, else the least loaded, else
    their head: never nobody.
    """
    desk = customer_service(estate, asking.site)
    taker = estate.people.get(owner or "")
    if taker and desk in taker.departments:
        return taker.id
    return in_department(estate, asking, desk).person or who.department(estate, desk).head


def customer_service(estate: Estate, site: str) -> str:
    """The department that keeps in touch with residents; where there is none, the control room."""
    found = who.department_with(estate, site, Function.CUSTOMER_SERVICE)
    return found.department.id if found else who.control_room(estate, site).id


def serving(estate: Estate, person: str) -> frozenset[str]:
    """The departments a person works in or answers for: a contractor's own people may not be in the estate at all."""
    heads = (one.id for one in estate.departments.values() if one.head == person)
    return frozenset((*estate.people[person].departments, *heads))


def manager(estate: Estate, asking: Asking, department: str, reason: AssignReason) -> Chosen:
    """Somebody with power to decide (D-306, D-307): the site head or who stands in, senior before junior."""
    ids = [one for role in _DECIDE for one in who.with_role(estate, asking.site, department, role)]
    ids = [one for one in dict.fromkeys(ids) if one not in asking.avoiding] or ids
    person = next((estate.people[one] for one in ids if estate.people[one].senior), estate.people[ids[0]])
    return Chosen(_home(person, department), person.id, (reason,), (f"{reason}:{person.id}",))


def _home(person: Person, department: str) -> str:
    return department if department in person.departments or not person.departments else person.departments[0]


def _rank(one: OnShift, skill: str | None, head: str, asking: Asking) -> tuple[object, ...]:
    person = one.person
    unskilled = skill is not None and skill not in person.skills
    # equally loaded people take turns: which of them depends on the ticket, so a batch is spread
    turn = blake2b(f"{asking.ticket} {person.id}".encode(), digest_size=8).digest()
    return one.on_call, unskilled, person.id == head, asking.loads.get(person.id, 0), turn


def _because(department: str, one: OnShift, skill: str | None, load: int) -> Chosen:
    skilled = (f"skill:{skill}",) if skill is not None and skill in one.person.skills else ()
    reason = AssignReason.ON_CALL if one.on_call else AssignReason.ON_SHIFT_LEAST_LOADED
    return Chosen(department, one.person.id, (reason,), (*skilled, f"load:{load}"))


def _skill(subcategory: Subcategory | None) -> str | None:
    """An estate writes skills with hyphens."""
    return subcategory.replace("_", "-") if subcategory else None
