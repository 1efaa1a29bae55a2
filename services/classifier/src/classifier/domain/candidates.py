"""Which rules of a stage could hold at all, and what the engine must be told so that it can decide among them.

A rule that demands a concept or an enum's value cannot hold without it. So the rules stand in an index under what they
demand, and the engine hears only the features that rules whose demand is met ask for. It still decides every one of
those rules; that no other could hold is what the differential test proves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from classifier.domain.book import PAGE, Flat, Op, Test
from classifier.domain.features import Features
from classifier.domain.lexicon import Value
from classifier.domain.profile import MOST_TOLD

Pages = Sequence[Sequence[Flat]]


@dataclass(frozen=True, slots=True)
class Group:
    """Rules of one page that share a demand: how many, and the features they ask for."""

    page: str
    rules: int
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """One fact for the engine: the pages it opens and the features it tells."""

    pages: frozenset[str]
    names: frozenset[str]


def _demands(test: Test) -> bool:
    """Nothing follows from what is absent, and hardly anything from a number."""
    return test.op is Op.EQ and test.value is not False


def demands_first(pages: Pages) -> list[list[Flat]]:
    """The same rules, the demand of each as its first test: of several the one that fewest rules share."""
    sharing = Counter(test for page in pages for flat in page for test in flat.tests)
    return [
        [
            replace(flat, tests=tuple(sorted(flat.tests, key=lambda test: (not _demands(test), sharing[test]))))
            for flat in page
        ]
        for page in pages
    ]


def _demand(flat: Flat) -> Test | None:
    return flat.tests[0] if flat.tests and _demands(flat.tests[0]) else None


def _groups(flats: Iterable[Flat]) -> tuple[Group, ...]:
    by_page: dict[str, list[Flat]] = defaultdict(list)
    for flat in flats:
        by_page[flat.page].append(flat)
    return tuple(
        Group(page, len(own), frozenset(test.feature for flat in own for test in flat.tests))
        for page, own in by_page.items()
    )


@dataclass(frozen=True, slots=True)
class Index:
    """The rules of one stage by what they demand: nothing, that a flag is true, or a value of an enum."""

    always: tuple[Group, ...]
    flags: tuple[tuple[str, tuple[Group, ...]], ...]
    enums: tuple[tuple[str, dict[Value, tuple[Group, ...]]], ...]

    @classmethod
    def of(cls, pages: Pages) -> Self:
        """The index of a stage whose rules say their demand first."""
        under: dict[Test | None, list[Flat]] = defaultdict(list)
        for flat in (flat for page in pages for flat in page):
            under[_demand(flat)].append(flat)
        always = _groups(under.pop(None, []))
        grouped = [(test, _groups(flats)) for test, flats in under.items() if test]
        enums: dict[str, dict[Value, tuple[Group, ...]]] = defaultdict(dict)
        for test, groups in grouped:
            if isinstance(test.value, str):
                enums[test.feature][test.value] = groups
        flags = tuple((test.feature, groups) for test, groups in grouped if test.value is True)
        return cls(always, flags, tuple(enums.items()))

    def could_hold(self, features: Features) -> list[Group]:
        """The rules whose demand is met."""
        found = list(self.always)
        for name, groups in self.flags:
            if features[name]:
                found += groups
        for name, by_value in self.enums:
            found += by_value.get(features[name], ())
        return found

    def questions(self, features: Features) -> Iterator[Question]:
        """The facts to tell the engine: none, one if the safe profile allows it, else one for each page."""
        groups = self.could_hold(features)
        if not groups:
            return
        whole = _question(groups)
        if sum(group.rules for group in groups) <= PAGE and len(whole.names) <= MOST_TOLD:
            yield whole
            return
        for page in sorted(whole.pages):
            yield _question([group for group in groups if group.page == page])


def _question(groups: Sequence[Group]) -> Question:
    names = groups[0].names.union(*[group.names for group in groups])
    return Question(frozenset([group.page for group in groups]), names)
