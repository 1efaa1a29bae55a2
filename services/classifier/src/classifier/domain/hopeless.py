"""Why a rule can never decide anything: its conditions contradict, or earlier rules take all that it would decide."""

from collections.abc import Iterable, Iterator, Sequence

from classifier.domain.book import Op, Placed, Test
from classifier.domain.cover import Way, covering
from classifier.domain.lexicon import FLAG
from classifier.domain.region import Region, World
from classifier.domain.rule import MANY_VALUED
from contracts.vocabulary import Slot


def hopeless(world: World, own: Placed, earlier: Sequence[Placed]) -> str | None:
    """The reason; None for a rule that decides something somewhere, or of which too much would have to be looked at."""
    regions = [region for region in map(world.where, own.ways) if region is not None]
    if not regions:
        return f"its conditions can never hold together{_clash(world, own.ways[0])}"
    rivals = {slot: [rule for rule in earlier if _takes(rule, slot, value)] for slot, value in own.slots.items()}
    if (taken := _taken(world, regions, rivals.values())) is None:
        return None
    names = [rule.rule.name for rule in earlier if rule.rule.name in _fewest(world, regions, rivals, taken)]
    if len(names) == 1:
        return f"can never win: {names[0]} holds whenever it does and is asked first"
    return (
        f"can never win: whenever it holds, one of {', '.join(names)} does and is asked first; "
        "take it away, or give it a lower rank than theirs"
    )


def _clash(world: World, tests: tuple[Test, ...]) -> str:
    """Which concept it wants and which it forbids, where the lexicon says that the first implies the second."""
    denied = {test.feature for test in tests if test.op is Op.EQ and test.value is False}
    for test in tests:
        if test.value is True and (implied := sorted(world.entails.get(test.feature, frozenset()) & denied)):
            said, lacked = (name.removeprefix(FLAG) for name in (test.feature, implied[0]))
            return f": in the lexicon {said} implies {lacked}, which it lacks; take one of the two out"
    return ""


def _takes(rule: Placed, slot: Slot, value: str) -> bool:
    return slot in rule.slots and (slot not in MANY_VALUED or rule.slots[slot] == value)


def _taken(world: World, regions: Iterable[Region], rivals: Iterable[Sequence[Placed]]) -> frozenset[str] | None:
    """The rules that between them hold in all the regions, for every slot some of its rivals; None if they do not."""
    needed: set[str] = set()
    for region, asked_first in ((region, asked_first) for asked_first in rivals for region in regions):
        found = covering(world, region, tuple(_ways(asked_first)))
        if found is None:
            return None
        needed |= found
    return frozenset(needed)


def _ways(rules: Iterable[Placed]) -> Iterator[Way]:
    yield from (Way(own.rule.name, tests) for own in rules for tests in own.ways)


def _fewest(
    world: World, regions: Sequence[Region], rivals: dict[Slot, list[Placed]], taken: frozenset[str]
) -> frozenset[str]:
    """Of these rules only those without which the others do not do it, so that the reader looks at no more."""
    for name in sorted(taken):
        fewer = taken - {name}
        left = [[rule for rule in rules if rule.rule.name in fewer] for rules in rivals.values()]
        if _taken(world, regions, left) is not None:
            taken = fewer
    return taken
