"""What residents were told by people, and what was approved to be told."""

from typing import ClassVar

from pydantic import BaseModel

from contracts.facts.fact import Act, Fact
from contracts.identifiers import Instant
from contracts.private import Note
from contracts.vocabulary import ReplyCheck, ReplyKind, ReplyMeans


class TicketReplyRecorded(Act):
    """Somebody answered the resident, by phone, face to face or in writing; it stops the clock like a message (D-402).

    Sealed: `Note`, what was said, for handlers and resident.
    """

    TYPE: ClassVar[str] = "steward.ticket.reply_recorded.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    means: ReplyMeans
    kind: ReplyKind
    replied_at: Instant
    next_update_at: Instant | None = None


class TicketReplyOverridden(Act):
    """A person let a text go out that a check had refused; it is on record who (D-507). Sealed: `Note`, text and
    grounds.
    """

    TYPE: ClassVar[str] = "steward.ticket.reply_overridden.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    checks: tuple[ReplyCheck, ...]


class TicketPositionApproved(Act):
    """One voice: the text from which every reply is built was approved (D-504). Sealed: `Note`, the position."""

    TYPE: ClassVar[str] = "steward.ticket.position_approved.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note


class TicketEscalationAnswered(Act):
    """Somebody called by an escalation said they take care of it; the ladder stops (D-407). `level` as they were
    called. Sealed: `Note`.
    """

    TYPE: ClassVar[str] = "steward.ticket.escalation_answered.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    level: int | None = None


REPLY_FACTS: tuple[type[Fact], ...] = (
    TicketReplyRecorded,
    TicketReplyOverridden,
    TicketPositionApproved,
    TicketEscalationAnswered,
)
