"""What no single phrase says: concepts made of others said near each other, such as a thing and what befalls it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Within(StrEnum):
    """How near the parts must stand; `NEAR` is a clause and those beside it."""

    CLAUSE = "clause"
    NEAR = "near"
    SENTENCE = "sentence"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Way:
    """One way of saying a concept: something of each part in one place, nothing of `lacks` there."""

    concept: str
    strength: int
    parts: tuple[frozenset[str], ...]
    lacks: frozenset[str]
    within: Within


class Spot(NamedTuple):
    """Where a concept was heard: the number of the hit, its clause, its sentence."""

    hit: int
    clause: int
    sentence: int


Heard = Mapping[str, Sequence[Spot]]
"""Every concept that was said or implied, with its spots in the order of the text."""


def _places(within: Within, spot: Spot, beside: int) -> tuple[int, ...]:
    """The numbers of the places a spot lies in; `beside` is how many clauses on each side count as the same place."""
    if within is Within.TEXT:
        return (0,)
    if within is Within.SENTENCE:
        return (spot.sentence,)
    return tuple(range(spot.clause - beside, spot.clause + beside + 1))


def _spread(heard: Heard, part: frozenset[str], within: Within, beside: int) -> dict[int, Spot]:
    """For each place the first spot of a part."""
    found: dict[int, Spot] = {}
    for spot in sorted((spot for name in part if name in heard for spot in heard[name]), key=lambda spot: spot.hit):
        for place in _places(within, spot, beside):
            found.setdefault(place, spot)
    return found


def said(way: Way, heard: Heard) -> Iterator[tuple[Spot, ...]]:
    """Each place where the way holds, as the spots of its parts; the first part says where the place is."""
    if any(heard.keys().isdisjoint(part) for part in way.parts):
        return
    beside = int(way.within is Within.NEAR)
    lead, *others = way.parts
    first = _spread(heard, lead, way.within, 0)
    rest = [_spread(heard, part, way.within, beside) for part in others]
    places = set(first).intersection(*rest).difference(_spread(heard, way.lacks, way.within, beside))
    for place in sorted(places):
        yield (first[place], *(own[place] for own in rest))


def index(spots: Iterator[tuple[frozenset[str], Spot]]) -> dict[str, list[Spot]]:
    """Spots by every concept their hit says or implies."""
    heard: dict[str, list[Spot]] = defaultdict(list)
    for concepts, spot in spots:
        for concept in concepts:
            heard[concept].append(spot)
    return heard
