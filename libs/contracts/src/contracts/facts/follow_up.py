"""Asking afterwards (回访, D-404)."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from contracts.facts.fact import Act, Fact
from contracts.identifiers import Instant, TicketId
from contracts.private import FollowUpText, Note
from contracts.vocabulary import AttemptOutcome, FollowUpOutcome

Nth = Annotated[int, Field(ge=1)]


class TicketFollowUpAttempted(Act):
    """An attempt that reached nobody, or not for long enough; `nth` counts from 1."""

    TYPE: ClassVar[str] = "steward.ticket.follow_up_attempted.v1"

    outcome: AttemptOutcome
    nth: Nth
    next_at: Instant | None = None


class TicketFollowUpRecorded(Act):
    """The resident was asked, or counts as unreachable. Sealed: `FollowUpText`, its points numbered from 1."""

    TYPE: ClassVar[str] = "steward.ticket.follow_up_recorded.v1"
    SEALS: ClassVar[type[BaseModel] | None] = FollowUpText

    outcome: FollowUpOutcome
    by_visit: bool = False
    points: Annotated[int, Field(ge=0)] = 0
    promised_at: Instant | None = None


class TicketFollowUpPointSettled(Act):
    """One point raised in the follow-up was dealt with, if need be as a ticket of its own. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.follow_up_point_settled.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    point: Nth
    became: TicketId | None = None


FOLLOW_UP_FACTS: tuple[type[Fact], ...] = (
    TicketFollowUpAttempted,
    TicketFollowUpRecorded,
    TicketFollowUpPointSettled,
)
