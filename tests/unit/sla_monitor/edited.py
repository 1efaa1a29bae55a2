"""The demo estate with another number in its policy."""

from dataclasses import replace

from contracts.vocabulary import Clock, Kind, Severity
from estate import Estate, Limit
from tests.unit.sla_monitor.timetable import demo


def edited(hours: int) -> Estate:
    """The demo estate after an edit: a minor complaint is answered within other working hours."""
    policy = demo().policies["group-default"]
    clocks = policy.kinds[Kind.COMPLAINT]
    minor = {**clocks.severity[Severity.MINOR], Clock.FIRST_RESPONSE: (Limit(working_hours=hours),)}
    kind = clocks.model_copy(update={"severity": {**clocks.severity, Severity.MINOR: minor}})
    new = policy.model_copy(update={"kinds": {**policy.kinds, Kind.COMPLAINT: kind}})
    return replace(demo(), version="edited", policies={**demo().policies, "group-default": new})
