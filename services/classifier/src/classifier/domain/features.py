"""The closed features a rule may ask about: bool, small int, ASCII enum. Never a word of the text."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from classifier.domain.lexicon import Lexicon, Value, concept_feature
from classifier.domain.matcher import Hit, Matcher
from classifier.domain.quantities import MOST_DAYS, MOST_REPORTS, days_lasting, reports
from classifier.domain.reading import Reading
from classifier.domain.stance import Stance
from contracts.vocabulary import Category, Channel, Kind, Language, Severity, Subcategory, Urgency

Features = Mapping[str, Value]
NONE = "none"
MOST = 99
MOST_WEIGHT = 999
_TITLE, _BODY = 4, 2
_HALF = frozenset({Stance.CONDITIONAL, Stance.HEARSAY, Stance.PAST, Stance.SOLVED})


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a request besides its words."""

    channel: Channel
    forwarded: bool = False
    about_people: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """For one category: how much speaks for it, its strongest topic, the hits."""

    category: Category
    topic: str
    weight: int
    first: int
    hits: tuple[Hit, ...]


def evidence_feature(category: Category) -> str:
    return f"ev_{category.value}"


_UNDECIDED: dict[str, Value] = {
    **dict.fromkeys(map(evidence_feature, Category), 0),
    **dict.fromkeys(("kind", "category", "subcategory", "severity", "urgency"), NONE),
}
"""Nothing speaks for any category, nothing is decided yet."""


def choices(lexicon: Lexicon) -> dict[str, frozenset[str]]:
    """The enum features and their values."""
    topics = frozenset((NONE, *lexicon.topics()))
    closed = {
        "lead": topics,
        "second": topics,
        "channel": frozenset(Channel),
        "language": frozenset((*Language, NONE)),
        "kind": frozenset((*Kind, NONE)),
        "category": frozenset((*Category, NONE)),
        "subcategory": frozenset((*Subcategory, NONE)),
        "severity": frozenset((*Severity, NONE)),
        "urgency": frozenset((*Urgency, NONE)),
    }
    return {name: frozenset(str(value) for value in values) for name, values in closed.items()}


@cache
def bounds() -> dict[str, tuple[int, int]]:
    """The small ints and their bounds."""
    counted = dict.fromkeys(("topics", "length"), (0, MOST))
    weights = dict.fromkeys(("lead_weight", "margin", *map(evidence_feature, Category)), (0, MOST_WEIGHT))
    return {**counted, **weights, "reports": (0, MOST_REPORTS), "days": (0, MOST_DAYS)}


def flags(lexicon: Lexicon) -> frozenset[str]:
    """The bool features."""
    named = (concept_feature(name) for name, concept in lexicon.concepts.items() if not concept.decoy)
    return frozenset((*named, "forwarded", "about_people", "is_lead"))


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
    borne = _borne(matcher.bears.get((language or NONE)[:2], {}), said(matcher, hits))
    weighed = [_weighed(category, found, borne.get(category, 0)) for category, found in by_category.items()]
    return tuple(sorted(weighed, key=lambda e: (-e.weight, e.first, e.category)))


def said(matcher: Matcher, hits: Iterable[Hit]) -> frozenset[str]:
    """Every concept said or implied."""
    return frozenset().union(*(matcher.closures[concept] for concept in {hit.concept for hit in hits}))


def _borne(bears: Mapping[str, Mapping[Category, int]], concepts: frozenset[str]) -> dict[Category, int]:
    """The points that the concepts said add to categories or take away, wherever and however often they are said."""
    borne: dict[Category, int] = defaultdict(int)
    for concept in concepts & bears.keys():
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


def _small(number: int, most: int = MOST) -> int:
    return max(0, min(most, number))


def _concepts(matcher: Matcher, hits: Iterable[Hit]) -> dict[str, Value]:
    features = dict(matcher.silence)
    for concept in {hit.concept for hit in hits}:
        features.update(matcher.spoken[concept])
    return features


def of_text(
    matcher: Matcher, reading: Reading, hits: tuple[Hit, ...], found: tuple[Evidence, ...], asked: Asked
) -> dict[str, Value]:
    """Features of the whole text, before anything is decided."""
    features = _concepts(matcher, hits)
    features.update(_UNDECIDED)
    features.update((evidence_feature(e.category), _small(e.weight, MOST_WEIGHT)) for e in found)
    features.update(leading(found, 0))
    features.update(
        topics=_small(len(found)),
        length=_small(len(reading.text) // 10),
        reports=reports(reading.text),
        days=days_lasting(reading.lasting),
        channel=asked.channel.value,
        language=reading.language.value if reading.language else NONE,
        forwarded=asked.forwarded,
        about_people=asked.about_people,
    )
    return features


def leading(found: tuple[Evidence, ...], number: int) -> dict[str, Value]:
    """The features that say which topic is asked about now: the heaviest, or a further matter of the text (D-206)."""
    own = found[number] if number < len(found) else None
    others = [e for e in found if e is not own]
    return {
        "lead": own.topic if own else NONE,
        "second": others[0].topic if others else NONE,
        "lead_weight": _small(own.weight, MOST_WEIGHT) if own else 0,
        "margin": _small(own.weight - (others[0].weight if others else 0), MOST_WEIGHT) if own else 0,
        "is_lead": number == 0,
    }


def of_matter(matcher: Matcher, features: Features, own: tuple[Hit, ...]) -> dict[str, Value]:
    """The same features with only the concepts said in the clauses of one matter."""
    return dict(features) | _concepts(matcher, own)
