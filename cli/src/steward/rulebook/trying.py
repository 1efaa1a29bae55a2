"""Whether a verdict is as a case expects it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from classifier.book_file import Case
from classifier.domain.verdict import Verdict
from classifier.trial import differences


@dataclass(frozen=True, slots=True)
class Tried:
    """What is not as expected."""

    wrong: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        return not self.wrong


def tried(verdict: Verdict, expect: Mapping[str, Any]) -> Tried:
    """The verdict beside what is expected of it."""
    return Tried(tuple(differences(Case(text="", expect=dict(expect)), verdict)))
