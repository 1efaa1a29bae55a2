"""`tickets.received` and `tickets.classified`: what came in, and what the rules make of it."""

from typing import ClassVar

from pydantic import BaseModel, Field

from contracts.classification import Because, Candidate, Classification
from contracts.facts.fact import Fact
from contracts.identifiers import (
    BookVersion,
    BuildingId,
    Digest,
    Instant,
    PersonId,
    SealedText,
    SiteId,
    SourceName,
    TicketId,
    TicketNumber,
)
from contracts.private import MatchedWords
from contracts.requests import Report
from contracts.vocabulary import Audience, Channel, Language, MessageChannel, TriageReason


class Arrival(Fact):
    """What is public of a request from the moment it was taken (D-102); the ticket's opening passes it on in the
    snapshot.
    """

    ticket: TicketId
    number: TicketNumber
    site: SiteId
    building: BuildingId | None = None
    channel: Channel
    language: Language | None = None
    anonymous: bool = False
    reachable_by: tuple[MessageChannel, ...] = ()
    owner: PersonId | None = None
    received_at: Instant
    occurred_at: Instant | None = None


class RequestReceived(Arrival):
    """A request was registered (D-103). Sealed: `Report`, for the handlers and for the resident.

    `source` is who sent it; `fingerprint` the HMAC of its body, by which "same id, other body" is known (D-104).
    """

    TYPE: ClassVar[str] = "steward.request.received.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Report

    source: SourceName
    fingerprint: Digest | None = None
    sealed: dict[Audience, SealedText] = Field(default_factory=dict)


class TicketClassified(Arrival):
    """The rules' proposal with its explanation (D-207), or why a person must look (D-208). Sealed: `MatchedWords`.

    `report` is the sealed report of `RequestReceived`, passed on as it was. `cut`: the text was so long that only its
    beginning and its end were read, so what its middle says had no part in the proposal.
    """

    TYPE: ClassVar[str] = "steward.ticket.classified.v1"
    SEALS: ClassVar[type[BaseModel] | None] = MatchedWords

    proposal: Classification
    needs_triage: TriageReason | None = None
    candidates: tuple[Candidate, ...] = ()
    because: tuple[Because, ...] = ()
    book_version: BookVersion
    cut: bool = False
    report: dict[Audience, SealedText] = Field(default_factory=dict)
    sealed: dict[Audience, SealedText] = Field(default_factory=dict)


RECEIVED_FACTS: tuple[type[Fact], ...] = (RequestReceived,)
CLASSIFIED_FACTS: tuple[type[Fact], ...] = (TicketClassified,)
