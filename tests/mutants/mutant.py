"""One mechanism that is switched off, and the tests that must miss it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

BUDGET: Final = ("tests/pipeline/test_promises.py", "-k", "cost")
"""The tests that count what a ticket costs up to its first message."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """`found` stands in `file` exactly once and becomes `put`; `tests` are pytest's own arguments."""

    mechanism: str
    file: Path
    found: str
    put: str
    tests: tuple[str, ...]
