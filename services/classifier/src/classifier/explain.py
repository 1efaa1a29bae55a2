"""What `steward rules explain` shows: each slot with its rule, the sentence in three languages, words, losers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from classifier.domain.book import Book, Placed
from classifier.domain.matcher import Hit, Matcher, find, heard
from classifier.domain.reading import Reading, read
from classifier.domain.verdict import MOST_WORD, Because, Loser, Span, Verdict
from contracts.vocabulary import Language, Slot

MOST_HEARD = 60
"""Phrases an explanation lists: those of a text of the longest kind, without the repetitions of a flood."""


class LostBy(StrEnum):
    """Why a rule that held did not decide."""

    RANK = "rank"
    SITE_FIRST = "site_first"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Lost:
    """A rule that held and decided nothing: what it would have decided, its rank, and by what it lost.

    `rank` is None where these books do not have the rule any more.
    """

    rule: str
    value: str
    rank: int | None
    by: LostBy


@dataclass(frozen=True, slots=True)
class Reason:
    """One slot explained. `file` and `line` say where the rule stands; `sentence` is what a clerk reads."""

    slot: Slot
    value: str
    matter: int
    rule: str
    version: str
    rank: int
    file: str
    line: int
    source: str
    sentence: dict[Language, str]
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    lost: tuple[Lost, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One phrase found: its concept, place in the original, how it is said, and whether it counts."""

    concept: str
    span: Span
    words: str
    stance: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict with its reasons and the phrases heard, also those that did not count: at most `MOST_HEARD`."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    heard: tuple[Heard, ...]


Placements = Mapping[str, tuple[int, Placed]]
"""Each rule by its name, with the number of its book in the order of asking."""


def placements(books: tuple[Book, ...]) -> Placements:
    """Where the rules of these books stand, the site's before the group's."""
    return {name: (n, own) for n, book in reversed([*enumerate(books)]) for name, own in book.named.items()}


def lost(loser: Loser, winner: str, placed: Placements) -> Lost:
    """Why a rule that held lost to the winner."""
    if loser.rule not in placed or winner not in placed:
        return Lost(loser.rule, loser.value, None, LostBy.GONE)
    (won_in, _), (lost_in, own) = placed[winner], placed[loser.rule]
    by = LostBy.SITE_FIRST if lost_in > won_in else LostBy.RANK
    return Lost(loser.rule, loser.value, own.rule.rank, by)


def _reason(because: Because, placements: Placements) -> Reason:
    _, placed = placements[because.rule]
    rule = placed.rule
    return Reason(
        because.slot,
        because.value,
        because.matter,
        rule.name,
        because.version,
        rule.rank,
        placed.file,
        placed.line,
        rule.source,
        dict(rule.because),
        because.spans,
        because.words,
        tuple(lost(one, because.rule, placements) for one in because.lost),
    )


def sentences(books: tuple[Book, ...], verdict: Verdict) -> tuple[Reason, ...]:
    """The reasons of a verdict in words; a rule these books do not have any more is left out."""
    placed = placements(books)
    return tuple(_reason(because, placed) for because in verdict.because if because.rule in placed)


def explain(matcher: Matcher, books: tuple[Book, ...], whole: str, verdict: Verdict) -> Explanation:
    """The verdict on `whole` (`Request.whole()`), explained for a person who may read the text."""
    reading = read(whole, matcher.margin)
    hits = find(matcher, reading)
    counted = set(heard(matcher, hits))
    phrases = (_heard(hit, reading, whole, counts=hit in counted) for hit in hits[:MOST_HEARD])
    return Explanation(verdict, sentences(books, verdict), tuple(phrases))


def _heard(hit: Hit, reading: Reading, whole: str, *, counts: bool) -> Heard:
    start, end = reading.span(hit.start, hit.end)
    return Heard(hit.concept, (start, end), whole[start:end][:MOST_WORD], hit.stance.value, counts)
