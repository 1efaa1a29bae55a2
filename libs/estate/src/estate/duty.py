"""Who is there now: shifts, on-call, the duty manager, and hours in which nobody is to be disturbed. Pure."""

from dataclasses import dataclass
from datetime import datetime

from estate.hours import runs_until
from estate.people import Person, shift_until
from estate.places import Department
from estate.queries import messages_of
from estate.whole import Estate, calendar_of, calendar_of_person, department, person, site


@dataclass(frozen=True, slots=True)
class OnShift:
    """Somebody who can be given work now; `on_call`: not there, but to be reached. `until` ends the shift (UTC)."""

    person: Person
    on_call: bool
    until: datetime


def present(estate: Estate, person_id: str, at: datetime) -> OnShift | None:
    """Whether a person is on shift at `at` (rather than on call, if both), or None. Raises UnknownId."""
    who, calendar = person(estate, person_id), calendar_of_person(estate, person_id)
    runs = [(shift.on_call, shift_until(shift, at, calendar)) for shift in who.shifts]
    for on_call in (False, True):
        ends = [end for called, end in runs if called is on_call and end is not None]
        if ends:
            return OnShift(who, on_call, max(ends))
    return None


def on_shift(estate: Estate, department_id: str, at: datetime) -> tuple[OnShift, ...]:
    """The department's people at `at`: those who are there, then those on call; empty if nobody. Raises UnknownId."""
    staff = estate.staff.get(department(estate, department_id).id, ())
    there = (present(estate, one.id, at) for one in staff)
    return tuple(sorted((one for one in there if one), key=lambda one: (one.on_call, one.person.id)))


def duty_manager(estate: Estate, site_id: str, at: datetime) -> Person:
    """当班最高管理人员 (D-107): the first duty manager on shift, else on call, else the first of the list."""
    ids = site(estate, site_id).duty_managers
    there = [one for one in (present(estate, who, at) for who in ids) if one]
    return min(there, key=lambda one: one.on_call).person if there else person(estate, ids[0])


def control_room(estate: Estate, site_id: str) -> Department:
    """The department that registers and alarms day and night (D-107). Raises UnknownId."""
    return department(estate, site(estate, site_id).control_room)


def quiet_until(estate: Estate, site_id: str, now: datetime) -> datetime | None:
    """If it is quiet hours at the site (D-504): when they end; else None. Raises UnknownId."""
    hours = messages_of(estate, site_id).quiet_hours
    return runs_until(hours, now, calendar_of(estate, site_id).zone) if hours else None


def quiet_until_for_person(estate: Estate, person_id: str, now: datetime) -> datetime | None:
    """Quiet hours for one of the staff: none while on shift or on call; else as at their site. Raises UnknownId."""
    if present(estate, person_id, now) is not None:
        return None
    home = estate.homes[person_id]
    hours = messages_of(estate, home).quiet_hours if home else estate.group.messages.quiet_hours
    return runs_until(hours, now, calendar_of(estate, home).zone) if hours else None
