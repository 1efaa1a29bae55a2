"""What no single phrase says: concepts made of others said near each other, such as a thing and what befalls it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self


class Within(StrEnum):
    """How near the parts must stand; `NEAR` is a clause and those beside it, `OPENING` the first sentence."""

    CLAUSE = "clause"
    NEAR = "near"
    SENTENCE = "sentence"
    TEXT = "text"
    OPENING = "opening"


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


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways in the order of the lexicon, and the `names` of what they are made of. As bits of a number, by part and
    concept, `filled`: the ways in which the concept is that part; `short`: for each part the ways that have fewer.
    """

    ways: tuple[Way, ...]
    names: frozenset[str]
    filled: tuple[dict[str, int], ...]
    short: tuple[int, ...]

    @classmethod
    def of(cls, ways: tuple[Way, ...]) -> Self:
        places = range(max((len(way.parts) for way in ways), default=0))
        filled: list[dict[str, int]] = [{} for _ in places]
        for number, way in enumerate(ways):
            for own, part in zip(filled, way.parts, strict=False):
                own.update((concept, own.get(concept, 0) | 1 << number) for concept in part)
        short = (sum(1 << number for number, way in enumerate(ways) if len(way.parts) <= place) for place in places)
        names = frozenset().union(*(way.lacks.union(*way.parts) for way in ways))
        return cls(ways, names, tuple(filled), tuple(short))

    def possible(self, heard: Heard) -> Iterator[Way]:
        """The ways of whose parts something is heard, in order; what is heard may become more meanwhile."""
        known, after = len(heard), 0
        waiting = self._met(heard)
        while waiting:
            after = (waiting & -waiting).bit_length()
            yield self.ways[after - 1]
            if len(heard) > known:
                known, waiting = len(heard), self._met(heard)
            waiting = waiting >> after << after

    def _met(self, heard: Heard) -> int:
        met = (1 << len(self.ways)) - 1
        for own, fewer in zip(self.filled, self.short, strict=True):
            here = fewer
            for concept in own.keys() & heard.keys():
                here |= own[concept]
            met &= here
        return met


def _places(within: Within, spot: Spot, beside: int) -> tuple[int, ...]:
    """The numbers of the places a spot lies in; `beside` is how many clauses on each side count as the same place."""
    if within is Within.TEXT:
        return (0,)
    if within is Within.OPENING:
        return () if spot.sentence else (0,)
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
    beside = int(way.within is Within.NEAR)
    lead, *others = way.parts
    first = _spread(heard, lead, way.within, 0)
    rest = [_spread(heard, part, way.within, beside) for part in others]
    places = set(first).intersection(*rest).difference(_spread(heard, way.lacks, way.within, beside))
    for place in sorted(places):
        yield (first[place], *(own[place] for own in rest))
