"""Wishes about plan, appointment, work and its result."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.commands.command import Command, NotedCommand
from contracts.files import AttachedFile
from contracts.identifiers import PersonId, WrittenInstant
from contracts.private import Line, Text
from contracts.vocabulary import (
    Cause,
    Clock,
    DecisionLevel,
    ExtensionReason,
    Measure,
    MoveReason,
)


class PlanTicket(Command):
    """Measures, time, person (D-303)."""

    TYPE: ClassVar[str] = "steward.ticket.plan.v1"

    measures: tuple[Measure, ...] = ()
    text: Text | None = None
    person: PersonId | None = None
    starts_at: WrittenInstant | None = None
    done_by: WrittenInstant | None = None


class AgreeAppointment(Command):
    """A time was agreed with the resident (D-406)."""

    TYPE: ClassVar[str] = "steward.ticket.agree_appointment.v1"

    appointment_at: WrittenInstant
    until: WrittenInstant | None = None


class MoveAppointment(NotedCommand):
    """Move the agreed time."""

    TYPE: ClassVar[str] = "steward.ticket.move_appointment.v1"

    appointment_at: WrittenInstant
    reason: MoveReason


class PromiseUpdate(NotedCommand):
    """Nothing to report yet: the next report comes then (D-403)."""

    TYPE: ClassVar[str] = "steward.ticket.promise_update.v1"

    next_update_at: WrittenInstant


class RequestExtension(NotedCommand):
    """Ask for more time, before the deadline (D-305)."""

    TYPE: ClassVar[str] = "steward.ticket.request_extension.v1"

    clock: Clock = Clock.RESOLUTION
    until: WrittenInstant
    reason: ExtensionReason


class DecideExtension(NotedCommand):
    """Grant it or not (D-305)."""

    TYPE: ClassVar[str] = "steward.ticket.decide_extension.v1"

    granted: bool
    until: WrittenInstant | None = None


class RequestDecision(Command):
    """Refer it upwards (请示, D-312)."""

    TYPE: ClassVar[str] = "steward.ticket.request_decision.v1"

    level: DecisionLevel = DecisionLevel.SITE
    question: Text


class DecideTicket(Command):
    """Decide what was referred (D-312)."""

    TYPE: ClassVar[str] = "steward.ticket.decide.v1"

    level: DecisionLevel = DecisionLevel.SITE
    decision: Text


class StartWork(Command):
    """Work begins; for a repair, the crew is on site."""

    TYPE: ClassVar[str] = "steward.ticket.start.v1"

    on_site: bool = False
    matter: int | None = None


class NoteProgress(Command):
    """How far it is."""

    TYPE: ClassVar[str] = "steward.ticket.note_progress.v1"

    text: Text
    percent: Annotated[int, Field(ge=0, le=100)] | None = None


class CompleteTicket(Command):
    """It is done (办结): cause, measures, result. `on_the_spot` registers and completes in one action (D-110)."""

    TYPE: ClassVar[str] = "steward.ticket.complete.v1"

    causes: tuple[Cause, ...] = ()
    measures: tuple[Measure, ...] = ()
    cause: Text | None = None
    measure: Text | None = None
    result: Text | None = None
    matter: int | None = None
    on_the_spot: bool = False
    files: tuple[AttachedFile, ...] = ()


class ApproveResult(Command):
    """Let the resident have the result (D-312)."""

    TYPE: ClassVar[str] = "steward.ticket.approve_result.v1"


class ReturnResult(NotedCommand):
    """Send the result back (D-312)."""

    TYPE: ClassVar[str] = "steward.ticket.return_result.v1"


class SignWork(Command):
    """The resident accepted and signed the work (验收, D-303)."""

    TYPE: ClassVar[str] = "steward.ticket.sign_work.v1"

    name: Line | None = None
    remark: Text | None = None


class InspectWork(NotedCommand):
    """A supervisor checked the work (D-303)."""

    TYPE: ClassVar[str] = "steward.ticket.inspect.v1"

    passed: bool
