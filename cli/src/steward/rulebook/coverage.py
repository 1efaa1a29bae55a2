"""Which rules decide, which hold but are outranked, which never hold. Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from classifier.book_file import Shelf
from classifier.domain.verdict import Verdict
from contracts.facts import TicketClassified


@dataclass(frozen=True, slots=True)
class Used:
    """One rule of the books, and on how many messages it decided something or held and was outranked."""

    rule: str
    stage: str
    place: str
    won: int
    outranked: int


@dataclass(slots=True)
class Coverage:
    """Counts over many messages: a rule counts once a message."""

    messages: int = 0
    won: Counter[str] = field(default_factory=Counter)
    outranked: Counter[str] = field(default_factory=Counter)

    def add(self, won: Iterable[str], outranked: Iterable[str]) -> None:
        """One message more."""
        self.messages += 1
        winners = set(won)
        self.won.update(winners)
        self.outranked.update(set(outranked) - winners)

    def add_verdict(self, verdict: Verdict) -> None:
        because = verdict.because
        self.add((one.rule for one in because), (lost.rule for one in because for lost in one.lost))

    def add_fact(self, fact: TicketClassified) -> None:
        because = fact.because
        self.add((one.rule for one in because if one.won), (one.rule for one in because if not one.won))


def used(counts: Coverage, shelf: Shelf) -> list[Used]:
    """Every rule of the books, the most deciding first."""
    rules = {own.rule.name: own for book in (shelf.group, *shelf.sites.values()) for own in book.rules}
    found = [
        Used(name, own.stage, f"{own.file}:{own.line}", counts.won[name], counts.outranked[name])
        for name, own in rules.items()
    ]
    return sorted(found, key=lambda one: (-one.won, -one.outranked))


def gone(counts: Coverage, found: Iterable[Used]) -> list[str]:
    """Rules that decided something then and that these books do not have."""
    return sorted((counts.won.keys() | counts.outranked.keys()) - {one.rule for one in found})
