"""What HTTP callers get: answers, and refusals with the reason and where the ticket stands."""

import re
from collections.abc import Awaitable
from datetime import timedelta
from typing import Final, TypeVar

from pydantic import BaseModel

from chassis.aggregate import Outcome
from chassis.decision import Refused
from chassis.failures import NotCaughtUp, Unavailable
from chassis.http import Detail, Problem
from contracts.snapshot import Snapshot
from contracts.vocabulary import DeadReason, RefusalReason

T = TypeVar("T")
STATUSES: Final = {
    RefusalReason.WRONG_ROLE: 403,
    RefusalReason.SITE_NOT_YOURS: 403,
    RefusalReason.UNKNOWN_TICKET: 404,
    RefusalReason.MISSING: 422,
}
"""Every other refusal is 409: it cannot be done now."""
AGAIN_AFTER: Final = timedelta(seconds=2)
VERSION: Final = r'^(\*|(W/)?"?[0-9]{1,18}"?)$'
"""What an `If-Match` may be."""


class FactMade(BaseModel):
    """One fact that followed from a command."""

    type: str
    sequence: int


class Answer(BaseModel):
    """What a command came to. `sequence` is where the ticket stands now."""

    ticket: str
    sequence: int
    facts: list[FactMade]


class Standing(BaseModel):
    """A ticket's public state after its fact number `sequence`."""

    ticket: str
    sequence: int
    snapshot: Snapshot


def version_in(header: str) -> int | None:
    """The sequence in an `If-Match` of the form `VERSION`; None for `*`."""
    found = re.search(r"\d+", header, re.ASCII)
    return int(found.group()) if found else None


def answer(ticket: str, outcome: Outcome) -> Answer:
    """What the caller gets; a refusal or failure is raised as a Problem."""
    if outcome.dead:
        if outcome.dead.reason is DeadReason.TOO_LARGE:
            raise Problem(413, Detail.FACT_TOO_LARGE, reason=RefusalReason.TOO_LONG)
        raise Problem(500)
    if outcome.refused:
        raise refused(outcome.refused, outcome.version)
    made = [(event.sequence, event.type) for event in outcome.facts]
    made = list(outcome.earlier.facts) if outcome.earlier else made
    facts = [FactMade(type=type_, sequence=sequence) for sequence, type_ in made]
    return Answer(ticket=ticket, sequence=outcome.version, facts=facts)


def refused(no: Refused, sequence: int) -> Problem:
    """403 for who may not, 422 for a wish that lacks something, 409 for what cannot be now; where the ticket stands is
    in the ETag.
    """
    status = STATUSES.get(no.reason, 409)
    stale = no.reason is RefusalReason.STALE_SEQUENCE
    detail = Detail.STALE_SEQUENCE if stale else no.message  # the domain's own words are in the actor's language
    about, headers = {"sequence": sequence}, {"ETag": etag(sequence)}
    return Problem(status, detail, about=about, reason=no.reason, headers=headers)


def etag(sequence: int) -> str:
    """A ticket's sequence as an entity tag."""
    return f'"{sequence}"'


async def available(work: Awaitable[T]) -> T:
    """The work's result; 503 while Kafka or Redis is away or the ticket's partition is being caught up."""
    try:
        return await work
    except (Unavailable, NotCaughtUp):
        again = str(int(AGAIN_AFTER.total_seconds()))
        raise Problem(503, Detail.NOT_REACHED, about={"seconds": again}, headers={"Retry-After": again}) from None
