"""The work itself: started, noted, done, checked."""

from typing import ClassVar

from pydantic import BaseModel

from contracts.facts.fact import Act, Fact
from contracts.files import File
from contracts.identifiers import Instant
from contracts.private import Note, ResultText, Signature
from contracts.vocabulary import Cause, Measure


class TicketStarted(Act):
    """Work began; for a repair, the crew is on site."""

    TYPE: ClassVar[str] = "steward.ticket.started.v1"

    on_site: bool = False
    matter: int | None = None


class TicketProgressNoted(Act):
    """How far it is. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.progress_noted.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    percent: int | None = None


class TicketCompleted(Act):
    """The worker says it is done (办结), with cause and measures (D-606). Sealed: `ResultText`.

    `matter` is None when all are done; `on_the_spot` when it was solved as it was taken (D-110).
    """

    TYPE: ClassVar[str] = "steward.ticket.completed.v1"
    SEALS: ClassVar[type[BaseModel] | None] = ResultText

    causes: tuple[Cause, ...] = ()
    measures: tuple[Measure, ...] = ()
    matter: int | None = None
    on_the_spot: bool = False
    completed_at: Instant | None = None
    files: tuple[File, ...] = ()


class TicketResultApproved(Act):
    """The department head approved the result: the resident may get it (D-312). Sealed: `ResultText`, as approved."""

    TYPE: ClassVar[str] = "steward.ticket.result_approved.v1"
    SEALS: ClassVar[type[BaseModel] | None] = ResultText

    causes: tuple[Cause, ...] = ()
    measures: tuple[Measure, ...] = ()


class TicketResultReturned(Act):
    """The department head sent the result back (D-312). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.result_returned.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note


class TicketWorkSigned(Act):
    """The resident accepted and signed the work (验收, D-303). Sealed: `Signature`."""

    TYPE: ClassVar[str] = "steward.ticket.work_signed.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Signature


class TicketInspected(Act):
    """A supervisor checked the work (D-303). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.inspected.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    passed: bool


WORK_FACTS: tuple[type[Fact], ...] = (
    TicketStarted,
    TicketProgressNoted,
    TicketCompleted,
    TicketResultApproved,
    TicketResultReturned,
    TicketWorkSigned,
    TicketInspected,
)
