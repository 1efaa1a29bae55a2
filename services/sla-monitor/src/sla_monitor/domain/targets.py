"""From the estate's limits to a frozen plan, and from a plan to instants (D-401, D-402, D-405).

A clock keeps every limit that applied when it was set, so that it can be explained and computed again without asking a
policy that has been edited since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final, Protocol

from contracts.facts import ClockReading, PauseSpan, Target
from contracts.vocabulary import Channel, Clock, Kind, Severity, TargetUnit, Urgency
from estate import Calendar, Estate, Limit, cap_at, due, policy_of, targets_for
from estate import Target as Limits

Plan = tuple[Target, ...]
PROMISED: Final = Target(amount=0, unit=TargetUnit.PROMISED)
_DAY, _HOUR, _MINUTE, _SECOND = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1))
_ELAPSED: Final = (
    (_DAY, TargetUnit.DAYS),
    (_HOUR, TargetUnit.HOURS),
    (_MINUTE, TargetUnit.MINUTES),
    (_SECOND, TargetUnit.SECONDS),
)
_WORKED: Final = ((_HOUR, TargetUnit.WORKING_HOURS), (_MINUTE, TargetUnit.WORKING_MINUTES))


class Classified(Protocol):
    """What decides which limits apply to a ticket: a snapshot and a brief both have it."""

    @property
    def site(self) -> str: ...
    @property
    def kind(self) -> Kind | None: ...
    @property
    def severity(self) -> Severity | None: ...
    @property
    def urgency(self) -> Urgency | None: ...
    @property
    def channel(self) -> Channel | None: ...


@dataclass(frozen=True, slots=True)
class Ends:
    """When a clock ends and its handler is warned, and which of its targets was the strictest."""

    due_at: datetime
    warn_at: datetime | None
    target: Target


def plans_for(estate: Estate, ticket: Classified, urgency: Urgency | None = None) -> Mapping[Clock, Plan]:
    """Every clock's plan for such a ticket; a work order may have an urgency of its own."""
    found = targets_for(estate, ticket.site, ticket.kind, ticket.severity, urgency or ticket.urgency, ticket.channel)
    return {clock: tuple(frozen(limit) for limit in target.limits) for clock, target in found.items()}


def because(estate: Estate, site: str) -> tuple[str, ...]:
    """Which policy gave the targets."""
    return (f"policy:{policy_of(estate, site).id}",)


def ends(plan: Plan, started_at: datetime, calendar: Calendar, pauses: Iterable[PauseSpan] = ()) -> Ends:
    """The strictest of the plan's targets. Raises ValueError for an empty plan or a naive start."""
    pairs = [(target, thawed(target)) for target in plan]
    stood = [(pause.since, pause.until) for pause in pauses]
    found = due(Limits(tuple(limit for _, limit in pairs)), started_at, calendar, stood)
    strictest = next(target for target, limit in pairs if limit is found.limit)
    return Ends(found.deadline_at, found.warning_at, strictest)


def latest(
    estate: Estate, ticket: Classified, clock: Clock, started_at: datetime, calendar: Calendar
) -> datetime | None:
    """The instant past which no extension of a clock may reach (D-410)."""
    found = targets_for(estate, ticket.site, ticket.kind, ticket.severity, ticket.urgency, ticket.channel)
    return cap_at(found[clock], started_at, calendar) if clock in found else None


def is_promised(reading: ClockReading) -> bool:
    """Whether the deadline is an instant somebody promised, not a span counted from a start."""
    return reading.target.unit is TargetUnit.PROMISED


@lru_cache(maxsize=1024)
def frozen(limit: Limit) -> Target:
    """A limit of the policy as it is kept on a clock."""
    amount, unit = _measured(limit)
    return Target(
        amount=amount,
        unit=unit,
        pauses=bool(limit.pauses),
        warn_share=limit.warn_at,
        warn_after=limit.warn_after,
    )


def _measured(limit: Limit) -> tuple[int, TargetUnit]:
    if limit.elapsed is not None:
        return _counted(limit.elapsed, _ELAPSED)
    if limit.worked is not None:
        return _counted(limit.worked, _WORKED)
    return limit.working_days or 0, TargetUnit.WORKING_DAYS  # none: by the end of the working day it began on


def _counted(span: timedelta, units: tuple[tuple[timedelta, TargetUnit], ...]) -> tuple[int, TargetUnit]:
    """In the largest unit that divides the span; what is left under the smallest is rounded up."""
    whole = next(((span // size, unit) for size, unit in units if not span % size), None)
    size, unit = units[-1]
    return whole or (-(-span // size), unit)


@lru_cache(maxsize=1024)
def thawed(target: Target) -> Limit:
    """A kept target as a limit the estate can compute with."""
    if target.unit is TargetUnit.WORKING_DAYS and not target.amount:
        amount: dict[str, int | bool] = {"end_of_working_day": True}
    else:
        amount = {target.unit.value: target.amount}
    return Limit.model_validate(
        amount
        | {
            "around_the_clock": target.unit in (TargetUnit.DAYS, TargetUnit.HOURS),
            "pauses": target.pauses,
            "warn_at": target.warn_share,
            "warn_after": target.warn_after,
        }
    )
