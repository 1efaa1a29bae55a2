"""The engine's safe profile: what a book must keep to so that durable-rules answers rightly (measured, see README)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from classifier.domain.book import Book, Flat, Placed
from classifier.domain.features import NONE
from classifier.domain.lexicon import Value

MOST_RULES = 400
MOST_TOGETHER = 60
MOST_ON_ONE_CONDITION = 200
MOST_UNDER_A_NODE = 400
MOST_PROPERTIES = 180
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


def _words(book: Book) -> set[str]:
    flat = [flat for pages in book.pages.values() for page in pages for flat in page]
    names = {test.feature for one in flat for test in one.tests} | {one.page for one in flat}
    values = {test.value for one in flat for test in one.tests if isinstance(test.value, str)}
    return names | values | {"id", "sid", "page", "true", "false", "0", "1"}


def _page_leaves(page: Sequence[Flat]) -> Iterable[str]:
    if len(page) + 1 > min(MOST_TOGETHER, MOST_ON_ONE_CONDITION):
        yield f"{len(page)} rules could hold at once, {MOST_TOGETHER} are allowed"
    if (count := len(used(page)) + 3) > MOST_PROPERTIES:
        yield f"{count} features are asked on one page, {MOST_PROPERTIES} are allowed; use fewer concepts in this stage"
    for test, count in Counter(test for flat in page for test in flat.tests).items():
        if count > MOST_ON_ONE_CONDITION:
            yield f"{count} rules share the condition on {test.feature}, {MOST_ON_ONE_CONDITION} are allowed"


def leaving(book: Book) -> list[Leaving]:
    """Every way in which the book leaves the profile; empty when the engine may have it."""
    pages = [page for pages in book.pages.values() for page in pages]
    found = [Leaving(message, book.named[page[0].rule]) for page in pages for message in _page_leaves(page)]
    total = sum(len(page) + 1 for page in pages)
    if total > MOST_RULES:
        found.append(Leaving(f"{total} rules laid flat, {MOST_RULES} are allowed; shorten lists or split the book"))
    firsts = {test for page in pages for flat in page for test in flat.tests}
    if len(firsts) > MOST_UNDER_A_NODE:
        found.append(Leaving(f"{len(firsts)} different conditions, {MOST_UNDER_A_NODE} are allowed"))
    groups = collisions(_words(book))
    return found + [Leaving(f"the engine cannot tell {' and '.join(group)} apart; rename one") for group in groups]
