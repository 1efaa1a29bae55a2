"""Wishes about who has the ticket, and what it is."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from contracts.classification import ClassifiedMatter
from contracts.commands.command import Command, NotedCommand
from contracts.identifiers import BuildingId, CaseId, DepartmentId, PersonId, SiteId, TicketId
from contracts.vocabulary import (
    AssignReason,
    CaseCloseReason,
    Category,
    DeclineReason,
    EraseReason,
    Flag,
    Kind,
    Relation,
    Responsibility,
    Severity,
    Subcategory,
    Urgency,
)


class CorrectedMatter(ClassifiedMatter):
    """One matter as it should be (D-206)."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Correction(BaseModel):
    """The classification as it should be. What is None stays as it was; flags have their own wish, `FlagTicket`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Kind | None = None
    category: Category | None = None
    subcategory: Subcategory | None = None
    secondary: Category | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    responsibility: Responsibility | None = None
    matters: tuple[CorrectedMatter, ...] | None = None


class CorrectTicket(NotedCommand):
    """Correct the classification, or make it after triage (D-207, D-208)."""

    TYPE: ClassVar[str] = "steward.ticket.correct.v1"

    classification: Correction


class ConfirmSeverity(NotedCommand):
    """Confirm the provisional severity, or change it (D-203)."""

    TYPE: ClassVar[str] = "steward.ticket.confirm_severity.v1"

    severity: Severity


class FlagTicket(NotedCommand):
    """Raise flags or take them back (D-204)."""

    TYPE: ClassVar[str] = "steward.ticket.flag.v1"

    add: tuple[Flag, ...] = ()
    remove: tuple[Flag, ...] = ()


class AssignTicket(NotedCommand):
    """Give it to a department, and to a person there (D-301)."""

    TYPE: ClassVar[str] = "steward.ticket.assign.v1"

    department: DepartmentId
    assignee: PersonId | None = None
    matter: int | None = None


class AcceptTicket(Command):
    """Take the work."""

    TYPE: ClassVar[str] = "steward.ticket.accept.v1"


class DeclineTicket(NotedCommand):
    """Do not take the work, for a reason."""

    TYPE: ClassVar[str] = "steward.ticket.decline.v1"

    reason: DeclineReason


class TransferTicket(NotedCommand):
    """Hand it on to another department or person (D-307)."""

    TYPE: ClassVar[str] = "steward.ticket.transfer.v1"

    department: DepartmentId
    assignee: PersonId | None = None
    reason: AssignReason = AssignReason.REQUESTED_BY_PERSON


class AssignTracker(Command):
    """Let a person of customer service watch it (D-106)."""

    TYPE: ClassVar[str] = "steward.ticket.assign_tracker.v1"

    tracker: PersonId


class RejectHandler(NotedCommand):
    """The handler may not go on (D-306)."""

    TYPE: ClassVar[str] = "steward.ticket.reject_handler.v1"

    handler: PersonId
    reason: AssignReason = AssignReason.RESIDENT_REJECTED_HANDLER


class LinkTicket(Command):
    """One ticket's wish to another: this is how we hang together (D-104, D-105). `other` as seen from the subject."""

    TYPE: ClassVar[str] = "steward.ticket.link.v1"

    relation: Relation
    other: TicketId
    case: CaseId | None = None
    count: int = 1


class OpenCase(Command):
    """Make these tickets a group case, the lead first (D-105). Subject: `case:<uuid>`."""

    TYPE: ClassVar[str] = "steward.case.open.v1"

    lead: TicketId
    members: tuple[TicketId, ...]
    site: SiteId
    building: BuildingId | None = None
    category: Category
    severity: Severity | None = None


class JoinCase(Command):
    """One more ticket belongs to the case. Subject: `case:<uuid>`."""

    TYPE: ClassVar[str] = "steward.case.join.v1"

    ticket: TicketId


class CloseCase(Command):
    """End the case. Subject: `case:<uuid>`."""

    TYPE: ClassVar[str] = "steward.case.close.v1"

    reason: CaseCloseReason


class EraseTicket(Command):
    """Delete the key: the personal part goes, the event stays (D-108)."""

    TYPE: ClassVar[str] = "steward.ticket.erase.v1"

    reason: EraseReason = EraseReason.REQUESTED
