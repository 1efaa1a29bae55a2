"""What the engine is told of a text: one flat fact of the features that the rules asked have conditions on."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from classifier.domain.book import Flat, Op
from classifier.domain.features import Features
from classifier.domain.profile import FACT, LAST

Known = tuple[frozenset[str], tuple[int, ...], tuple[str, ...]]
"""Of the features that a question tells: the flags that hold, the numbers, the enums."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """One fact, but for the values: which features it tells, the numbers with their steps, and in which form."""

    flags: frozenset[str]
    numbers: tuple[tuple[str, list[int]], ...]
    enums: tuple[str, ...]
    form: str

    def known(self, features: Features) -> Known:
        """What is told. Where it is equal of two texts, the fact is the same."""
        numbers, enums = features.numbers, features.enums
        stepped = [steps[bisect_right(steps, numbers[name]) - 1] for name, steps in self.numbers]
        return features.said & self.flags, tuple(stepped), tuple([enums[name] for name in self.enums])

    def fact(self, known: Known) -> str:
        """As JSON; a flag is told as 1 or 0."""
        said, numbers, enums = known
        return self.form % (*(name in said for name in sorted(self.flags)), *numbers, *enums)


@dataclass(frozen=True, slots=True)
class Telling:
    """How the features of one stage are told. `asks`: what each of its rules has conditions on.

    `steps`: of each number the values from which on an answer can change. It is told as the last of them that it
    reaches, so that where rules ask for 7 days, 30 and 31 are the same fact.
    """

    asks: tuple[frozenset[str], ...]
    flags: frozenset[str]
    steps: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rules: Sequence[Flat]) -> Self:
        """For these rules, in this order."""
        tests = [test for flat in rules for test in flat.tests]
        steps: dict[str, set[int]] = defaultdict(lambda: {0})
        for test in tests:
            if type(test.value) is int:
                reached, passed = test.value, test.value + 1
                steps[test.feature] |= {Op.GE: {reached}, Op.LE: {passed}}.get(test.op, {reached, passed})
        return cls(
            tuple(frozenset(test.feature for test in flat.tests) for flat in rules),
            frozenset(test.feature for test in tests if isinstance(test.value, bool)),
            {name: sorted(own) for name, own in steps.items()},
        )

    def names(self, numbers: Iterable[int]) -> frozenset[str]:
        """What the rules of these numbers ask for together."""
        return frozenset().union(*(self.asks[number] for number in numbers))

    def question(self, pages: Iterable[str], names: frozenset[str]) -> Question:
        """The fact that opens these pages and tells these features."""
        flags, numbers = names & self.flags, sorted(names.intersection(self.steps))
        enums = sorted((names - flags).difference(self.steps))
        parts = (
            FACT,
            *(f'"{page}":1' for page in (LAST, *pages)),
            *(f'"{name}":%d' for name in (*sorted(flags), *numbers)),
            *(f'"{name}":"%s"' for name in enums),
        )
        steps = tuple((name, self.steps[name]) for name in numbers)
        return Question(flags, steps, tuple(enums), f"{{{','.join(parts)}}}")
