"""What becomes of a suggestion (D-311)."""

from typing import ClassVar

from pydantic import BaseModel

from contracts.facts.fact import Act, Fact
from contracts.identifiers import Instant
from contracts.private import Note


class SuggestionAdopted(Act):
    """The site head adopts it. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.suggestion.adopted.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note


class SuggestionPlanned(Act):
    """The site head plans it for later. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.suggestion.planned.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    planned_for: Instant | None = None


class SuggestionDeclined(Act):
    """Declined, with thanks. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.suggestion.declined.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note


class SuggestionPublished(Act):
    """The measure was put up for all to see (张榜公布), without personal data. Sealed: `Note`, the notice."""

    TYPE: ClassVar[str] = "steward.suggestion.published.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note


class AuthorCommended(Act):
    """Its author was commended, with their consent. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.author.commended.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    with_consent: bool


SUGGESTION_FACTS: tuple[type[Fact], ...] = (
    SuggestionAdopted,
    SuggestionPlanned,
    SuggestionDeclined,
    SuggestionPublished,
    AuthorCommended,
)
