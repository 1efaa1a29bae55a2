"""What is wrong with a book though each of its files can be read: names, order, rules that can never win."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from classifier.domain.audible import unsound
from classifier.domain.book import Book, Placed
from classifier.domain.features import bounds, choices, flags
from classifier.domain.hopeless import hopeless
from classifier.domain.lexicon import Lexicon
from classifier.domain.profile import leaving
from classifier.domain.region import World
from classifier.domain.rule import DECIDES, Stage
from contracts.vocabulary import Slot


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: where, with which rule (or concept, or case), why."""

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


Places = Mapping[str, tuple[str, int]]
"""The file and line of each concept."""


def _finding(own: Placed, message: str) -> Finding:
    return Finding(own.file, own.line, own.rule.name, message)


def _duplicates(rules: tuple[Placed, ...]) -> Iterator[Finding]:
    names = Counter(own.rule.name for own in rules)
    ranks = Counter((own.stage, own.rule.rank) for own in rules)
    for own in rules:
        if names[own.rule.name] > 1:
            yield _finding(own, "another rule has this name")
        if ranks[own.stage, own.rule.rank] > 1:
            yield _finding(own, f"another {own.stage} rule has rank {own.rule.rank}; the order must be total")


@dataclass(frozen=True, slots=True)
class _Askable:
    """What a rule may ask about under one lexicon: concepts, enum features with their values, bool features."""

    concepts: frozenset[str]
    enums: Mapping[str, frozenset[str]]
    bools: frozenset[str]

    @classmethod
    def under(cls, lexicon: Lexicon) -> "_Askable":
        spoken = frozenset(name for name, concept in lexicon.concepts.items() if not concept.decoy)
        return cls(spoken, choices(lexicon), flags(lexicon))


def _unknown(own: Placed, askable: _Askable) -> Iterator[Finding]:
    """Concepts and features nobody knows, values outside their closed sets."""
    for name in (*own.rule.when.has, *own.rule.when.lacks):
        if name not in askable.concepts:
            yield _finding(own, f"the lexicon has no concept {name}")
    enums, ints, when = askable.enums, bounds(), own.rule.when
    for group, right in ((when.one_of, enums), (when.not_one_of, enums), (when.at_least, ints), (when.at_most, ints)):
        yield from (_finding(own, f"{name} cannot be asked here") for name in group if name not in right)
    yield from (
        _finding(own, f"{name} cannot be asked here") for name in (*when.true, *when.false) if name not in askable.bools
    )
    for test in (test for tests in own.ways for test in tests):
        if test.feature in enums and test.value not in enums[test.feature]:
            yield _finding(own, f"{test.feature} is never {test.value}")


def _misplaced(own: Placed) -> Iterator[Finding]:
    if wrong := own.slots.keys() - DECIDES[own.stage]:
        yield _finding(own, f"the stage {own.stage} does not decide {', '.join(sorted(wrong))}")
    order = list(Stage)
    decided_by = {str(slot): stage for stage, slots in DECIDES.items() for slot in slots}
    for test in (test for tests in own.ways for test in tests):
        stage = decided_by.get(test.feature)
        if stage and order.index(stage) >= order.index(own.stage):
            yield _finding(own, f"{test.feature} is not decided before the stage {own.stage}")


def _in_vain(world: World, own: Placed, earlier: list[Placed]) -> Iterator[Finding]:
    if reason := hopeless(world, own, earlier):
        yield _finding(own, reason)


def _unreached(own: Placed, decided: Mapping[str, set[str]]) -> Iterator[Finding]:
    """It waits for a value that no earlier rule ever gives."""
    for name, values in own.rule.when.one_of.items():
        wanted = {values} if isinstance(values, str) else set(values)
        if name in decided and not wanted & (decided[name] | {"none"}):
            yield _finding(own, f"no earlier rule decides {name} as {' or '.join(sorted(wanted))}")


def _decided(rules: Iterable[Placed]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {str(slot): set() for slot in Slot}
    for own in rules:
        for slot, value in own.slots.items():
            found[slot].add(value)
    return found


def findings(book: Book, places: Places, group: Book | None = None) -> list[Finding]:
    """All that is wrong with a book, in the order of its rules; `places` has all its concepts, `group` is the book
    under an overlay.
    """
    found = [*(Finding(*places[name], name, said) for name, said in unsound(book.lexicon)), *_duplicates(book.rules)]
    decided, askable = _decided((*book.rules, *(group.rules if group else ()))), _Askable.under(book.lexicon)
    named = [[*_unknown(own, askable), *_misplaced(own)] for own in book.rules]
    world = World.under(book.lexicon)
    for number, (own, wrong) in enumerate(zip(book.rules, named, strict=True)):
        earlier = [e for e, bad in zip(book.rules[:number], named, strict=False) if e.stage is own.stage and not bad]
        found += wrong or [*_in_vain(world, own, earlier), *_unreached(own, decided)]
    if not found:
        found = [Finding(*_place(problem.at), problem.message) for problem in leaving(book)]
    return found


def _place(own: Placed | None) -> tuple[str, int, str]:
    return (own.file, own.line, own.rule.name) if own else ("rules", 0, "book")
