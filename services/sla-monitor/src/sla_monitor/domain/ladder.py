"""Whom a ladder calls: frozen, person by person, when the escalation starts (D-407). It goes by the site, not by the
assignee, so it reaches tickets that nobody has.
"""

from collections.abc import Iterable
from datetime import timedelta

from contracts.facts import Rung
from contracts.snapshot import TicketBrief
from contracts.vocabulary import Role
from estate import Alarm, Estate, department_with, ladder_for, people_on_rung, site, with_role


def plan_for(estate: Estate, about: TicketBrief) -> tuple[Rung, ...]:
    """The rungs such a ticket climbs, those without anybody left out; at least the site's duty managers."""
    ladder = ladder_for(estate, about.site, about.kind, about.category, about.severity)
    rungs = [
        Rung(level=rung.level, roles=rung.roles, to=to, wait=rung.wait)
        for rung in ladder.rungs
        if (to := tuple(one.id for one in people_on_rung(estate, about.site, _department(estate, about), rung)))
    ]
    return _numbered(rungs or [duty(estate, about)])


def plan_after(estate: Estate, about: TicketBrief, alarms: Iterable[Alarm]) -> tuple[Rung, ...]:
    """For alarms (D-408): those whom they name first, then the ladder above the last rung that is called with them."""
    named = list(alarms)
    told = people(estate, about, (role for alarm in named for role in alarm.tell))
    if not told:
        return plan_for(estate, about)
    rungs = plan_for(estate, about)
    reached = max((n for n, rung in enumerate(rungs, 1) if set(rung.to) <= set(told)), default=0)
    waits = [alarm.acknowledge_within for alarm in named if alarm.acknowledge_within is not None]
    roles = tuple(dict.fromkeys(role for alarm in named for role in alarm.tell))
    first = Rung(level=1, roles=roles, to=told, wait=min(waits, default=None))
    return _numbered([first, *rungs[reached:]])


def people(estate: Estate, about: TicketBrief, roles: Iterable[Role]) -> tuple[str, ...]:
    """Those who have one of the roles for such a ticket."""
    department = _department(estate, about)
    return tuple(dict.fromkeys(one for role in roles for one in with_role(estate, about.site, department, role)))


def informed(estate: Estate, about: TicketBrief, called: Iterable[str]) -> tuple[str, ...]:
    """Who is told beside those called: the ticket's tracker and the heads of the ladder's `tell` (customer service)."""
    ladder = ladder_for(estate, about.site, about.kind, about.category, about.severity)
    found = (department_with(estate, about.site, function) for function in ladder.tell)
    heads = (one.department.head for one in found if one is not None)
    told = (about.tracker, *heads)
    return tuple(dict.fromkeys(one for one in told if one is not None and one not in set(called)))


def handler(estate: Estate, about: TicketBrief) -> tuple[str, ...]:
    """Whom a warning goes to: the assignee; a ticket nobody has, to the head of its department and its tracker."""
    if about.assignee is not None:
        return (about.assignee,)
    head = people(estate, about, (Role.DEPARTMENT_HEAD,))
    return tuple(dict.fromkeys(one for one in (*head, about.tracker) if one is not None))


def duty(estate: Estate, about: TicketBrief) -> Rung:
    """The rung that is always there: the site's duty managers."""
    return Rung(level=1, roles=(Role.DUTY_MANAGER,), to=site(estate, about.site).duty_managers, wait=None)


def _department(estate: Estate, about: TicketBrief) -> str | None:
    """The ticket's department, if this version of the estate still has it."""
    return about.department if about.department in estate.departments else None


def _numbered(rungs: list[Rung]) -> tuple[Rung, ...]:
    """Levels without gaps; a rung with another above it always has a wait."""
    last = len(rungs)
    return tuple(
        rung.model_copy(update={"level": n, "wait": (rung.wait or timedelta(0)) if n < last else None})
        for n, rung in enumerate(rungs, 1)
    )
