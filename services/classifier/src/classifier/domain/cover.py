"""Do some rules together hold wherever another does? Told by cases, as many as there is time for."""

from collections.abc import Sequence
from typing import NamedTuple

from classifier.domain.book import Test
from classifier.domain.region import Region, World, passing

MOST_CASES = 2_000
"""A rule for which more would have to be told apart is let pass."""


class Way(NamedTuple):
    """A rule's name, and conditions without alternatives under which it holds."""

    rule: str
    tests: tuple[Test, ...]


def covering(world: World, region: Region, ways: Sequence[Way]) -> frozenset[str] | None:
    """Rules of which one holds wherever in a region one is; None where none does somewhere, or where it took too long.

    A case in which no rule's fate is settled is parted in two by a test of the rule that lacks fewest.
    """
    if _gap_in_silence(world, region, ways):
        return None
    needed: set[str] = set()
    waiting: list[tuple[Region, Sequence[Way]]] = [(region, ways)]
    for _ in range(MOST_CASES):
        if not waiting:
            return frozenset(needed)
        case, left = waiting.pop()
        unsure = _unsure(world, case, left)
        nearest = min(unsure, key=lambda way: len(way.tests), default=None)
        if nearest is None:
            return None
        if not nearest.tests:
            needed.add(nearest.rule)
            continue
        parts = (world.narrowed(case, nearest.tests[0], holds=holds) for holds in (True, False))
        waiting += [(part, unsure) for part in parts if part is not None]
    return None


def _gap_in_silence(world: World, region: Region, ways: Sequence[Way]) -> bool:
    """Does none of them hold where as little is said as can be? There most rules are out, and nothing else is asked."""
    quiet = {test.feature: world.quiet(region, test.feature) for _, tests in ways for test in tests}
    return not any(all(passing(test, quiet[test.feature]) for test in tests) for _, tests in ways)


def _unsure(world: World, case: Region, ways: Sequence[Way]) -> list[Way]:
    """The ways that may hold, each with those of its tests that may fail."""
    return [
        Way(rule, tuple(test for test in tests if not world.follows(case, test)))
        for rule, tests in ways
        if not any(world.excluded(case, test) for test in tests)
    ]
