"""What is to be done and by when: plan, appointment, promise, extension, a manager's decision."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from contracts.facts.fact import Act, Fact
from contracts.identifiers import Instant, PersonId
from contracts.private import Note, PlanText
from contracts.vocabulary import Clock, DecisionLevel, ExtensionReason, Measure, MoveReason


class TicketPlanned(Act):
    """Measures, time and person were planned (D-303). Sealed: `PlanText`."""

    TYPE: ClassVar[str] = "steward.ticket.planned.v1"
    SEALS: ClassVar[type[BaseModel] | None] = PlanText

    measures: tuple[Measure, ...] = ()
    person: PersonId | None = None
    starts_at: Instant | None = None
    done_by: Instant | None = None


class TicketAppointmentAgreed(Act):
    """A time was agreed with the resident; clocks that may pause do until then (D-406)."""

    TYPE: ClassVar[str] = "steward.ticket.appointment_agreed.v1"

    appointment_at: Instant
    until: Instant | None = None


class TicketAppointmentMoved(Act):
    """The agreed time was moved. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.appointment_moved.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    was_at: Instant
    appointment_at: Instant
    reason: MoveReason


class TicketUpdatePromised(Act):
    """Nothing to report yet: the resident was promised the time of the next report, a deadline too (D-403). Sealed:
    `Note`.
    """

    TYPE: ClassVar[str] = "steward.ticket.update_promised.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    next_update_at: Instant


class TicketExtensionRequested(Act):
    """More time was asked for, before the deadline (D-305). `nth` counts from 1. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.extension_requested.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    clock: Clock
    until: Instant
    reason: ExtensionReason
    nth: Annotated[int, Field(ge=1)] = 1
    needs_approval: bool = False


class TicketExtensionDecided(Act):
    """More time was granted or not (D-305). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.extension_decided.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    granted: bool
    clock: Clock
    until: Instant | None = None
    nth: Annotated[int, Field(ge=1)] = 1


class TicketDecisionRequested(Act):
    """It was referred upwards for a decision (请示, D-303, D-312). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.decision_requested.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    level: DecisionLevel


class TicketDecided(Act):
    """Somebody with power to decide did. Sealed: `Note`, the decision."""

    TYPE: ClassVar[str] = "steward.ticket.decided.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    level: DecisionLevel


PLANNING_FACTS: tuple[type[Fact], ...] = (
    TicketPlanned,
    TicketAppointmentAgreed,
    TicketAppointmentMoved,
    TicketUpdatePromised,
    TicketExtensionRequested,
    TicketExtensionDecided,
    TicketDecisionRequested,
    TicketDecided,
)
