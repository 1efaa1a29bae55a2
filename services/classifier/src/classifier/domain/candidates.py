"""Which rules of a stage could hold at all, so that the engine is told only what those ask for.

A rule that demands concepts or an enum's value cannot hold without them; nor can one that demands nothing but numbers
of some size. So the rules stand in an index under what they demand, and the engine hears only the features that rules
whose demands are met ask for. It still decides every one of those rules; that no other could hold is what the
differential test proves.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Self

from classifier.domain.book import PAGE, Flat, Op, Test
from classifier.domain.features import Features
from classifier.domain.lexicon import Value
from classifier.domain.profile import MOST_TOLD
from classifier.domain.question import Question, Telling

Pages = Sequence[Sequence[Flat]]
_MOST_PREPARED = 20_000  # sets of rules for which the questions are kept


def _demands(test: Test) -> bool:
    """Nothing follows from what is absent, and hardly anything from a number."""
    return test.op is Op.EQ and (test.value is True or isinstance(test.value, str))


def demands_first(pages: Pages) -> list[list[Flat]]:
    """The same rules, the demands of each as its first tests: first the one that fewest rules share."""
    sharing = Counter(test for page in pages for flat in page for test in flat.tests)
    return [
        [
            replace(flat, tests=tuple(sorted(flat.tests, key=lambda test: (not _demands(test), sharing[test]))))
            for flat in page
        ]
        for page in pages
    ]


@dataclass(frozen=True, slots=True)
class Index:
    """The rules of one stage by what they demand. Sets of them are bits of a number, by the rules' places in the order.

    `enums`: by enum the rules that each value lets hold, and those to which every value is the same. `flags`: for the
    first flag that a rule demands, the second and so on, the rules by flag, and those that demand fewer. `numbers`: by
    the least value that rules without other demands ask for, all rules but those.
    """

    rules: tuple[Flat, ...]
    enums: tuple[tuple[str, dict[Value, int], int], ...]
    flags: tuple[tuple[frozenset[str], dict[str, int], int], ...]
    numbers: tuple[tuple[str, int, int], ...]
    telling: Telling
    prepared: dict[int, tuple[Question, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, pages: Pages) -> Self:
        """The index of a stage."""
        rules = tuple(flat for page in pages for flat in page)
        wanted = [[test for test in flat.tests if _demands(test)] for flat in rules]
        flags = [[test.feature for test in own if test.value is True] for own in wanted]
        enums = [{test.feature: test.value for test in own if test.value is not True} for own in wanted]
        return cls(
            rules,
            tuple(_by_value(name, enums) for name in sorted(set[str]().union(*enums))),
            tuple(_by_flag(place, flags) for place in range(max(map(len, flags), default=0))),
            _by_size([() if own else flat.tests for own, flat in zip(wanted, rules, strict=True)]),
            Telling.of(rules),
        )

    def could_hold(self, features: Features) -> int:
        """The rules whose demands are met."""
        found, said, values = (1 << len(self.rules)) - 1, features.said, features.enums
        for name, by_value, others in self.enums:
            found &= by_value.get(values[name], others)
        for names, by_flag, fewer in self.flags:
            met = fewer
            for flag in names & said:
                met |= by_flag[flag]
            found &= met
        for name, least, others in self.numbers:
            if features.numbers[name] < least:
                found &= others
        return found

    def questions(self, features: Features) -> tuple[Question, ...]:
        """What to tell the engine: nothing, one fact if the safe profile allows it, else one a page, in order."""
        found = self.could_hold(features)
        if (ready := self.prepared.get(found)) is None:
            if len(self.prepared) >= _MOST_PREPARED:
                self.prepared.clear()
            ready = self.prepared[found] = tuple(self._asked([*_bits(found)]))
        return ready

    def page(self, number: int) -> Question:
        """Everything that a page asks for."""
        own = [place for place, flat in enumerate(self.rules) if flat.page == f"page_{number}"]
        return self._question(own)

    def _asked(self, found: list[int]) -> Iterator[Question]:
        if not found:
            return
        if len(found) <= PAGE and len(self.telling.names(found)) <= MOST_TOLD:
            yield self._question(found)
            return
        for _, own in groupby(found, key=lambda number: self.rules[number].page):
            yield self._question([*own])

    def _question(self, numbers: Sequence[int]) -> Question:
        pages = dict.fromkeys(self.rules[number].page for number in numbers)
        return self.telling.question(pages, self.telling.names(numbers))


def _by_value(name: str, wanted: Sequence[dict[str, Value]]) -> tuple[str, dict[Value, int], int]:
    others = sum(1 << number for number, own in enumerate(wanted) if name not in own)
    by_value: dict[Value, int] = defaultdict(lambda: others)
    for number, own in enumerate(wanted):
        if name in own:
            by_value[own[name]] |= 1 << number
    return name, dict(by_value), others


def _by_flag(place: int, wanted: Sequence[list[str]]) -> tuple[frozenset[str], dict[str, int], int]:
    by_flag: dict[str, int] = defaultdict(int)
    for number, own in enumerate(wanted):
        if place < len(own):
            by_flag[own[place]] |= 1 << number
    return frozenset(by_flag), dict(by_flag), sum(1 << number for number, own in enumerate(wanted) if place >= len(own))


def _by_size(wanted: Sequence[tuple[Test, ...]]) -> tuple[tuple[str, int, int], ...]:
    every = (1 << len(wanted)) - 1
    others: dict[tuple[str, int], int] = defaultdict(lambda: every)
    for number, own in enumerate(wanted):
        for test in own:
            if test.op is Op.GE:
                others[test.feature, int(test.value)] &= ~(1 << number)
    return tuple((*least, bits) for least, bits in others.items())


def _bits(number: int) -> Iterator[int]:
    """The places of the ones."""
    while number:
        low = number & -number
        yield low.bit_length() - 1
        number ^= low
