"""The figures of `steward rules score` as a table, and where people and rules disagreed: by row and rule, no texts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from rich import box
from rich.markup import escape
from rich.table import Table

from classifier.scoring import Pair, Score, Share

TOLD = {
    "n": "messages",
    "category_strict": "category: the desk that acts first",
    "category_lenient": "category: a desk that must act",
    "kind": "kind",
    "severity": "severity",
    "urgency": "urgency",
    "emergency_recall": "emergencies found",
    "emergency_precision": "of what is called emergency, is one",
    "macro_f1": "macro-F1 of the categories",
    "triage_share": "given to a person",
    "precision_outside_triage": "right of what is not given to a person",
}
SLOTS = ("category", "kind", "severity", "urgency")
LANGUAGES = {"zh": "Chinese", "en": "English"}


@dataclass(frozen=True, slots=True)
class Miss:
    """One slot of one row on which the rules and a person differ, and the rule that decided it."""

    id: str
    language: str
    slot: str
    labelled: str
    decided: str
    rule: str


def misses(pairs: Sequence[Pair]) -> list[Miss]:
    """Every disagreement, slot by slot; a category that the person named as secondary is none."""
    return [miss for pair in pairs for slot in SLOTS for miss in _miss(pair, slot)]


def _miss(pair: Pair, slot: str) -> list[Miss]:
    row, guess = pair
    gold, said = getattr(row, f"gold_{slot}"), getattr(guess, slot)
    also = row.gold_secondary if slot == "category" else ()
    if gold is None or said in {gold, *also}:
        return []
    return [Miss(row.id, row.lang, slot, str(gold), str(said or "-"), guess.by.get(slot, "-"))]


def by_rule(found: Sequence[Miss]) -> list[tuple[str, str, int]]:
    """Which rule was contradicted how often: (slot, rule, times), the most frequent first."""
    times = Counter((miss.slot, miss.rule) for miss in found)
    return sorted(((*names, n) for names, n in times.items()), key=lambda one: (-one[2], one[:2]))


def table(scores: Mapping[str, Score]) -> Table:
    """A line per figure, a column per language."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    made.add_column("")
    for language in scores:
        made.add_column(LANGUAGES.get(language, language), justify="right")
    for field in fields(Score):
        cells = [_cell(field.name, getattr(own, field.name)) for own in scores.values()]
        made.add_row(TOLD[field.name], *cells)
    return made


def miss_table(found: Sequence[Miss]) -> Table:
    """A line per disagreement."""
    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("row", "slot", "a person said", "the rules said", "by rule"):
        made.add_column(heading, overflow="fold")
    for one in found:
        made.add_row(*map(escape, (one.id, one.slot, one.labelled, one.decided, one.rule)))
    return made


def _cell(name: str, value: Share) -> str:
    if value is None:
        return "-"
    return f"{value}" if name == "n" else f"{100 * value:.1f} %"
