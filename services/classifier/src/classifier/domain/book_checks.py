"""What is wrong with a book though each of its files can be read: names, order, rules that can never win."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from classifier.domain.book import Book, Op, Placed, Test
from classifier.domain.features import bounds, choices, flags
from classifier.domain.lexicon import Lexicon
from classifier.domain.profile import leaving
from classifier.domain.rule import DECIDES, Stage
from contracts.vocabulary import CATEGORY_OF, Slot, Subcategory


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


def _range(tests: Iterable[Test], feature: str) -> tuple[int, int]:
    low, high = bounds()[feature]
    for test in tests:
        if test.feature == feature and test.op is Op.GE:
            low = max(low, int(test.value))
        if test.feature == feature and test.op is Op.LE:
            high = min(high, int(test.value))
    return low, high


def possible(tests: tuple[Test, ...]) -> bool:
    """Can all of these hold together?"""
    equal: dict[str, set[object]] = {}
    for test in tests:
        if test.op is Op.EQ:
            equal.setdefault(test.feature, set()).add(test.value)
    clash = any(len(values) > 1 for values in equal.values())
    denied = any(test.op is Op.NE and test.value in equal.get(test.feature, ()) for test in tests)
    empty = any(low > high for test in tests if test.feature in bounds() for low, high in [_range(tests, test.feature)])
    return not (clash or denied or empty or _strange(equal))


def _strange(equal: Mapping[str, set[object]]) -> bool:
    """A category and a subcategory of another one: no rule decides them together."""
    home = {CATEGORY_OF.get(Subcategory(str(one))) for one in equal.get("subcategory", ()) if one in set(Subcategory)}
    return bool(home - {None} and equal.get("category") and not home & equal["category"])


def _follows(test: Test, given: tuple[Test, ...]) -> bool:
    """Does this hold whenever `given` do?"""
    if test in given:
        return True
    if test.op is Op.NE:
        return any(t.feature == test.feature and t.op is Op.EQ and t.value != test.value for t in given)
    if test.feature in bounds():
        low, high = _range(given, test.feature)
        return low >= int(test.value) if test.op is Op.GE else high <= int(test.value)
    return False


def covers(earlier: Placed, tests: tuple[Test, ...]) -> bool:
    """Does the earlier rule hold whenever these tests do?"""
    return any(all(_follows(test, tests) for test in own) for own in earlier.ways)


def _takes_all(earlier: Placed, own: Placed) -> bool:
    taken, wanted = earlier.slots, own.slots
    return all(s in taken and (s not in {Slot.FLAG, Slot.SECONDARY} or taken[s] == v) for s, v in wanted.items())


def _hopeless(own: Placed, earlier: list[Placed]) -> Iterator[Finding]:
    """A rule that can never hold, or whenever it holds an earlier one has taken all its slots."""
    ways = [tests for tests in own.ways if possible(tests)]
    if not ways:
        yield _finding(own, "its conditions can never hold together")
        return
    shadows = [e for e in earlier if _takes_all(e, own)]
    covering = [next((e for e in shadows if covers(e, tests)), None) for tests in ways]
    if all(covering) and covering[0]:
        yield _finding(own, f"can never win: {covering[0].rule.name} holds whenever it does and is asked first")


def _unreached(own: Placed, decided: Mapping[str, set[str]]) -> Iterator[Finding]:
    """It waits for a value that no earlier rule ever gives."""
    for name, values in own.rule.when.one_of.items():
        wanted = {values} if isinstance(values, str) else set(values)
        if name in decided and not wanted & (decided[name] | {"none"}):
            yield _finding(own, f"no earlier rule decides {name} as {' or '.join(sorted(wanted))}")


def _silent(lexicon: Lexicon, places: Places) -> Iterator[Finding]:
    """Concepts that name unknown others, or that no phrase can ever say."""
    unknown = [(name, to) for name, own in lexicon.concepts.items() for to in own.implies if to not in lexicon.concepts]
    for name, to in unknown:
        yield Finding(*places[name], name, f"implies {to}, which the lexicon does not have")
    implied = {to for concept in lexicon.concepts.values() for to in concept.implies}
    for name, concept in lexicon.concepts.items():
        if not (concept.phrases() or concept.together or concept.lasting or name in implied):
            yield Finding(*places[name], name, "has no phrase and nothing implies it: it is never heard")


def _too_early(lexicon: Lexicon, places: Places) -> Iterator[Finding]:
    """Concepts made of others must come after them, so that one pass in the order of the file hears them all."""
    earlier: set[str] = set()
    late = {name for name, concept in lexicon.concepts.items() if concept.together}
    for name, concept in lexicon.concepts.items():
        for part in sorted(frozenset().union(*(way.names() for way in concept.together))):
            if part not in lexicon.concepts:
                yield Finding(*places[name], name, f"is made of {part}, which the lexicon does not have")
            elif part in late - earlier:
                yield Finding(*places[name], name, f"is made of {part}, which must stand before it")
        earlier.add(name)


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
    found = [*_silent(book.lexicon, places), *_too_early(book.lexicon, places), *_duplicates(book.rules)]
    decided, askable = _decided((*book.rules, *(group.rules if group else ()))), _Askable.under(book.lexicon)
    for number, own in enumerate(book.rules):
        earlier = [e for e in book.rules[:number] if e.stage is own.stage]
        names = [*_unknown(own, askable), *_misplaced(own)]
        found += names or [*_hopeless(own, earlier), *_unreached(own, decided)]
    if not found:
        found = [Finding(*_place(problem.at), problem.message) for problem in leaving(book)]
    return found


def _place(own: Placed | None) -> tuple[str, int, str]:
    return (own.file, own.line, own.rule.name) if own else ("rules", 0, "book")
