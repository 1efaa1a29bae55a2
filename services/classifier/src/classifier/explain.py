"""What `steward rules explain` shows: each slot with its rule, the sentence in three languages, words, losers."""

from dataclasses import dataclass

from classifier.domain.book import Book, Placed
from classifier.domain.matcher import Matcher, find, heard
from classifier.domain.reading import read
from classifier.domain.verdict import Because, Loser, Span, Verdict
from contracts.vocabulary import Language, Slot


@dataclass(frozen=True, slots=True)
class Reason:
    """One slot explained. `file` and `line` say where the rule stands; `sentence` is what a clerk reads."""

    slot: Slot
    value: str
    matter: int
    rule: str
    version: str
    file: str
    line: int
    source: str
    sentence: dict[Language, str]
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    lost: tuple[Loser, ...]


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
    """A verdict with its reasons and every phrase heard, also those that did not count."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    heard: tuple[Heard, ...]


def _reason(because: Because, placed: Placed) -> Reason:
    rule = placed.rule
    return Reason(
        because.slot,
        because.value,
        because.matter,
        rule.name,
        because.version,
        placed.file,
        placed.line,
        rule.source,
        dict(rule.because),
        because.spans,
        because.words,
        because.lost,
    )


def sentences(books: tuple[Book, ...], verdict: Verdict) -> tuple[Reason, ...]:
    """The reasons of a verdict in words; a rule these books do not have any more is left out."""
    placed = {name: own for book in books for name, own in book.named.items()}
    return tuple(_reason(because, placed[because.rule]) for because in verdict.because if because.rule in placed)


def explain(matcher: Matcher, books: tuple[Book, ...], whole: str, verdict: Verdict) -> Explanation:
    """The verdict on `whole` (`Request.whole()`), explained for a person who may read the text."""
    reading = read(whole)
    hits = find(matcher, reading)
    counted = set(heard(matcher, hits))
    places = ((hit, reading.span(hit.start, hit.end)) for hit in hits)
    phrases = tuple(Heard(h.concept, s, whole[s[0] : s[1]], h.stance.value, h in counted) for h, s in places)
    return Explanation(verdict, sentences(books, verdict), phrases)
