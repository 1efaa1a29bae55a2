"""Which values features can have at once: all that a text may say, narrowed test by test."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Self

from classifier.domain.book import Op, Test
from classifier.domain.features import NONE, bounds, choices, flags
from classifier.domain.lexicon import Lexicon, Value, concept_feature
from contracts.vocabulary import CATEGORY_OF, Slot

Allowed = frozenset[Value] | range
Region = Mapping[str, Allowed]
"""By feature the values it can still have; a feature that is not named can have all of its values."""
_YES, _NO, _NOTHING = (frozenset[Value]((value,)) for value in (True, False, NONE))
_PAIR = (Slot.CATEGORY.value, Slot.SUBCATEGORY.value)
_HOMES = {str(own): str(category) for own, category in CATEGORY_OF.items()}


@dataclass(frozen=True, slots=True)
class World:
    """What is so whatever a text says: the values of each feature, and which concepts' flags hold with another."""

    values: Mapping[str, Allowed]
    entails: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def under(cls, lexicon: Lexicon) -> Self:
        """Whatever texts can say in these words; of words that name unknown others, without what implies what."""
        enums: dict[str, Allowed] = {name: frozenset[Value](values) for name, values in choices(lexicon).items()}
        ints: dict[str, Allowed] = {name: range(low, high + 1) for name, (low, high) in bounds().items()}
        bools: dict[str, Allowed] = dict.fromkeys(flags(lexicon), _YES | _NO)
        concepts = lexicon.concepts
        if any(to not in concepts for concept in concepts.values() for to in concept.implies):
            return cls({**enums, **ints, **bools})
        closures = {
            concept_feature(name): {*map(concept_feature, lexicon.closure(name))} & set(bools) for name in concepts
        }
        entails = {name: frozenset(closures[name] - {name}) for name in bools if name in closures}
        return cls({**enums, **ints, **bools}, entails)

    def allowed(self, region: Region, feature: str) -> Allowed:
        return region.get(feature) or self.values[feature]

    def follows(self, region: Region, test: Test) -> bool:
        """Does it hold everywhere here?"""
        return not passing(test, self.allowed(region, test.feature), holds=False)

    def excluded(self, region: Region, test: Test) -> bool:
        """Does it hold nowhere here?"""
        return not passing(test, self.allowed(region, test.feature))

    def quiet(self, region: Region, feature: str) -> Allowed:
        """The one value that it has in the text of a region that says as little as one can."""
        if feature == _PAIR[0] and (home := _HOMES.get(str(*_least(self.allowed(region, _PAIR[1]))))):
            return frozenset[Value]((home,))
        return _least(self.allowed(region, feature))

    def where(self, tests: tuple[Test, ...]) -> Region | None:
        """Where all of them hold; None where they can never hold together."""
        region: Region | None = {}
        for test in tests:
            region = self.narrowed(region, test) if region is not None else None
        return region

    def narrowed(self, region: Region, test: Test, *, holds: bool = True) -> Region | None:
        """The part of a region where a test holds, or does not; None where there is none."""
        made = dict(region)
        made[test.feature] = passing(test, self.allowed(region, test.feature), holds=holds)
        if not made[test.feature]:
            return None
        for feature, values in self._consequences(made, test.feature):
            made[feature] = kept = _shared(self.allowed(made, feature), values)
            if not kept:
                return None
        return made

    def _consequences(self, region: Region, feature: str) -> Iterator[tuple[str, frozenset[Value]]]:
        """What else can only be so, now that this feature is: by the lexicon, or as a subcategory has its category."""
        if region[feature] == _YES:
            yield from ((other, _YES) for other in self.entails.get(feature, ()))
        elif feature in _PAIR:
            categories, subcategories = (frozenset(self.allowed(region, name)) for name in _PAIR)
            homes = {_HOMES.get(str(own)) for own in subcategories}
            yield _PAIR[1], frozenset(own for own in subcategories if _HOMES.get(str(own)) in {None, *categories})
            yield _PAIR[0], categories if None in homes else categories & homes


def _least(allowed: Allowed) -> Allowed:
    if isinstance(allowed, range):
        return allowed[:1]
    for little in (_NO, _NOTHING):
        if little <= allowed:
            return little
    return frozenset[Value]((min(allowed, key=str),))


def _shared(allowed: Allowed, values: frozenset[Value]) -> frozenset[Value]:
    return frozenset(allowed) & values


def passing(test: Test, allowed: Allowed, *, holds: bool = True) -> Allowed:
    """Those of the values with which a test holds, or does not."""
    if isinstance(allowed, range):
        first = int(test.value) + (test.op is Op.LE)
        if (test.op is Op.GE) == holds:
            return range(max(allowed.start, first), allowed.stop)
        return range(allowed.start, min(allowed.stop, first))
    return allowed & {test.value} if (test.op is Op.EQ) == holds else allowed - {test.value}
