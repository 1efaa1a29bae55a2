"""Who and where: sites, departments, people, ladders, policies, calendars and working time. Pure; read from YAML."""

from estate.calendars import Calendar, CalendarSpec, Day, DayKind, provisional_years
from estate.callers import Caller, digest
from estate.check import Concern, Finding, check
from estate.deadlines import Due, Pause, cap_at, deadline, due, warning_at
from estate.duty import OnShift, control_room, duty_manager, on_shift, present, quiet_until, quiet_until_for_person
from estate.ladders import Ladder, Rung
from estate.loader import load
from estate.model import name_in
from estate.people import Person, Shift
from estate.places import Building, Department, Group, Messages, Site, SiteKind
from estate.policies import Alarm, Numbers, Policy
from estate.queries import (
    Found,
    alarms_for,
    caller_by_key,
    department_for,
    department_with,
    ladder_for,
    languages_of,
    messages_of,
    people_on_rung,
    person_by_token,
    policy_of,
    sites_of_caller,
    sites_of_person,
    targets_for,
    with_role,
)
from estate.sources import EstateRefused, Problem
from estate.targets import Limit, Target
from estate.whole import Estate, UnknownId, building, calendar_of, calendar_of_person, department, person, site
from estate.working_time import (
    NeverOpens,
    add_working_days,
    add_working_time,
    end_of_working_day,
    is_open,
    next_opening,
    working_time_between,
)

__all__ = [
    "Alarm",
    "Building",
    "Calendar",
    "CalendarSpec",
    "Caller",
    "Concern",
    "Day",
    "DayKind",
    "Department",
    "Due",
    "Estate",
    "EstateRefused",
    "Finding",
    "Found",
    "Group",
    "Ladder",
    "Limit",
    "Messages",
    "NeverOpens",
    "Numbers",
    "OnShift",
    "Pause",
    "Person",
    "Policy",
    "Problem",
    "Rung",
    "Shift",
    "Site",
    "SiteKind",
    "Target",
    "UnknownId",
    "add_working_days",
    "add_working_time",
    "alarms_for",
    "building",
    "calendar_of",
    "calendar_of_person",
    "caller_by_key",
    "cap_at",
    "check",
    "control_room",
    "deadline",
    "department",
    "department_for",
    "department_with",
    "digest",
    "due",
    "duty_manager",
    "end_of_working_day",
    "is_open",
    "ladder_for",
    "languages_of",
    "load",
    "messages_of",
    "name_in",
    "next_opening",
    "on_shift",
    "people_on_rung",
    "person",
    "person_by_token",
    "policy_of",
    "present",
    "provisional_years",
    "quiet_until",
    "quiet_until_for_person",
    "site",
    "sites_of_caller",
    "sites_of_person",
    "targets_for",
    "warning_at",
    "with_role",
    "working_time_between",
]
