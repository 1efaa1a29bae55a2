"""How well verdicts agree with what people said of the same messages: shares, recall, precision, confusion. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from classifier.domain.verdict import Verdict
from contracts.vocabulary import Category, Channel, Kind, Severity, Urgency

Share = float | None
"""A fraction from 0 to 1; None where there is nothing to divide by."""


class Labelled(BaseModel):
    """One line of a labelled file: the message and what a person decided. `lang` is `zh` (both scripts) or `en`."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    id: str = ""
    text: str
    lang: Annotated[str, Field(pattern="^(zh|en)")]
    channel: Channel = Channel.WEB
    site: str | None = None
    gold_category: Category
    gold_secondary: tuple[Category, ...] = ()
    gold_kind: Kind | None = None
    gold_severity: Severity | None = None
    gold_urgency: Urgency | None = None

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, row: object) -> object:
        return {name: own for name, own in row.items() if own is not None} if isinstance(row, dict) else row


@dataclass(frozen=True, slots=True)
class Guess:
    """What was decided on one message, in the words that are scored."""

    category: str | None
    kind: str | None = None
    severity: str | None = None
    urgency: str | None = None
    triage: bool = False
    by: Mapping[str, str] = field(default_factory=dict)
    """Which rule decided each slot."""


Pair = tuple[Labelled, Guess]


@dataclass(frozen=True, slots=True)
class Score:
    """The figures of one language. `precision_outside_triage` is lenient: the desk is one the message is for."""

    n: int
    category_strict: Share
    category_lenient: Share
    kind: Share
    severity: Share
    urgency: Share
    emergency_recall: Share
    emergency_precision: Share
    macro_f1: Share
    triage_share: Share
    precision_outside_triage: Share


def guess_of(verdict: Verdict) -> Guess:
    """A verdict as a guess."""
    triage = verdict.needs_triage is not None
    by = {str(because.slot): because.rule for because in verdict.because if because.matter == 1}
    return Guess(verdict.category, verdict.kind, verdict.severity, verdict.urgency, triage, by)


def share(of: Sequence[bool]) -> Share:
    return sum(of) / len(of) if of else None


def strict(pair: Pair) -> bool:
    """The desk that must act first."""
    row, guess = pair
    return guess.category == row.gold_category


def lenient(pair: Pair) -> bool:
    """A desk that must act."""
    row, guess = pair
    return guess.category in {row.gold_category, *row.gold_secondary}


def _agreed(pairs: Sequence[Pair], slot: str) -> Share:
    """Over the rows that are labelled; None where none is."""
    labelled = [(getattr(row, f"gold_{slot}"), getattr(guess, slot)) for row, guess in pairs]
    return share([gold == said for gold, said in labelled if gold is not None])


def emergencies(pairs: Sequence[Pair]) -> tuple[Share, Share]:
    """Recall and precision of emergencies."""
    seen = [
        (row.gold_urgency is Urgency.EMERGENCY, guess.urgency == Urgency.EMERGENCY)
        for row, guess in pairs
        if row.gold_urgency is not None
    ]
    return share([said for gold, said in seen if gold]), share([gold for gold, said in seen if said])


def macro_f1(pairs: Sequence[Pair]) -> Share:
    """The mean of F1 over the categories that people named."""
    gold = Counter(str(row.gold_category) for row, _ in pairs)
    said = Counter(str(guess.category) for _, guess in pairs)
    right = Counter(str(row.gold_category) for row, guess in pairs if guess.category == row.gold_category)
    return sum(2 * right[name] / (gold[name] + said[name]) for name in gold) / len(gold) if gold else None


def score(pairs: Sequence[Pair]) -> Score:
    """All figures of some messages."""
    recall, precision = emergencies(pairs)
    outside = [pair for pair in pairs if not pair[1].triage]
    return Score(
        n=len(pairs),
        category_strict=share([strict(pair) for pair in pairs]),
        category_lenient=share([lenient(pair) for pair in pairs]),
        kind=_agreed(pairs, "kind"),
        severity=_agreed(pairs, "severity"),
        urgency=_agreed(pairs, "urgency"),
        emergency_recall=recall,
        emergency_precision=precision,
        macro_f1=macro_f1(pairs),
        triage_share=share([guess.triage for _, guess in pairs]),
        precision_outside_triage=share([lenient(pair) for pair in outside]),
    )


def by_language(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    """The pairs of each language: Simplified and Traditional Chinese together."""
    return {name: [pair for pair in pairs if pair[0].lang.startswith(name)] for name in ("zh", "en")}


def scores(pairs: Sequence[Pair]) -> dict[str, Score]:
    """The figures per language, as `steward rules score` prints them."""
    return {name: score(own) for name, own in by_language(pairs).items()}


def confusion(pairs: Sequence[Pair]) -> list[tuple[str, str, int]]:
    """Which category was taken for which, the most frequent first: (labelled, decided, times)."""
    wrong = Counter((str(row.gold_category), str(guess.category)) for row, guess in pairs if not strict((row, guess)))
    return sorted(((*names, times) for names, times in wrong.items()), key=lambda one: (-one[2], one[:2]))


def missed_by_two(pairs: Sequence[Pair]) -> int:
    """Major complaints taken for minor ones: an error that must not happen on a matter of safety."""
    return sum(row.gold_severity is Severity.MAJOR and guess.severity == Severity.MINOR for row, guess in pairs)
