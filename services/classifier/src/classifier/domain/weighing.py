"""How bad and how soon: each matter of a message by its own clauses, the ticket by the worst of them (D-206, D-207)."""

from dataclasses import dataclass

from classifier.domain.deciding import Deciding, Won, ask, explained
from classifier.domain.evidence import Evidence
from classifier.domain.features import NONE, of_matter
from classifier.domain.matcher import Hit
from classifier.domain.matters import shared_out
from classifier.domain.rule import Stage
from classifier.domain.verdict import Matter
from contracts.vocabulary import Category, Severity, Slot, Subcategory, Urgency

_WORST_FIRST: dict[Slot, dict[str, int]] = {
    Slot.SEVERITY: {value: place for place, value in enumerate(Severity)},
    Slot.URGENCY: {value: place for place, value in enumerate(Urgency)},
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """A matter, what was decided on it, which rules said how bad and how soon, and what led it."""

    matter: Matter
    decided: dict[Slot, str]
    won: tuple[Won, ...]
    lead: str


def weighed(
    work: Deciding, matters: list[tuple[Evidence, dict[Slot, str]]], whole: dict[Slot, str]
) -> tuple[Weighed, ...]:
    """Severity and urgency of each matter by its own clauses; if only the leading one is there, those of the whole."""
    if len(matters) == 1 and matters[0][0] is work.scene.evidence[0]:
        return (Weighed(_matter(1, whole), whole, (), matters[0][0].topic),)
    shares = shared_out([own for own, _ in matters], work.scene.hits, len(work.scene.reading.clauses))
    return tuple(
        _apart(work, number, own, decided, hits)
        for number, ((own, decided), hits) in enumerate(zip(matters, shares, strict=True), 1)
    )


def _apart(work: Deciding, number: int, own: Evidence, decided: dict[Slot, str], hits: tuple[Hit, ...]) -> Weighed:
    subcategory = decided.get(Slot.SUBCATEGORY, "other")
    on_it = {"category": decided[Slot.CATEGORY], "subcategory": subcategory, "lead": own.topic}
    for_all = tuple(hit for hit in work.scene.hits if hit.concept in work.scene.matcher.everywhere)
    features = of_matter(work.scene.matcher, work.features, (*hits, *for_all), is_lead=number == 1, decided=on_it)
    severity = ask(work.asking, Stage.SEVERITY, features)
    features.enums["severity"] = next((one.value for one in severity if one.slot is Slot.SEVERITY), NONE)
    won = (*severity, *ask(work.asking, Stage.URGENCY, features))
    level = decided | {one.slot: one.value for one in won}
    return Weighed(_matter(number, level), level, won, own.topic)


def _matter(number: int, decided: dict[Slot, str]) -> Matter:
    severity, urgency = decided.get(Slot.SEVERITY), decided.get(Slot.URGENCY)
    return Matter(
        number,
        Category(decided[Slot.CATEGORY]),
        Subcategory(decided.get(Slot.SUBCATEGORY, "other")),
        Severity(severity) if severity else None,
        Urgency(urgency) if urgency else None,
    )


def raise_to_worst(work: Deciding, decided: dict[Slot, str], matters: tuple[Weighed, ...]) -> None:
    """The ticket takes the worst of its matters, and says by which rule (D-206, D-207)."""
    for slot, order in _WORST_FIRST.items():
        worst = min(
            (one for one in matters if slot in one.decided), key=lambda one: order[one.decided[slot]], default=None
        )
        if worst and (slot not in decided or order[worst.decided[slot]] < order[decided[slot]]):
            decided[slot] = worst.decided[slot]
            won = [one for one in worst.won if one.slot is slot]
            work.because += explained(work.scene, won, worst.lead, worst.matter.number)
