"""Finding out: is it founded, what is missing, what do both sides say."""

from typing import ClassVar

from pydantic import BaseModel

from contracts.facts.fact import Act, Fact
from contracts.files import File
from contracts.identifiers import Instant
from contracts.private import Note, Statement
from contracts.vocabulary import Party, PauseReason, Validity


class TicketVerified(Act):
    """Founded or not, by truth and reasonableness (D-303). Sealed: `Note`, the finding."""

    TYPE: ClassVar[str] = "steward.ticket.verified.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    finding: Validity


class TicketReasonWithheld(Act):
    """The resident is not told why it was invalid: a recorded decision, a neutral message (D-304). Sealed: `Note`, the
    grounds.
    """

    TYPE: ClassVar[str] = "steward.ticket.reason_withheld.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note


class TicketInformationRequested(Act):
    """The resident was asked for more; clocks that may pause do (D-406). Sealed: `Note`, the question."""

    TYPE: ClassVar[str] = "steward.ticket.information_requested.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    waiting_for: PauseReason = PauseReason.WAITING_FOR_RESIDENT
    answer_by: Instant | None = None


class TicketInformationAdded(Act):
    """More became known, from the resident or from staff. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.information_added.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    answers_question: bool = False
    files: tuple[File, ...] = ()


class TicketEvidenceRecorded(Act):
    """Evidence was put on record (D-303). Sealed: `Note`, what it shows."""

    TYPE: ClassVar[str] = "steward.ticket.evidence_recorded.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    files: tuple[File, ...] = ()


class TicketStatementRecorded(Act):
    """One side's statement was put on record (D-303). Sealed: `Statement`, for the handlers only (D-108)."""

    TYPE: ClassVar[str] = "steward.ticket.statement_recorded.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Statement

    party: Party


VERIFICATION_FACTS: tuple[type[Fact], ...] = (
    TicketVerified,
    TicketReasonWithheld,
    TicketInformationRequested,
    TicketInformationAdded,
    TicketEvidenceRecorded,
    TicketStatementRecorded,
)
