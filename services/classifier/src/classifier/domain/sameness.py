"""When two sets of features are the same to a page of rules: every test of the page comes out alike on both."""

from bisect import bisect_right
from collections.abc import Callable, Hashable, Sequence
from operator import itemgetter

from classifier.domain.book import Flat, Op, Test
from classifier.domain.features import Features

_Key = Callable[[Features], Hashable]


def _limits(tests: Sequence[Test]) -> list[int]:
    """The smallest numbers at which some test of one feature changes its answer."""
    limits: set[int] = set()
    for test in tests:
        value = int(test.value)
        limits |= {Op.GE: {value}, Op.LE: {value + 1}}.get(test.op, {value, value + 1})
    return sorted(limits)


def _number(name: str, limits: list[int]) -> _Key:
    return lambda features: bisect_right(limits, features[name])


def _word(name: str, named: frozenset[str]) -> _Key:
    """A value no rule of the page names is like any other such value."""
    return lambda features: features[name] if features[name] in named else None


def sameness(page: Sequence[Flat]) -> _Key:
    """A key that is equal for two sets of features only if all tests of the page answer alike: exact, not a guess."""
    tests: dict[str, list[Test]] = {}
    for flat in page:
        for test in flat.tests:
            tests.setdefault(test.feature, []).append(test)
    bools = [name for name, own in sorted(tests.items()) if isinstance(own[0].value, bool)]
    words = [
        _word(name, frozenset(str(test.value) for test in own))
        for name, own in sorted(tests.items())
        if isinstance(own[0].value, str)
    ]
    numbers = [_number(name, _limits(own)) for name, own in sorted(tests.items()) if type(own[0].value) is int]
    said = itemgetter(*bools) if bools else lambda _: ()
    others = (*words, *numbers)
    return lambda features: (said(features), *[one(features) for one in others])
