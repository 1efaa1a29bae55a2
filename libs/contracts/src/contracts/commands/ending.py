"""Wishes about how it ends: the resident's word, closing, the follow-up, a choice about messages."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.commands.command import Command, NotedCommand
from contracts.identifiers import PersonId, TicketId, WrittenInstant
from contracts.private import Line, Text
from contracts.vocabulary import AttemptOutcome, CloseReason, FollowUpOutcome, Language, MessageChannel, ReopenReason

_Point = Annotated[int, Field(ge=1)]


class ConfirmTicket(Command):
    """The resident says it is done."""

    TYPE: ClassVar[str] = "steward.ticket.confirm.v1"


class DisputeTicket(NotedCommand):
    """The resident says it is not done, or not well (D-310)."""

    TYPE: ClassVar[str] = "steward.ticket.dispute.v1"


class CloseTicket(NotedCommand):
    """Close it (关闭)."""

    TYPE: ClassVar[str] = "steward.ticket.close.v1"

    reason: CloseReason


class ReopenTicket(NotedCommand):
    """Work it again (D-310)."""

    TYPE: ClassVar[str] = "steward.ticket.reopen.v1"

    reason: ReopenReason = ReopenReason.RESIDENT_DISPUTED
    visitor: PersonId | None = None


class RateTicket(NotedCommand):
    """The resident's rating, 1 to 5 (D-601)."""

    TYPE: ClassVar[str] = "steward.ticket.rate.v1"

    stars: Annotated[int, Field(ge=1, le=5)]


class WithdrawTicket(NotedCommand):
    """The resident takes it back."""

    TYPE: ClassVar[str] = "steward.ticket.withdraw.v1"


class RecordBeyondPowers(Command):
    """It is beyond our powers: reported up, an apology, what was offered instead (D-310)."""

    TYPE: ClassVar[str] = "steward.ticket.record_beyond_powers.v1"

    text: Text
    reported_to: PersonId | None = None
    offered_instead: bool = False


class RecordFollowUpAttempt(Command):
    """Tried to call back and reached nobody (D-404)."""

    TYPE: ClassVar[str] = "steward.ticket.record_follow_up_attempt.v1"

    outcome: AttemptOutcome
    next_at: WrittenInstant | None = None


class RecordFollowUp(NotedCommand):
    """Asked afterwards: satisfied? anything unsolved? suggestions? (D-404)."""

    TYPE: ClassVar[str] = "steward.ticket.record_follow_up.v1"

    outcome: FollowUpOutcome
    by_visit: bool = False
    points: Annotated[tuple[Text, ...], Field(max_length=50)] = ()
    suggestions: Text | None = None
    promised_at: WrittenInstant | None = None


class SettleFollowUpPoint(NotedCommand):
    """One point raised was dealt with (D-404)."""

    TYPE: ClassVar[str] = "steward.ticket.settle_follow_up_point.v1"

    point: _Point
    became: TicketId | None = None


class RecordChoice(Command):
    """Opt-out, channel or language of an address (D-504); dispatch keeps only the address' HMAC."""

    TYPE: ClassVar[str] = "steward.choice.record.v1"

    address: Line
    opted_out: bool = False
    channel: MessageChannel | None = None
    language: Language | None = None
