"""Who has the ticket: given, taken, refused, moved sideways, watched."""

from typing import ClassVar

from pydantic import BaseModel

from contracts.facts.fact import Act, Fact
from contracts.identifiers import DepartmentId, Instant, PersonId, RuleName
from contracts.private import Note
from contracts.vocabulary import AssignReason, DeclineReason


class TicketAssigned(Act):
    """A department, and a person where one was found, is to act (D-301). `because` names the tables and rules that
    decided. Sealed: `Note`.
    """

    TYPE: ClassVar[str] = "steward.ticket.assigned.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    department: DepartmentId
    assignee: PersonId | None = None
    reasons: tuple[AssignReason, ...] = ()
    because: tuple[RuleName, ...] = ()
    matter: int | None = None
    accept_by: Instant | None = None


class TicketAccepted(Act):
    """The assignee took it and is the resident's contact from now on (D-106)."""

    TYPE: ClassVar[str] = "steward.ticket.accepted.v1"


class TicketDeclined(Act):
    """The assignee refused it (D-303). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.declined.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    reason: DeclineReason


class TicketTransferred(Act):
    """It moved from one department or person to another, with a time limit (D-306, D-307). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.transferred.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    from_department: DepartmentId | None = None
    from_person: PersonId | None = None
    department: DepartmentId
    assignee: PersonId | None = None
    reason: AssignReason
    because: tuple[RuleName, ...] = ()
    take_over_by: Instant | None = None


class TicketTrackerAssigned(Act):
    """Somebody of customer service watches it until it is closed (D-106)."""

    TYPE: ClassVar[str] = "steward.ticket.tracker_assigned.v1"

    tracker: PersonId


class TicketHandlerRejected(Act):
    """The handler may not go on: the resident rejects them, or the complaint is about them (D-306). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.handler_rejected.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    handler: PersonId
    reason: AssignReason


ASSIGNMENT_FACTS: tuple[type[Fact], ...] = (
    TicketAssigned,
    TicketAccepted,
    TicketDeclined,
    TicketTransferred,
    TicketTrackerAssigned,
    TicketHandlerRejected,
)
