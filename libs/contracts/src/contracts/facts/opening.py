"""A ticket begins: opened, classified, linked to others, corrected."""

from typing import ClassVar

from pydantic import BaseModel, Field

from contracts.classification import Because, Candidate, Classification
from contracts.facts.fact import Act, Fact, LifecycleFact
from contracts.identifiers import CaseId, SealedText, TicketId
from contracts.private import Note
from contracts.requests import Report
from contracts.vocabulary import Audience, Flag, MessageChannel, Relation, Severity, Slot, TriageReason


class TicketOpened(LifecycleFact):
    """The ticket exists. Sealed: `Report`, for handlers and resident; `words` are the explanation's, sealed too."""

    TYPE: ClassVar[str] = "steward.ticket.opened.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Report

    because: tuple[Because, ...] = ()
    reachable_by: tuple[MessageChannel, ...] = ()
    words: dict[Audience, SealedText] = Field(default_factory=dict)


class TicketTriageWanted(LifecycleFact):
    """No rule decided: it waits for a person (D-208)."""

    TYPE: ClassVar[str] = "steward.ticket.triage_wanted.v1"

    reason: TriageReason
    candidates: tuple[Candidate, ...] = ()


class TicketProposalRecorded(LifecycleFact):
    """The rules proposed again after a person had corrected; kept on record, not applied."""

    TYPE: ClassVar[str] = "steward.ticket.proposal_recorded.v1"

    proposal: Classification
    because: tuple[Because, ...] = ()


class TicketLinked(LifecycleFact):
    """It hangs together with another ticket (D-104, D-105). `count` is how many are about the matter, this one
    included.
    """

    TYPE: ClassVar[str] = "steward.ticket.linked.v1"

    relation: Relation
    other: TicketId
    case: CaseId | None = None
    count: int = Field(default=1, ge=1)


class TicketCorrected(Act):
    """A person corrected the classification, or made it after triage (D-207). Sealed: `Note`.

    `report` is the sealed report once more where a ticket leaves triage: what it is about and where is known only now.
    """

    TYPE: ClassVar[str] = "steward.ticket.corrected.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    before: Classification
    after: Classification
    changed: tuple[Slot, ...] = ()
    report: dict[Audience, SealedText] = Field(default_factory=dict)


class TicketSeverityConfirmed(Act):
    """Customer service and department confirmed the severity or changed it (D-203). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.severity_confirmed.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    severity: Severity
    was: Severity | None = None


class TicketFlagged(Act):
    """Flags were raised or taken back (D-204). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.flagged.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    added: tuple[Flag, ...] = ()
    removed: tuple[Flag, ...] = ()
    because: tuple[Because, ...] = ()


OPENING_FACTS: tuple[type[Fact], ...] = (
    TicketOpened,
    TicketTriageWanted,
    TicketProposalRecorded,
    TicketLinked,
    TicketCorrected,
    TicketSeverityConfirmed,
    TicketFlagged,
)
