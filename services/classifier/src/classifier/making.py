"""Making an engine for a book; where durable-rules cannot be imported, the evaluator in its place."""

import warnings
from collections.abc import Callable, Sequence
from typing import Protocol

from classifier.domain.book import Book
from classifier.domain.evaluator import evaluator
from classifier.domain.features import Features
from classifier.domain.rule import Stage


class Asks(Protocol):
    """What an engine must be able to do."""

    @property
    def dead(self) -> bool: ...

    def ask(self, stage: Stage, features: Features) -> Sequence[str]: ...

    def free(self) -> None: ...


Make = Callable[[Book], Asks]
KEPT = 10_000
"""Answers kept by an engine for each stage: some 30 MB at most."""


class Plainly:
    """The evaluator in an engine's place, where durable-rules cannot be imported."""

    dead = False

    def __init__(self, book: Book) -> None:
        self._ask = evaluator(book)

    def ask(self, stage: Stage, features: Features) -> Sequence[str]:
        return self._ask(stage, features)

    def free(self) -> None:
        """There is nothing outside Python to give back."""


def engine_here(book: Book) -> Asks:
    """A durable-rules engine; where it was not built, or cannot be imported, the evaluator, with a warning."""
    try:
        from classifier.engine import Engine  # noqa: PLC0415  only here may its absence be answered
    except ImportError as error:
        warnings.warn(f"durable-rules cannot be imported ({error.name}): asking plainly", RuntimeWarning, stacklevel=2)
        return Plainly(book)
    return Engine(book, KEPT)
