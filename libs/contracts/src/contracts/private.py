"""What stands inside sealed parts: the models of the JSON that `sealing.seal` encrypts (D-108).

A fact names the one it seals in `SEALS`. Texts here are free, and never appear outside a sealed part, a private topic
or `Command`.
"""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.identifiers import Cents
from contracts.requests import Reporter
from contracts.vocabulary import MessageChannel, Party

Text = Annotated[str, Field(min_length=1, max_length=10_000)]
Line = Annotated[str, Field(min_length=1, max_length=500)]


class Private(BaseModel):
    """Readable only with an audience's key; a reader ignores fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Note(Private):
    """A person's words about what they did or want."""

    text: Text | None = None


class MatchedSpan(Private):
    """Words that a rule matched: characters `start` to `end` of the report's text, numbered as in the explanation."""

    n: int
    start: int
    end: int
    words: str


class MatchedWords(Private):
    """All spans an explanation refers to by number (D-207)."""

    spans: tuple[MatchedSpan, ...] = ()


class Statement(Private):
    """What one side says (D-303); sealed for the handlers only, so the sides stay hidden from each other."""

    party: Party
    name: Line | None = None
    text: Text


class PlanText(Private):
    """The measures planned, in words."""

    measures: Text | None = None


class ResultText(Private):
    """Cause, measures and result as the resident gets them (D-501)."""

    cause: Text | None = None
    measures: Text | None = None
    result: Text | None = None


class Signature(Private):
    """Who signed for the work, as written on the order (D-303)."""

    name: Line | None = None
    remark: Text | None = None


class FollowUpText(Private):
    """What the resident said when asked afterwards; `points` are numbered from 1 in the public fact (D-404)."""

    points: tuple[Text, ...] = ()
    suggestions: Text | None = None
    remark: Text | None = None


class QuoteLine(Private):
    """One line of a quote."""

    what: Line
    amount: Cents


class QuoteText(Private):
    """What is offered at which price; or, with a refusal, why not and what else (D-309)."""

    lines: tuple[QuoteLine, ...] = ()
    reason: Text | None = None
    alternative: Text | None = None


class MediationText(Private):
    """A step of a dispute: who was there, on which condition, what came of it, the lawyer's opinion where asked
    (D-308).
    """

    present: tuple[Line, ...] = ()
    condition: Text | None = None
    outcome: Text | None = None
    legal_opinion: Text | None = None


class MessageText(Private):
    """One message as it goes out: address, title (e-mail and letters), body. Fixed when it is wanted (D-503).

    `alternatives` are the same message as worded and addressed for the fall-back channels, in order.
    """

    channel: MessageChannel | None = None
    to: Line
    title: Line | None = None
    body: Text
    alternatives: tuple["MessageText", ...] = ()


class Contact(Private):
    """How the resident is reached and where the work is, taken out of the report."""

    reporter: Reporter | None = None
    unit: Line | None = None
    place: Line | None = None
