"""Asking the books stage by stage: the first rule by rank wins its slot, the others stay on record."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from classifier.domain.book import Book, Placed
from classifier.domain.evaluator import Ask
from classifier.domain.evidence import Evidence
from classifier.domain.features import Features
from classifier.domain.matcher import Hit, Matcher
from classifier.domain.reading import Reading
from classifier.domain.rule import MANY_VALUED, Stage
from classifier.domain.verdict import MOST_LOSERS, MOST_SPANS, MOST_WORD, Because, Loser, Span
from contracts.vocabulary import Slot

_MOST_CONCLUDED = 8_192  # sets of rules that held together
Asking = Sequence[tuple[Book, Ask]]
"""The books to ask, the site's overlay before the group's."""


@dataclass(frozen=True, slots=True)
class Scene:
    """All that was found in one text, before anything is decided."""

    original: str
    reading: Reading
    matcher: Matcher
    hits: tuple[Hit, ...]
    evidence: tuple[Evidence, ...]
    places: dict[str, list[Span]] = field(init=False)

    def __post_init__(self) -> None:
        """Where in the original each concept is said, worked out once for all reasons."""
        places: dict[str, list[Span]] = defaultdict(list)
        for hit in self.hits:
            span = self.reading.span(hit.start, hit.end)
            for concept in self.matcher.closures[hit.concept]:
                places[concept].append(span)
        object.__setattr__(self, "places", dict(places))


class Won(NamedTuple):
    """One slot decided."""

    slot: Slot
    value: str
    by: Placed
    lost: tuple[Loser, ...]


@lru_cache(maxsize=_MOST_CONCLUDED)
def conclude(fired: tuple[Placed, ...]) -> tuple[Won, ...]:
    """Who wins each slot; a rule that agrees with the winner is no loser."""
    claims: dict[tuple[Slot, str], list[tuple[Placed, str]]] = {}
    for own in fired:
        for slot, value in own.slots.items():
            claims.setdefault((slot, value if slot in MANY_VALUED else ""), []).append((own, value))
    return tuple(
        Won(slot, first[1], first[0], tuple(Loser(own.rule.name, v) for own, v in rest if v != first[1])[:MOST_LOSERS])
        for (slot, _), (first, *rest) in claims.items()
    )


def ask(asking: Asking, stage: Stage, features: Features) -> tuple[Won, ...]:
    """What the books decide in one stage."""
    fired = [book.named[name] for book, asked in asking for name in asked(stage, features)]
    return conclude(tuple(fired)) if fired else ()


def explained(scene: Scene, won: Iterable[Won], lead: str, matter: int) -> list[Because]:
    """The reasons for what was won, with the places in the original text; bounded in number and length."""
    found: list[Because] = []
    by: Placed | None = None
    spans: tuple[Span, ...] = ()
    words: tuple[str, ...] = ()
    for slot, value, rule, lost in won:
        if rule is not by:  # slots of one rule have the same words
            by, spans = rule, _spans(scene, rule.speaks | {lead} if rule.of_lead else rule.speaks, rule.weighs)
            words = tuple([scene.original[start:end][:MOST_WORD] for start, end in spans])
        found.append(Because(slot, value, rule.rule.name, rule.version, matter, spans, lost, words))
    return found


def _spans(scene: Scene, concepts: frozenset[str], weighed: frozenset[str]) -> tuple[Span, ...]:
    """Where the concepts are said, and what speaks for the categories weighed: what made a rule hold."""
    spans = {span for concept in concepts if concept in scene.places for span in scene.places[concept]}
    if weighed:
        hits = (hit for found in scene.evidence if found.category in weighed for hit in found.hits)
        spans.update(scene.reading.span(hit.start, hit.end) for hit in hits)
    return tuple(sorted(spans)[:MOST_SPANS])


@dataclass(slots=True)
class Deciding:
    """What has been decided so far on one message."""

    scene: Scene
    asking: Asking
    features: Features
    because: list[Because] = field(default_factory=list)

    def decide(self, stage: Stage, features: Features, matter: int = 1) -> dict[Slot, str]:
        won = ask(self.asking, stage, features)
        self.because += explained(self.scene, won, str(features["lead"]), matter)
        return {one.slot: one.value for one in won}

    def settle(self, stage: Stage) -> dict[Slot, str]:
        """Decide on the whole text and let later stages ask for it."""
        decided = self.decide(stage, self.features)
        known = self.features.enums
        known.update((slot.value, value) for slot, value in decided.items() if slot.value in known)
        return decided

    def each(self, stage: Stage) -> tuple[Won, ...]:
        """All values of a slot that can have several."""
        won = ask(self.asking, stage, self.features)
        self.because += explained(self.scene, won, str(self.features["lead"]), 1)
        return won
