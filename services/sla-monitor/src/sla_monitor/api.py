"""HTTP, read-only: a ticket's clocks and ladders as they stand, for staff and systems of its site."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from fastapi.security import HTTPAuthorizationCredentials
from pydantic import BaseModel, ConfigDict

from chassis.door import Door
from chassis.failures import Unavailable
from chassis.http import ALL_SITES, Caller, Detail, Problem, problems
from contracts.facts import ClockReading, Rung
from contracts.identifiers import UUID_PATTERN, BookVersion, EventId, Instant, RuleName, TicketId, WorkOrderId
from contracts.ids import subject_of
from contracts.vocabulary import Clock, EscalationTrigger, RefusalReason
from estate import Estate, sites_of_caller, sites_of_person
from sla_monitor.domain.state import Clocks, Escalation, Kept

CallerOf = Callable[[HTTPAuthorizationCredentials | None], Awaitable[Caller]]
Named = Annotated[str, Path(pattern=UUID_PATTERN, description="the ticket's id")]


class ClockAnswer(BaseModel):
    """One clock: its reading, the last warning that was given, and every deadline it missed."""

    model_config = ConfigDict(frozen=True)

    reading: ClockReading
    warned_at: Instant | None = None
    breaches: tuple[Instant, ...] = ()


class LadderAnswer(BaseModel):
    """One ladder: how far it was climbed, who is called when, and whether somebody answered."""

    model_config = ConfigDict(frozen=True)

    escalation: EventId
    trigger: EscalationTrigger
    level: int
    raised_at: Instant
    next_at: Instant | None = None
    clock: Clock | None = None
    work_order: WorkOrderId | None = None
    plan: tuple[Rung, ...] = ()
    because: tuple[RuleName, ...] = ()
    open: bool
    acknowledged: bool


class ClocksAnswer(BaseModel):
    """All clocks and ladders of a ticket; `sequence` is that of the last fact on `tickets.deadlines`."""

    model_config = ConfigDict(frozen=True)

    ticket: TicketId
    sequence: int
    policy_version: BookVersion | None = None
    clocks: tuple[ClockAnswer, ...] = ()
    escalations: tuple[LadderAnswer, ...] = ()


def routes(door: Door[Clocks], caller_of: CallerOf) -> APIRouter:
    """The routes, behind the estate's keys."""
    router = APIRouter(prefix="/v1/tickets", tags=["clocks"], responses=problems(401, 403, 404, 422, 503))

    @router.get("/{ticket}/clocks")
    async def clocks(ticket: Named, caller: Annotated[Caller, Depends(caller_of)], response: Response) -> ClocksAnswer:
        """The ticket's clocks and ladders as they stand; the sequence is the ETag."""
        try:
            record = await door.record(subject_of(ticket))
        except Unavailable as reason:
            raise Problem(503, Detail.NOT_REACHED, about={"seconds": 1}, headers={"Retry-After": "1"}) from reason
        if record.state is None:
            raise Problem(404, Detail.NO_CLOCKS, reason=RefusalReason.UNKNOWN_TICKET)
        if not caller.may_use(record.state.about.site):
            raise Problem(403, Detail.SITE_NOT_YOURS, reason=RefusalReason.SITE_NOT_YOURS)
        response.headers["ETag"] = f'"{record.version}"'
        return answer(record.state, record.version)

    return router


def answer(state: Clocks, sequence: int) -> ClocksAnswer:
    """A record as it is shown."""
    return ClocksAnswer(
        ticket=state.about.ticket,
        sequence=sequence,
        policy_version=state.policy_version,
        clocks=tuple(_clock(kept) for kept in state.clocks),
        escalations=tuple(_ladder(one) for one in state.escalations),
    )


def _clock(kept: Kept) -> ClockAnswer:
    return ClockAnswer(reading=kept.reading, warned_at=kept.warned[-1] if kept.warned else None, breaches=kept.breaches)


def _ladder(one: Escalation) -> LadderAnswer:
    shown: dict[str, Any] = {name: getattr(one, name) for name in LadderAnswer.model_fields if name != "escalation"}
    return LadderAnswer(escalation=one.id, **shown)


def callers_of(estate: Estate) -> Mapping[str, Caller]:
    """Everybody with a key or a token, by its sha256."""
    systems = {
        digest: Caller(one.id, one.role.value, _sites(estate, sites_of_caller(estate, one)))
        for digest, one in estate.callers.items()
    }
    staff = {
        digest: Caller(person, "staff", _sites(estate, sites_of_person(estate, person)), person)
        for digest, person in estate.tokens.items()
    }
    return {**systems, **staff}


def _sites(estate: Estate, sites: frozenset[str]) -> frozenset[str]:
    return frozenset({ALL_SITES}) if sites == frozenset(estate.sites) else sites
