"""The closed features a rule may ask about: bool, small int, ASCII enum. Never a word of the text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self

from classifier.domain.evidence import Evidence
from classifier.domain.lexicon import FLAG, Lexicon, Value, concept_feature
from classifier.domain.matcher import Hit, Matcher
from classifier.domain.quantities import MOST_DAYS, MOST_REPORTS, days_lasting, reports
from classifier.domain.reading import Reading
from contracts.vocabulary import Category, Channel, Kind, Language, Severity, Subcategory, Urgency

NONE = "none"
MOST = 99
MOST_WEIGHT = 999
_CHARACTERS, _LETTERS = 10, 20
"""In what `length` counts: Chinese says in ten characters what takes English twenty letters or more."""
FORWARDED, ABOUT_PEOPLE, IS_LEAD = "forwarded", "about_people", "is_lead"
_OF_THE_REQUEST = frozenset((FORWARDED, ABOUT_PEOPLE, IS_LEAD))


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a request besides its words."""

    channel: Channel
    forwarded: bool = False
    about_people: bool = False


@dataclass(frozen=True, slots=True)
class Features:
    """What a rule may ask of one text: which flags hold (`said`), and by name its numbers and enums.

    Of some five hundred flags a text raises twenty: the others are not written down.
    """

    said: frozenset[str]
    numbers: dict[str, int]
    enums: dict[str, str]

    def __getitem__(self, name: str) -> Value:
        """Raises KeyError for what is no feature at all."""
        if name.startswith(FLAG) or name in _OF_THE_REQUEST:
            return name in self.said
        return self.numbers[name] if name in self.numbers else self.enums[name]

    @classmethod
    def of(cls, features: Mapping[str, Value]) -> Self:
        """From one value for each feature."""
        numbers = {name: value for name, value in features.items() if type(value) is int}
        enums = {name: value for name, value in features.items() if isinstance(value, str)}
        return cls(frozenset(name for name, value in features.items() if value is True), numbers, enums)


def evidence_feature(category: Category) -> str:
    return f"ev_{category.value}"


_UNSPOKEN = dict.fromkeys(map(evidence_feature, Category), 0)
_UNDECIDED = dict.fromkeys(("kind", "category", "subcategory", "severity", "urgency"), NONE)


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
    return frozenset((*named, *_OF_THE_REQUEST))


def _small(number: int, most: int = MOST) -> int:
    return max(0, min(most, number))


def _concepts(matcher: Matcher, hits: Iterable[Hit]) -> frozenset[str]:
    """The flags of what is said or implied."""
    return frozenset().union(*(matcher.flags[concept] for concept in {hit.concept for hit in hits}))


def of_text(
    matcher: Matcher, reading: Reading, hits: tuple[Hit, ...], found: tuple[Evidence, ...], asked: Asked
) -> Features:
    """Features of the whole text, before anything is decided."""
    held = [IS_LEAD, *([FORWARDED] if asked.forwarded else []), *([ABOUT_PEOPLE] if asked.about_people else [])]
    numbers, enums = dict(_UNSPOKEN), dict(_UNDECIDED)
    numbers.update((evidence_feature(e.category), _small(e.weight, MOST_WEIGHT)) for e in found)
    numbers.update(
        topics=_small(len(found)),
        length=_small(len(reading.text) // (_LETTERS if reading.language == Language.EN else _CHARACTERS)),
        reports=reports(reading.text),
        days=days_lasting(reading.lasting),
        **_ahead(found, 0),
    )
    enums.update(
        channel=asked.channel.value,
        language=reading.language.value if reading.language else NONE,
        **_leading(found, 0),
    )
    return Features(_concepts(matcher, hits).union(held), numbers, enums)


def _leading(found: tuple[Evidence, ...], number: int) -> dict[str, str]:
    """Which topic is asked about, the heaviest or that of a further matter, and which else stands first."""
    others = [e for e in found[:2] if e is not found[number]]
    return {"lead": found[number].topic if found else NONE, "second": others[0].topic if others else NONE}


def _ahead(found: tuple[Evidence, ...], number: int) -> dict[str, int]:
    """How much speaks for it, and how much more than for the other."""
    if not found:
        return {"lead_weight": 0, "margin": 0}
    own, other = found[number], next((e for e in found[:2] if e is not found[number]), None)
    margin = own.weight - (other.weight if other else 0)
    return {"lead_weight": _small(own.weight, MOST_WEIGHT), "margin": _small(margin, MOST_WEIGHT)}


def of_further(features: Features, found: tuple[Evidence, ...], number: int) -> Features:
    """The features of the text when a further matter of it is asked about (D-206)."""
    numbers, enums = features.numbers | _ahead(found, number), features.enums | _leading(found, number)
    return Features(features.said - {IS_LEAD}, numbers, enums)


def of_matter(
    matcher: Matcher, features: Features, own: Iterable[Hit], *, is_lead: bool, decided: Mapping[str, str]
) -> Features:
    """The features of one matter: of the concepts only those said in its own clauses, and what is decided on it."""
    held = features.said & {FORWARDED, ABOUT_PEOPLE}
    lead = {IS_LEAD} if is_lead else frozenset[str]()
    return Features(_concepts(matcher, own).union(held, lead), features.numbers, {**features.enums, **decided})
