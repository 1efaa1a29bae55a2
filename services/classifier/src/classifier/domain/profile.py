"""The engine's safe profile: what a book must keep to so that durable-rules answers rightly (measured, see README)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from classifier.domain.book import Book, Flat, Placed
from classifier.domain.features import NONE
from classifier.domain.lexicon import Value
from classifier.domain.rule import Stage

MOST_RULES = 400
MOST_TOGETHER = 60
MOST_ON_ONE_CONDITION = 200
MOST_UNDER_A_NODE = 400
MOST_PROPERTIES = 180
MOST_TOLD = MOST_PROPERTIES - 20
"""Features told at once; the rest is for the fact's id, its session, the pages it opens and the end."""
SESSION = "0"
FACT = f'"id":1,"sid":"{SESSION}"'
"""Who asks and what about: always the same, never from outside."""
LAST = "end"
"""The rule that always holds and is the last to: what it does not follow was lost."""
_OFFSET, _PRIME, _BITS = 0x811C9DC5, 16_777_619, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Leaving:
    """One way in which a book leaves the profile; `at` is the rule to blame, where there is one."""

    message: str
    at: Placed | None = None


def used(page: Sequence[Flat]) -> dict[str, Value]:
    """The features a page asks for, each with the value that says nothing."""
    kinds = {test.feature: test.value for flat in page for test in flat.tests}
    return {name: NONE if isinstance(v, str) else type(v)(0) for name, v in sorted(kinds.items())}


def hashed(word: str) -> int:
    """The engine's own 32-bit hash (FNV-1a), by which it compares names and texts."""
    number = _OFFSET
    for byte in word.encode():
        number = ((number ^ byte) * _PRIME) & _BITS
    return number


def collisions(words: Iterable[str]) -> list[tuple[str, ...]]:
    """Groups of different words that the engine cannot tell apart."""
    groups: dict[int, set[str]] = {}
    for word in words:
        groups.setdefault(hashed(word), set()).add(word)
    return [tuple(sorted(group)) for group in groups.values() if len(group) > 1]


def _words(pages: Iterable[Sequence[Flat]]) -> set[str]:
    flat = [flat for page in pages for flat in page]
    names = {test.feature for one in flat for test in one.tests} | {one.page for one in flat}
    values = {test.value for one in flat for test in one.tests if isinstance(test.value, str)}
    return names | values | {"id", "sid", "true", "false", "0", "1", LAST}


def _page_leaves(page: Sequence[Flat]) -> Iterator[str]:
    if len(page) + 1 > min(MOST_TOGETHER, MOST_ON_ONE_CONDITION):
        yield f"{len(page)} rules could hold at once, {MOST_TOGETHER} are allowed"
    if (count := len(used(page))) > MOST_TOLD:
        yield f"{count} features are asked on one page, {MOST_TOLD} are allowed; use fewer concepts in this stage"


def _stage_leaves(stage: Stage, pages: Sequence[Sequence[Flat]]) -> Iterator[str]:
    """What one stage, which is one ruleset of the engine, may not have."""
    flat = [flat for page in pages for flat in page]
    if len(flat) + 1 > MOST_RULES:
        yield f"the stage {stage} has {len(flat)} rules laid flat, {MOST_RULES - 1} are allowed; shorten lists"
    sharing = Counter(test for one in flat for test in one.tests)
    if len(sharing) > MOST_UNDER_A_NODE:
        yield f"the stage {stage} has {len(sharing)} different conditions, {MOST_UNDER_A_NODE} are allowed"
    for test, count in sharing.items():
        if count > MOST_ON_ONE_CONDITION:
            yield f"{count} rules share the condition on {test.feature}, {MOST_ON_ONE_CONDITION} are allowed"
    for group in collisions(_words(pages)):
        yield f"the engine cannot tell {' and '.join(group)} apart; rename one"


def leaving(book: Book) -> list[Leaving]:
    """Every way in which the book leaves the profile; empty when the engine may have it."""
    found: list[Leaving] = []
    for stage, pages in book.pages.items():
        found += [Leaving(message, book.named[page[0].rule]) for page in pages for message in _page_leaves(page)]
        found += (
            [Leaving(message, book.named[pages[0][0].rule]) for message in _stage_leaves(stage, pages)] if pages else []
        )
    return found
