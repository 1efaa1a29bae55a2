"""Which rules of a stage could hold at all, and what the engine must be told so that it can decide among them.

A rule that demands a concept or an enum's value cannot hold without it. So the rules stand in an index under what they
demand, and the engine hears only the features that rules whose demand is met ask for. It still decides every one of
those rules; that no other could hold is what the differential test proves.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from operator import itemgetter
from typing import Self

from classifier.domain.book import PAGE, Flat, Op, Test
from classifier.domain.features import Features
from classifier.domain.lexicon import Value
from classifier.domain.profile import FACT, LAST, MOST_TOLD

Pages = Sequence[Sequence[Flat]]
Values = Callable[[Features], tuple[Value, ...]]
_MOST_PREPARED = 20_000  # sets of groups for which the questions are kept


@dataclass(frozen=True, slots=True)
class Group:
    """Rules of one page that share a demand: how many, and the features they ask for, each as it is told."""

    page: str
    rules: int
    told: dict[str, str]

    @classmethod
    def of(cls, page: str, rules: int, asked: Mapping[str, Value]) -> Self:
        """`asked`: each feature with a value of its kind."""
        forms = {name: f'"{name}":"%s"' if isinstance(value, str) else f'"{name}":%d' for name, value in asked.items()}
        return cls(page, rules, dict(sorted(forms.items())))


@dataclass(frozen=True, slots=True)
class Question:
    """One fact for the engine, but for the values: the pages it opens and the features it tells."""

    pages: frozenset[str]
    names: frozenset[str]
    form: str
    values: Values

    def fact(self, features: Features) -> str:
        """As JSON; a flag is told as 1 or 0."""
        return self.form % self.values(features)


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
        Group.of(page, len(own), {test.feature: test.value for flat in own for test in flat.tests})
        for page, own in by_page.items()
    )


@dataclass(frozen=True, slots=True)
class Index:
    """The rules of one stage by what they demand: nothing, that a flag is true, or a value of an enum.

    Groups are numbered; sets of them are bits of a number, so that what was prepared for one set is found again.
    """

    groups: tuple[Group, ...]
    always: int
    flags: Values
    under: tuple[int, ...]
    enums: tuple[tuple[str, dict[Value, int]], ...]
    prepared: dict[int, tuple[Question, ...]]

    @classmethod
    def of(cls, pages: Pages) -> Self:
        """The index of a stage whose rules say their demand first."""
        under: dict[Test | None, list[Flat]] = defaultdict(list)
        for flat in (flat for page in pages for flat in page):
            under[_demand(flat)].append(flat)
        groups: list[Group] = []
        enums: dict[str, dict[Value, int]] = defaultdict(dict)
        flags, always = dict[str, int](), 0
        for test, flats in under.items():
            own = _groups(flats)
            bits = sum(1 << number for number in range(len(groups), len(groups) + len(own)))
            groups += own
            if test is None:
                always = bits
            elif test.value is True:
                flags[test.feature] = bits
            else:
                enums[test.feature][test.value] = bits
        return cls(tuple(groups), always, values_of(tuple(flags)), tuple(flags.values()), tuple(enums.items()), {})

    def could_hold(self, features: Features) -> int:
        """The groups whose demand is met."""
        found = self.always
        for bits in compress(self.under, self.flags(features)):
            found |= bits
        for name, by_value in self.enums:
            found |= by_value.get(features[name], 0)
        return found

    def questions(self, features: Features) -> tuple[Question, ...]:
        """The facts to tell the engine: none, one if the safe profile allows it, else one for each page."""
        found = self.could_hold(features)
        if (ready := self.prepared.get(found)) is None:
            if len(self.prepared) >= _MOST_PREPARED:
                self.prepared.clear()
            ready = self.prepared[found] = tuple(_questions([self.groups[number] for number in _bits(found)]))
        return ready


def _questions(groups: Sequence[Group]) -> Iterator[Question]:
    if not groups:
        return
    whole = question(groups)
    if sum(group.rules for group in groups) <= PAGE and len(whole.names) <= MOST_TOLD:
        yield whole
        return
    for page in sorted(whole.pages):
        yield question([group for group in groups if group.page == page])


def question(groups: Sequence[Group]) -> Question:
    """The fact that asks these groups of rules."""
    told: dict[str, str] = {}
    for group in groups:
        told.update(group.told)
    pages = frozenset(group.page for group in groups)
    form = ",".join((FACT, *(f'"{page}":1' for page in (LAST, *sorted(pages))), *told.values()))
    return Question(pages, frozenset(told), f"{{{form}}}", values_of(tuple(told)))


def _bits(number: int) -> Iterator[int]:
    """The places of the ones."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low


def values_of(names: tuple[str, ...]) -> Values:
    """The values of these features, in this order; also of one, and of none."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda features: tuple(features[name] for name in names)
