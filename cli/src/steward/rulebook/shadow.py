"""Two books on the same messages: what would change, how often, which rules would gain and lose. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from classifier.domain.verdict import Verdict
from contracts.vocabulary import Severity, Urgency
from steward.rulebook.past import Past

SLOTS = (
    *("category", "subcategory", "kind", "secondary", "severity", "urgency"),
    *("flags", "responsibility", "needs_triage"),
)
NOTHING = "-"
_SLOT_OF = {"flags": "flag", "needs_triage": "triage"}


@dataclass(frozen=True, slots=True)
class Move:
    """One slot that would come out otherwise."""

    slot: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Example:
    """One message that would come out otherwise: by which rule before, by which afterwards."""

    name: str
    site: str | None
    move: Move
    rule_before: str
    rule_after: str
    text: str


@dataclass(slots=True)
class Shadow:
    """What two books say of the same messages; `most` examples are kept of each move."""

    most: int = 3
    messages: int = 0
    changed: int = 0
    unread: int = 0
    moves: Counter[Move] = field(default_factory=Counter)
    by_category: Counter[tuple[str, Move]] = field(default_factory=Counter)
    rules: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))
    examples: dict[Move, list[Example]] = field(default_factory=lambda: defaultdict(list))
    better: Counter[str] = field(default_factory=Counter)
    worse: Counter[str] = field(default_factory=Counter)

    def compare(self, one: Past, before: Verdict, after: Verdict) -> None:
        """One message more; where a person labelled it, a move towards the label is better, one away from it worse."""
        self.messages += 1
        found = list(moves(before, after))
        self.changed += bool(found)
        for move in found:
            self.moves[move] += 1
            self.by_category[before.category or NOTHING, move] += 1
            if move.slot in one.labelled:
                self.better[move.slot] += move.after == one.labelled[move.slot]
                self.worse[move.slot] += move.before == one.labelled[move.slot]
            if len(self.examples[move]) < self.most:
                rules = (rule_of(before, move.slot, move.before), rule_of(after, move.slot, move.after))
                self.examples[move].append(Example(one.name, one.site, move, *rules, one.request.whole()))
        for place, verdict in enumerate((before, after)):
            for rule in {one.rule for one in verdict.because}:
                self.rules[rule][place] += 1

    @property
    def grave(self) -> list[tuple[Move, int]]:
        """Moves that take urgency or weight from what had it: to be looked at one by one first."""
        return [(move, n) for move, n in self.moves.most_common() if _is_grave(move)]

    def shifted(self) -> list[tuple[str, int, int]]:
        """The rules that would win on more or on fewer messages: (rule, before, after), the largest change first."""
        found = [(rule, before, after) for rule, (before, after) in self.rules.items() if before != after]
        return sorted(found, key=lambda one: (-abs(one[2] - one[1]), one[0]))


def moves(before: Verdict, after: Verdict) -> Iterator[Move]:
    """The slots on which two verdicts differ."""
    for slot in SLOTS:
        was, will_be = _told(before, slot), _told(after, slot)
        if was != will_be:
            yield Move(slot, was, will_be)


def rule_of(verdict: Verdict, slot: str, value: str) -> str:
    """The rules that gave a slot its value."""
    wanted, values = _SLOT_OF.get(slot, slot), value.split()
    found = (one.rule for one in verdict.because if one.slot == wanted and one.value in values)
    return " ".join(dict.fromkeys(found)) or NOTHING


def _told(verdict: Verdict, slot: str) -> str:
    value = getattr(verdict, slot)
    return (" ".join(map(str, value)) if isinstance(value, tuple) else str(value or "")) or NOTHING


def _is_grave(move: Move) -> bool:
    return (move.slot, move.before) in {("urgency", Urgency.EMERGENCY), ("severity", Severity.MAJOR)}
