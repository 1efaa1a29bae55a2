"""The plain evaluator of a rule book: the oracle in tests, and what answers when the engine cannot (loudly)."""

from collections.abc import Callable, Sequence

from classifier.domain.book import Book, Flat, Op, Test
from classifier.domain.features import Features
from classifier.domain.rule import Stage

Ask = Callable[[Stage, Features], Sequence[str]]
"""Which rules of a stage hold for these features, in the order of the book; a rule with alternatives once."""


class EngineDied(Exception):  # noqa: N818  it is an answer: the caller goes on with the evaluator
    """The engine gave an error or lost a result; it must not be asked again."""


def holds(test: Test, features: Features) -> bool:
    """One comparison; an unknown feature is a defect of the book and raises KeyError."""
    value = features[test.feature]
    if test.op is Op.EQ:
        return value == test.value
    if test.op is Op.NE:
        return value != test.value
    if isinstance(value, str) or isinstance(test.value, str):
        raise TypeError(f"{test.feature} is an enum and cannot be compared by size; use `is`")
    return value >= test.value if test.op is Op.GE else value <= test.value


def fired(page: Sequence[Flat], features: Features) -> list[str]:
    """The rules of one page that hold, each once, in order."""
    return list(dict.fromkeys(flat.rule for flat in page if all(holds(test, features) for test in flat.tests)))


def evaluator(book: Book) -> Ask:
    """The plain way to ask a book."""

    def ask(stage: Stage, features: Features) -> list[str]:
        return list(dict.fromkeys(name for page in book.pages[stage] for name in fired(page, features)))

    return ask


def plain(books: Sequence[Book]) -> list[tuple[Book, Ask]]:
    """The books asked without an engine."""
    return [(book, evaluator(book)) for book in books]
