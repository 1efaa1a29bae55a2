"""Asking the books stage by stage: the first rule by rank wins its slot, the others stay on record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifier.domain.book import MANY_VALUED, Book, Placed, Stage
from classifier.domain.evaluator import Ask
from classifier.domain.features import Evidence
from classifier.domain.lexicon import Value
from classifier.domain.matcher import Hit, Matcher
from classifier.domain.reading import Reading
from classifier.domain.verdict import MOST_LOSERS, MOST_SPANS, MOST_WORD, Because, Loser
from contracts.vocabulary import Slot

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


@dataclass(frozen=True, slots=True)
class Won:
    """One slot decided."""

    slot: Slot
    value: str
    by: Placed
    lost: tuple[Loser, ...]


def conclude(fired: Iterable[Placed]) -> list[Won]:
    """Who wins each slot; a rule that agrees with the winner is no loser."""
    claims: dict[tuple[Slot, str], list[tuple[Placed, str]]] = {}
    for own in fired:
        for slot, value in own.slots.items():
            claims.setdefault((slot, value if slot in MANY_VALUED else ""), []).append((own, value))
    return [
        Won(slot, first[1], first[0], tuple(Loser(own.rule.name, v) for own, v in rest if v != first[1])[:MOST_LOSERS])
        for (slot, _), (first, *rest) in claims.items()
    ]


def ask(asking: Asking, stage: Stage, features: Mapping[str, Value]) -> list[Won]:
    """What the books decide in one stage."""
    return conclude(book.named[name] for book, asked in asking for name in asked(stage, features))


def _speaking(scene: Scene, own: Placed, lead: str) -> Iterable[Hit]:
    """The hits that made a rule hold."""
    when = own.rule.when
    wanted = set(when.has) | ({lead} if "lead" in when.one_of or "lead_weight" in when.at_least else set())
    weighed = {name.removeprefix("ev_") for name in when.at_least if name.startswith("ev_")}
    for hit in scene.hits:
        if scene.matcher.closures[hit.concept] & wanted:
            yield hit
    for found in scene.evidence:
        if found.category in weighed:
            yield from found.hits


def explained(scene: Scene, won: Iterable[Won], lead: str, matter: int) -> list[Because]:
    """The reasons for what was won, with the places in the original text; bounded in number and length."""
    return [_because(scene, one, lead, matter) for one in won]


def _because(scene: Scene, one: Won, lead: str, matter: int) -> Because:
    hits = sorted(set(_speaking(scene, one.by, lead)), key=lambda hit: (hit.start, hit.end))
    spans = tuple(dict.fromkeys(scene.reading.span(hit.start, hit.end) for hit in hits))[:MOST_SPANS]
    words = tuple(scene.original[start:end][:MOST_WORD] for start, end in spans)
    rule = one.by.rule
    return Because(one.slot, one.value, rule.name, one.by.version, matter, spans, one.lost, words)
