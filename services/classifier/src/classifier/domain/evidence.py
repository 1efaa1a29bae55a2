"""What speaks for each category: the topics that are said, where, how strongly, and what else bears on them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classifier.domain.matcher import Hit, Matcher
from classifier.domain.stance import Stance
from contracts.vocabulary import Category, Language

_TITLE, _BODY = 4, 2
_HALF = frozenset({Stance.CONDITIONAL, Stance.HEARSAY, Stance.PAST, Stance.SOLVED})


@dataclass(frozen=True, slots=True)
class Evidence:
    """For one category: how much speaks for it, its strongest topic, the hits."""

    category: Category
    topic: str
    weight: int
    first: int
    hits: tuple[Hit, ...]


def places(hits: Iterable[Hit]) -> dict[tuple[str, int], int]:
    """By concept and phrase, what its places count together: title and body once each, however often it is said. The
    first sentence is the title; what is supposed or over counts half.
    """
    best: dict[tuple[str, int, bool], int] = {}
    for hit in hits:
        title = hit.sentence == 0
        place = (_TITLE if title else _BODY) // (2 if hit.stance in _HALF else 1)
        key = (hit.concept, hit.phrase, title)
        if place > best.get(key, 0):
            best[key] = place
    counted: dict[tuple[str, int], int] = defaultdict(int)
    for (concept, phrase, _), place in best.items():
        counted[concept, phrase] += place
    return counted


def _by_topic(matcher: Matcher, hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = defaultdict(list)
    for hit in hits:
        for concept in matcher.themes[hit.concept]:
            found[concept].append(hit)
    return found


def evidence(matcher: Matcher, hits: Iterable[Hit], language: Language | None) -> tuple[Evidence, ...]:
    """What speaks for each category in a text of this language, the heaviest first; of equals the one said first."""
    hits = tuple(hits)
    by_category: dict[Category, dict[str, list[Hit]]] = defaultdict(dict)
    for topic, found in _by_topic(matcher, hits).items():
        by_category[matcher.topics[topic].category][topic] = found
    borne = _borne(matcher.bears.get((language or "")[:2], {}), said(matcher, hits))
    weighed = [_weighed(category, found, borne.get(category, 0)) for category, found in by_category.items()]
    return tuple(sorted(weighed, key=lambda e: (-e.weight, e.first, e.category)))


def said(matcher: Matcher, hits: Iterable[Hit]) -> frozenset[str]:
    """Every concept said or implied."""
    return frozenset().union(*(matcher.closures[concept] for concept in {hit.concept for hit in hits}))


def _borne(bears: Mapping[str, Mapping[Category, int]], concepts: frozenset[str]) -> dict[Category, int]:
    """The points that the concepts said add to categories or take away, wherever and however often they are said."""
    borne: dict[Category, int] = defaultdict(int)
    for concept in concepts.intersection(bears):
        for category, points in bears[concept].items():
            borne[category] += points
    return borne


def _topic_weight(hits: Sequence[Hit]) -> int:
    strengths = {(hit.concept, hit.phrase): hit.strength for hit in hits}
    return sum(strengths[key] * place for key, place in places(hits).items())


def _weighed(category: Category, found: Mapping[str, list[Hit]], borne: int) -> Evidence:
    weights = {topic: _topic_weight(hits) for topic, hits in found.items()}
    topic = min(found, key=lambda name: (-weights[name], found[name][0].start, name))
    distinct = {(hit.start, hit.end): hit for hits in found.values() for hit in hits}
    hits = tuple(sorted(distinct.values(), key=lambda hit: hit.start))
    return Evidence(category, topic, max(0, sum(weights.values()) + borne), hits[0].start, hits)
