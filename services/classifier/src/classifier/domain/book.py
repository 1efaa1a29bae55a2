"""A rule book: its rules without alternatives, laid flat in one total order."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import product

from classifier.domain.lexicon import Lexicon, Value, concept_feature
from classifier.domain.rule import Rule, Stage, When
from contracts.vocabulary import Slot

PAGE = 48
"""Rules asked at once: below the engine's limit of simultaneous matches even if all of them hold."""


class Op(StrEnum):
    """The six comparisons of the safe profile."""

    EQ = "eq"
    NE = "ne"
    GE = "ge"
    LE = "le"


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of one feature."""

    feature: str
    op: Op
    value: Value


@dataclass(frozen=True, slots=True)
class Flat:
    """A rule without alternatives: all its tests must hold. `order` is total within the book."""

    rule: str
    order: int
    page: str
    tests: tuple[Test, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """A rule and where it stands; its version, what it decides and what makes it hold are worked out once."""

    rule: Rule
    stage: Stage
    file: str
    line: int
    version: str = field(init=False)
    slots: dict[Slot, str] = field(init=False)
    ways: tuple[tuple[Test, ...], ...] = field(init=False)
    speaks: frozenset[str] = field(init=False)
    of_lead: bool = field(init=False)
    weighs: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """`ways`: its conditions without alternatives. What made it hold are the words of the concepts it `speaks` of,
        with `of_lead` the leading topic's, and those for the categories it `weighs`.
        """
        when = self.rule.when
        weighs = frozenset(name.removeprefix("ev_") for name in when.at_least if name.startswith("ev_"))
        object.__setattr__(self, "slots", self.rule.then.slots())
        object.__setattr__(self, "version", self.rule.version())
        object.__setattr__(self, "ways", tuple(alternatives(when)))
        object.__setattr__(self, "speaks", frozenset(when.has))
        object.__setattr__(self, "of_lead", "lead" in when.one_of or "lead_weight" in when.at_least)
        object.__setattr__(self, "weighs", weighs)


@dataclass(frozen=True, slots=True)
class Book:
    """A lexicon and its rules in rank order, laid flat in pages."""

    version: str
    lexicon: Lexicon
    rules: tuple[Placed, ...]
    pages: dict[Stage, tuple[tuple[Flat, ...], ...]]
    named: dict[str, Placed]


def _listed(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def alternatives(when: When) -> list[tuple[Test, ...]]:
    """The conditions without alternatives: as many as the product of the lists' lengths."""
    fixed = (
        *(Test(concept_feature(name), Op.EQ, value=True) for name in when.has),
        *(Test(concept_feature(name), Op.EQ, value=False) for name in when.lacks),
        *(Test(name, Op.EQ, value=True) for name in when.true),
        *(Test(name, Op.EQ, value=False) for name in when.false),
        *(Test(name, Op.GE, limit) for name, limit in when.at_least.items()),
        *(Test(name, Op.LE, limit) for name, limit in when.at_most.items()),
        *(Test(name, Op.NE, value) for name, values in when.not_one_of.items() for value in _listed(values)),
    )
    lists = [[Test(name, Op.EQ, v) for v in _listed(values)] for name, values in when.one_of.items()]
    return [(*chosen, *fixed) for chosen in product(*lists)]


def _pages(placed: Iterable[Placed]) -> tuple[tuple[Flat, ...], ...]:
    flat = [(own.rule.name, tests) for own in placed for tests in own.ways]
    starts = range(0, len(flat), PAGE)
    return tuple(
        tuple(
            Flat(name, start + n, f"page_{start // PAGE}", tests)
            for n, (name, tests) in enumerate(flat[start : start + PAGE])
        )
        for start in starts
    )


def bind(lexicon: Lexicon, placed: Iterable[Placed]) -> Book:
    """The book of these rules, in order of stage and rank; its version is made of all that is in it."""
    ordered = tuple(sorted(placed, key=lambda own: (list(Stage).index(own.stage), own.rule.rank)))
    digest = hashlib.sha256(lexicon.model_dump_json().encode())
    for own in ordered:
        digest.update(f"{own.stage}{own.rule.name}{own.version}".encode())
    pages = {stage: _pages([own for own in ordered if own.stage is stage]) for stage in Stage}
    return Book(digest.hexdigest()[:12], lexicon, ordered, pages, {own.rule.name: own for own in ordered})
