"""What the rules say of one text, and why.

The public part holds names, values and numbers; the matched words are quotes from the text and go into the sealed part.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from contracts.vocabulary import (
    Category,
    Flag,
    Kind,
    Language,
    Responsibility,
    Severity,
    Slot,
    Subcategory,
    TriageReason,
    Urgency,
)

MOST_SPANS = 8
MOST_LOSERS = 6
MOST_WORD = 40
Span = tuple[int, int]


class DecidedBy(StrEnum):
    """Which of the two evaluators answered."""

    ENGINE = "engine"
    EVALUATOR = "evaluator"


class Loser(NamedTuple):
    """A rule that also held, ranked lower, and what it would have decided."""

    rule: str
    value: str


@dataclass(frozen=True, slots=True)
class Because:
    """Why one slot has its value. `spans` are character offsets in the original text; `words` is what stands there."""

    slot: Slot
    value: str
    rule: str
    version: str
    matter: int = 1
    spans: tuple[Span, ...] = ()
    lost: tuple[Loser, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Matter:
    """One of the things a message raises (D-206), heaviest first."""

    number: int
    category: Category
    subcategory: Subcategory
    severity: Severity | None
    urgency: Urgency | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a person in triage is offered: a category, how much speaks for it, the words' places and the words."""

    category: Category
    topic: str
    weight: int
    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rules' proposal for one message. A slot is None only where no rule decided it, and then it needs triage."""

    book: str
    decided_at: datetime
    decided_by: DecidedBy
    language: Language | None
    kind: Kind | None = None
    category: Category | None = None
    subcategory: Subcategory | None = None
    secondary: tuple[Category, ...] = ()
    severity: Severity | None = None
    urgency: Urgency | None = None
    flags: tuple[Flag, ...] = ()
    responsibility: Responsibility | None = None
    matters: tuple[Matter, ...] = ()
    needs_triage: TriageReason | None = None
    candidates: tuple[Candidate, ...] = ()
    because: tuple[Because, ...] = ()
    cut: bool = False
    """The text was so long that only its beginning and its end were read."""

    def public(self) -> tuple[Because, ...]:
        """The explanation without a word of the text."""
        return tuple(Because(b.slot, b.value, b.rule, b.version, b.matter, b.spans, b.lost) for b in self.because)

    def private(self) -> dict[str, tuple[str, ...]]:
        """The words of the text that made each rule hold, by rule: for the sealed part only."""
        return {b.rule: b.words for b in self.because if b.words}
