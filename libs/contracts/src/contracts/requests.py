"""A request as callers send it, and intake's answers to it.

A request is the same JSON over HTTP, on `tickets.requests` and in a JSONL file; an unknown field is refused by name
(D-102, D-109). All of this is private: it travels only on private topics, for seven days.
"""

from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from contracts.identifiers import NAME_PATTERN, Instant, TicketId, TicketNumber, WrittenInstant
from contracts.message import Message
from contracts.vocabulary import Channel, Language, MessageChannel, RefusalReason

MAX_TEXT = 10_000

_NOT_BLANK = r"\S"
_Line = Annotated[str, Field(min_length=1, max_length=200, pattern=_NOT_BLANK)]
_Paragraph = Annotated[str, Field(min_length=1, max_length=2_000, pattern=_NOT_BLANK)]
_Key = Annotated[str, Field(min_length=1, max_length=64, pattern=NAME_PATTERN)]


class Reporter(BaseModel):
    """Who reports, as far as they say; nobody who stays anonymous is asked for any of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=100, pattern=_NOT_BLANK)] | None = None
    phone: Annotated[str, Field(min_length=3, max_length=40, pattern=r"^[0-9+*#(). \-]+$")] | None = None
    email: Annotated[str, Field(min_length=3, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")] | None = None
    language: Language | None = None
    prefers: MessageChannel | None = None


class About(BaseModel):
    """Whom the report is about: a department, people."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    department: _Line | None = None
    people: tuple[_Line, ...] = Field(default=(), max_length=20)


class Request(Message):
    """What somebody sends in. (`source`, `id`) is its identity; `source` is who sends, never part of the body."""

    model_config = ConfigDict(extra="forbid")

    TYPE: ClassVar[str] = "steward.request.submitted.v1"

    id: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[\x21-\x7e]+$")]
    site: _Key
    channel: Channel
    text: Annotated[str, Field(min_length=1, max_length=MAX_TEXT, pattern=_NOT_BLANK)]
    language: Language | None = None
    received_at: WrittenInstant | None = None
    occurred_at: WrittenInstant | None = None
    building: Annotated[str, Field(min_length=1, max_length=64, pattern=_NOT_BLANK)] | None = None
    unit: _Line | None = None
    place: _Line | None = None
    reporter: Reporter | None = None
    asks_for: _Paragraph | None = None
    about: About | None = None
    forwarded_by: _Line | None = None
    taken_by: _Key | None = None


class Report(BaseModel):
    """The private part of a ticket: what intake seals for the audiences that may read it (D-108)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text: str
    unit: str | None = None
    place: str | None = None
    reporter: Reporter | None = None
    asks_for: str | None = None
    about: About | None = None
    forwarded_by: str | None = None
    taken_by: str | None = None


class FieldError(BaseModel):
    """One thing wrong with a request: where (`reporter.phone`), why, and a sentence in the caller's language."""

    model_config = ConfigDict(frozen=True)

    field: Annotated[str, Field(max_length=200)]
    reason: RefusalReason
    message: Annotated[str, Field(max_length=500)]


class RequestRegistered(Message):
    """Receipt: the request is a ticket now. `answer_by` is when the first answer is due, if that is known yet."""

    TYPE: ClassVar[str] = "steward.request.registered.v1"

    ticket: TicketId
    number: TicketNumber
    answer_by: Instant | None = None


class RequestRefused(Message):
    """Receipt: the request was refused, with every field that was wrong."""

    TYPE: ClassVar[str] = "steward.request.refused.v1"

    errors: Annotated[tuple[FieldError, ...], Field(min_length=1)]


Receipt = RequestRegistered | RequestRefused


class Problem(BaseModel):
    """Body of an HTTP refusal (RFC 9457, `application/problem+json`)."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: tuple[FieldError, ...] = ()


def report_of(request: Request) -> Report:
    """The private part of a request."""
    fields = {name: getattr(request, name) for name in Report.model_fields}
    return Report.model_construct(**fields)
