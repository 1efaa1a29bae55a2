"""Whether a request asks for a repair in somebody's home: only then unit and contact are needed (D-102).

What a report *is*, the classifier decides later. Here only what says so in so many words counts: a home and a repair,
named together. Anything less is let through; a refusal in error would cost a resident more than a missing unit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.faults import Fault
from contracts.requests import Reporter, Request
from contracts.vocabulary import RefusalReason


@dataclass(frozen=True, slots=True)
class HomeWords:
    """Words, in lower case, that name one's home, and words that ask for a repair."""

    home: Sequence[str]
    repair: Sequence[str]


def words_of(data: Mapping[str, Sequence[str]]) -> HomeWords:
    """The words as they stand in the YAML."""
    return HomeWords(*(tuple(word.casefold() for word in data[name]) for name in ("home", "repair")))


def is_anonymous(reporter: Reporter | None) -> bool:
    """Whether nobody says who reports: no name, no way to reach them."""
    return reporter is None or not (reporter.name or reporter.phone or reporter.email)


def missing_for_a_home(request: Request, words: HomeWords) -> tuple[Fault, ...]:
    """What a repair in a home lacks; nothing is asked of who stays anonymous."""
    reporter = request.reporter
    if reporter is None or is_anonymous(reporter) or request.place or not _in_a_home(request, words):
        return ()
    lacks = [("unit", request.unit is None), ("reporter.phone", not (reporter.phone or reporter.email))]
    return tuple(Fault(field, RefusalReason.NEEDS_UNIT_AND_CONTACT) for field, lack in lacks if lack)


def _in_a_home(request: Request, words: HomeWords) -> bool:
    said = f"{request.text}\n{request.asks_for or ''}".casefold()
    at_home = request.unit is not None or any(word in said for word in words.home)
    return at_home and any(word in said for word in words.repair)
