"""Wishes to put on record what was found, asked and said."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.commands.command import Command, NotedCommand
from contracts.files import AttachedFile
from contracts.identifiers import WrittenInstant
from contracts.private import Line, Text
from contracts.vocabulary import Party, ReplyCheck, ReplyKind, ReplyMeans, Validity


class VerifyTicket(NotedCommand):
    """Founded or not (D-303)."""

    TYPE: ClassVar[str] = "steward.ticket.verify.v1"

    finding: Validity


class WithholdReason(Command):
    """Close it with a neutral message, for these grounds (D-304)."""

    TYPE: ClassVar[str] = "steward.ticket.withhold_reason.v1"

    grounds: Text


class RequestInformation(Command):
    """Ask the resident for more (D-303)."""

    TYPE: ClassVar[str] = "steward.ticket.request_information.v1"

    question: Text
    answer_by: WrittenInstant | None = None


class AddInformation(Command):
    """Add what became known; `answers_question` ends a wait for the resident (D-406)."""

    TYPE: ClassVar[str] = "steward.ticket.add_information.v1"

    text: Text
    answers_question: bool = False
    files: tuple[AttachedFile, ...] = ()


class RecordEvidence(NotedCommand):
    """Put evidence on record (D-303)."""

    TYPE: ClassVar[str] = "steward.ticket.record_evidence.v1"

    files: tuple[AttachedFile, ...] = ()


class RecordStatement(Command):
    """Put one side's statement on record (D-303)."""

    TYPE: ClassVar[str] = "steward.ticket.record_statement.v1"

    party: Party
    name: Line | None = None
    text: Text


class RecordReply(Command):
    """The resident was answered (D-402); with `next_update_at` also promised a next report (D-403)."""

    TYPE: ClassVar[str] = "steward.ticket.record_reply.v1"

    means: ReplyMeans
    kind: ReplyKind
    text: Text
    next_update_at: WrittenInstant | None = None


class OverrideReplyCheck(Command):
    """Let this text go out although a check refused it (D-507)."""

    TYPE: ClassVar[str] = "steward.ticket.override_reply_check.v1"

    checks: Annotated[tuple[ReplyCheck, ...], Field(min_length=1)]
    text: Text
    grounds: Text


class ApprovePosition(Command):
    """From this text every reply is built (D-504)."""

    TYPE: ClassVar[str] = "steward.ticket.approve_position.v1"

    text: Text


class AcknowledgeEscalation(NotedCommand):
    """I take care of it: call nobody further up (D-407)."""

    TYPE: ClassVar[str] = "steward.escalation.acknowledge.v1"

    level: Annotated[int, Field(ge=1)] | None = None
