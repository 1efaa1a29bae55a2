"""Where persons disagreed with the rules: folded out of what happened to tickets and what had been proposed. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from contracts.classification import Because, Classification
from contracts.facts import LifecycleFact, TicketClassified, TicketCorrected, TicketFlagged, TicketSeverityConfirmed
from contracts.identifiers import SYSTEM
from contracts.message import Message
from contracts.vocabulary import Slot, TriageReason

NOTHING = "-"
_SCALAR = ("kind", "category", "subcategory", "secondary", "severity", "urgency", "responsibility")


@dataclass(slots=True)
class Said:
    """What persons last said of one ticket, slot by slot; flags they raised and took back."""

    at: datetime
    slots: dict[str, str] = field(default_factory=dict)
    raised: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One slot on which a person and the rules differ; `rule` is the one that had decided, `-` where none had."""

    ticket: str
    number: str
    site: str
    at: datetime
    slot: str
    proposed: str
    corrected: str
    rule: str
    version: str


@dataclass(slots=True)
class Corrections:
    """Folded first over lifecycle's facts (`hear`), then over the proposals (`weigh`). `settled`: what a person decided
    where the rules had left it open; held against no rule.
    """

    said: dict[str, Said] = field(default_factory=dict)
    tickets: int = 0
    corrected: int = 0
    won: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: list[Disagreement] = field(default_factory=list)
    settled: list[Disagreement] = field(default_factory=list)
    triage: Counter[tuple[str, str]] = field(default_factory=Counter)

    def hear(self, at: datetime, fact: Message) -> None:
        """A person's word on a ticket; any other fact says nothing."""
        slots = _slots_said(fact)
        raised, taken = _flags_said(fact)
        if not isinstance(fact, LifecycleFact) or not (slots or raised or taken):
            return
        own = self.said.setdefault(fact.snapshot.ticket, Said(at))
        own.at = at
        own.slots |= slots
        own.raised = (own.raised | raised) - taken
        own.taken = (own.taken | taken) - raised

    def weigh(self, fact: TicketClassified) -> list[Disagreement]:
        """The proposal beside what persons said of the ticket: where they differ, and what they settled."""
        self.tickets += 1
        self.won.update({(one.slot, one.rule) for one in fact.because if one.won})
        said = self.said.get(fact.ticket)
        differing = list(_differing(fact, said)) if said else []
        settled = list(_settled(fact, said)) if said else []
        if said and fact.needs_triage:
            self.triage[fact.needs_triage, _taken(fact, said.slots.get("category"))] += 1
        self.corrected += bool(differing)
        self.found += differing
        self.settled += settled
        return [*differing, *settled]

    def of_ticket(self, name: str) -> list[Disagreement]:
        """What a person said otherwise, or settled, on the ticket of this number or id."""
        return [one for one in (*self.found, *self.settled) if name in {one.number, one.ticket}]


def _slots_said(fact: Message) -> dict[str, str]:
    if isinstance(fact, TicketSeverityConfirmed):
        return {"severity": str(fact.severity)}
    if isinstance(fact, TicketCorrected):
        return {str(slot): _value(fact.after, str(slot)) for slot in fact.changed if slot in set(_SCALAR)}
    return {}


def _flags_said(fact: Message) -> tuple[set[str], set[str]]:
    if isinstance(fact, TicketFlagged) and fact.by != SYSTEM:
        return {str(one) for one in fact.added}, {str(one) for one in fact.removed}
    return set(), set()


def _value(classification: Classification, slot: str) -> str:
    return str(getattr(classification, slot) or NOTHING)


def _differing(fact: TicketClassified, said: Said) -> Iterator[Disagreement]:
    """What triage left open is not held against a rule: a person had to decide it."""
    for slot, corrected in said.slots.items():
        proposed = _value(fact.proposal, slot)
        if corrected != proposed and not _left_open(fact, slot, proposed):
            yield _disagreement(fact, said, slot, proposed, corrected)
    proposed_flags = {str(one) for one in fact.proposal.flags}
    for flag in sorted(said.raised - proposed_flags):
        yield _disagreement(fact, said, "flag", NOTHING, flag)
    for flag in sorted(said.taken & proposed_flags):
        yield _disagreement(fact, said, "flag", flag, NOTHING)


def _settled(fact: TicketClassified, said: Said) -> Iterator[Disagreement]:
    for slot, corrected in said.slots.items():
        proposed = _value(fact.proposal, slot)
        if corrected != proposed and _left_open(fact, slot, proposed):
            yield Disagreement(
                fact.ticket, fact.number, fact.site, said.at, slot, proposed, corrected, NOTHING, NOTHING
            )


def _left_open(fact: TicketClassified, slot: str, proposed: str) -> bool:
    return bool(fact.needs_triage) and (proposed == NOTHING or slot in {"category", "subcategory"})


def _disagreement(fact: TicketClassified, said: Said, slot: str, proposed: str, corrected: str) -> Disagreement:
    by = _deciding(fact.because, slot, proposed)
    rule, version = (by.rule, by.book) if by else (NOTHING, NOTHING)
    return Disagreement(fact.ticket, fact.number, fact.site, said.at, slot, proposed, corrected, rule, version)


def _deciding(because: Iterable[Because], slot: str, value: str) -> Because | None:
    return next((one for one in because if one.won and one.slot == slot and one.value == value), None)


def _taken(fact: TicketClassified, category: str | None) -> str:
    """Which of the candidates a person took."""
    offered = [one.value for one in fact.candidates if one.slot is Slot.CATEGORY]
    if category is None:
        return "not yet"
    return ("first", "second")[offered.index(category)] if category in offered[:2] else "neither"


@dataclass(frozen=True, slots=True)
class OfRule:
    """How often a rule decided a slot, how often a person said otherwise, and what they said."""

    slot: str
    rule: str
    decided: int
    corrected: int
    to: tuple[tuple[str, int], ...]


def by_rule(found: Corrections) -> list[OfRule]:
    """The rules that persons contradicted, the most frequent first."""
    to: dict[tuple[str, str], Counter[str]] = {}
    for one in found.found:
        to.setdefault((one.slot, one.rule), Counter())[f"{one.proposed} → {one.corrected}"] += 1
    rows = [
        OfRule(slot, rule, found.won[slot, rule], said.total(), tuple(said.most_common()))
        for (slot, rule), said in to.items()
    ]
    return sorted(rows, key=lambda row: (-row.corrected, row.slot, row.rule))


def by_category(found: Corrections) -> list[tuple[str, str, int]]:
    """Which category was corrected to which how often."""
    times = Counter((one.proposed, one.corrected) for one in found.found if one.slot == "category")
    return sorted(((*names, n) for names, n in times.items()), key=lambda one: (-one[2], one[:2]))


def of_triage(found: Corrections) -> dict[TriageReason | str, dict[str, int]]:
    """By reason: how often a person took the first candidate, the second, neither; or has not decided yet."""
    told: dict[TriageReason | str, dict[str, int]] = {}
    for (reason, taken), n in found.triage.items():
        told.setdefault(reason, {})[taken] = n
    return told
