"""The words for closed sets, read from `templates/words.yaml`: every value of each set in every language."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from contracts.vocabulary import (
    Category,
    Cause,
    Clock,
    CloseReason,
    EscalationTrigger,
    Kind,
    Language,
    Measure,
    Severity,
    Subcategory,
    TriageReason,
    Urgency,
)
from notifier.domain.forbidden import forbidden
from notifier.domain.wording import Lexicon, section

ORDER: Final = (Language.ZH_HANS, Language.ZH_HANT, Language.EN)
SETS: Final[tuple[type[StrEnum], ...]] = (
    Kind,
    Category,
    Subcategory,
    Severity,
    Urgency,
    Clock,
    EscalationTrigger,
    CloseReason,
    Cause,
    Measure,
    TriageReason,
)
FOR_RESIDENTS: Final = (Kind, Category, Subcategory, CloseReason, Cause, Measure)


def lexicon_of(words: Mapping[str, Any]) -> tuple[Lexicon, tuple[str, ...]]:
    """The words by language, set and value; and what is wrong with the file."""
    lexicon = {
        language: {name: {value: _at(row, n) for value, row in rows.items()} for name, rows in words.items()}
        for n, language in enumerate(ORDER)
    }
    return lexicon, tuple(_problems(words))


def _at(row: object, n: int) -> str:
    return str(row[n]) if isinstance(row, list) and n < len(row) else ""


def _problems(words: Mapping[str, Any]) -> Iterator[str]:
    for kind in SETS:
        name = section(kind)
        rows = words.get(name, {})
        for value in kind:
            row = rows.get(value.value)
            if not isinstance(row, list) or len(row) != len(ORDER) or not all(isinstance(w, str) and w for w in row):
                yield f"templates/words.yaml: {name}.{value.value}: give one word each in {', '.join(ORDER)}"
            elif kind in FOR_RESIDENTS and (found := forbidden(" ".join(row))):
                yield f"templates/words.yaml: {name}.{value.value}: {found[0]!r} is not for a resident to read (D-507)"
