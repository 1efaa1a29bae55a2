"""One message in, one verdict out: reading, matching, asking the books, explaining."""

from dataclasses import dataclass, field
from datetime import datetime

from classifier.domain.book import Stage
from classifier.domain.deciding import Asking, Scene, Won, ask, explained
from classifier.domain.features import NONE, Asked, Evidence, evidence, leading, of_matter, of_text
from classifier.domain.lexicon import Value
from classifier.domain.matcher import Hit, Matcher, find, heard
from classifier.domain.matters import shared_out
from classifier.domain.reading import read
from classifier.domain.verdict import MOST_SPANS, MOST_WORD, Because, Candidate, DecidedBy, Matter, Verdict
from contracts.vocabulary import (
    Category,
    Channel,
    Flag,
    Kind,
    Responsibility,
    Severity,
    Slot,
    Subcategory,
    TriageReason,
    Urgency,
)

MOST_MATTERS = 4
_CATEGORIES = list(Category)
_WORST_FIRST: dict[Slot, dict[str, int]] = {
    Slot.SEVERITY: {value: place for place, value in enumerate(Severity)},
    Slot.URGENCY: {value: place for place, value in enumerate(Urgency)},
}


@dataclass(frozen=True, slots=True)
class Request:
    """What is classified. Spans count from the start of `text`; those in `asks_for` go on after one line break."""

    text: str
    channel: Channel
    asks_for: str = ""
    forwarded: bool = False
    about_people: bool = False

    def whole(self) -> str:
        return f"{self.text}\n{self.asks_for}" if self.asks_for else self.text


@dataclass(slots=True)
class _Deciding:
    """What has been decided so far on one message."""

    scene: Scene
    asking: Asking
    features: dict[str, Value]
    because: list[Because] = field(default_factory=list)

    def decide(self, stage: Stage, features: dict[str, Value], matter: int = 1) -> dict[Slot, str]:
        won = ask(self.asking, stage, features)
        self.because += explained(self.scene, won, str(features["lead"]), matter)
        return {one.slot: one.value for one in won}

    def settle(self, stage: Stage) -> dict[Slot, str]:
        """Decide on the whole text and let later stages ask for it."""
        decided = self.decide(stage, self.features)
        self.features |= {str(slot): value for slot, value in decided.items() if str(slot) in self.features}
        return decided

    def each(self, stage: Stage) -> list[Won]:
        """All values of a slot that can have several."""
        won = ask(self.asking, stage, self.features)
        self.because += explained(self.scene, won, str(self.features["lead"]), 1)
        return won


def look(matcher: Matcher, request: Request) -> Scene:
    """Everything the lexicon finds in a request."""
    whole = request.whole()
    reading = read(whole)
    hits = heard(matcher, find(matcher, reading))
    return Scene(whole, reading, matcher, hits, evidence(matcher, hits, reading.language))


def _matters(
    work: _Deciding, primary: dict[Slot, str], secondary: set[Category]
) -> list[tuple[Evidence, dict[Slot, str]]]:
    """The leading matter and those of its secondary categories, each with its own category rules asked."""
    found = [(work.scene.evidence[0], primary)] if work.scene.evidence and Slot.CATEGORY in primary else []
    taken = {primary.get(Slot.CATEGORY, "")}
    for number, own in enumerate(work.scene.evidence[1:], 1):
        if own.category in secondary and len(found) < MOST_MATTERS:
            features = work.features | leading(work.scene.evidence, number)
            decided = work.decide(Stage.CATEGORY, features, len(found) + 1)
            if decided.get(Slot.CATEGORY, "") not in {*taken, ""}:
                taken.add(decided[Slot.CATEGORY])
                found.append((own, decided))
    kept = len(found)
    work.because = [b for b in work.because if b.matter <= max(1, kept)]
    return found


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A matter, what was decided on it, which rules said how bad and how soon, and what led it."""

    matter: Matter
    decided: dict[Slot, str]
    won: tuple[Won, ...]
    lead: str


def _weighed(
    work: _Deciding, matters: list[tuple[Evidence, dict[Slot, str]]], whole: dict[Slot, str]
) -> tuple[_Weighed, ...]:
    """Severity and urgency of each matter by its own clauses; if only the leading one is there, those of the whole."""
    if len(matters) == 1 and matters[0][0] is work.scene.evidence[0]:
        return (_Weighed(_matter(1, whole), whole, (), matters[0][0].topic),)
    shares = shared_out([own for own, _ in matters], work.scene.hits, len(work.scene.reading.clauses))
    return tuple(
        _apart(work, number, own, decided, hits)
        for number, ((own, decided), hits) in enumerate(zip(matters, shares, strict=True), 1)
    )


def _apart(work: _Deciding, number: int, own: Evidence, decided: dict[Slot, str], hits: tuple[Hit, ...]) -> _Weighed:
    slots = {"category": decided[Slot.CATEGORY], "subcategory": decided.get(Slot.SUBCATEGORY, "other")}
    for_all = tuple(hit for hit in work.scene.hits if hit.concept in work.scene.matcher.everywhere)
    features = of_matter(work.scene.matcher, work.features, (*hits, *for_all))
    features.update(slots, lead=own.topic, is_lead=number == 1)
    severity = ask(work.asking, Stage.SEVERITY, features)
    features |= {"severity": next((one.value for one in severity if one.slot is Slot.SEVERITY), NONE)}
    won = (*severity, *ask(work.asking, Stage.URGENCY, features))
    level = decided | {one.slot: one.value for one in won}
    return _Weighed(_matter(number, level), level, won, own.topic)


def _matter(number: int, decided: dict[Slot, str]) -> Matter:
    severity, urgency = decided.get(Slot.SEVERITY), decided.get(Slot.URGENCY)
    return Matter(
        number,
        Category(decided[Slot.CATEGORY]),
        Subcategory(decided.get(Slot.SUBCATEGORY, "other")),
        Severity(severity) if severity else None,
        Urgency(urgency) if urgency else None,
    )


def _raise(work: _Deciding, decided: dict[Slot, str], weighed: tuple[_Weighed, ...]) -> None:
    """The ticket takes the worst of its matters, and says by which rule (D-206, D-207)."""
    for slot, order in _WORST_FIRST.items():
        worst = min(
            (one for one in weighed if slot in one.decided), key=lambda one: order[one.decided[slot]], default=None
        )
        if worst and (slot not in decided or order[worst.decided[slot]] < order[decided[slot]]):
            decided[slot] = worst.decided[slot]
            won = [one for one in worst.won if one.slot is slot]
            work.because += explained(work.scene, won, worst.lead, worst.matter.number)


def _triage(work: _Deciding, decided: dict[Slot, str]) -> TriageReason | None:
    """Why a person must look; the rules are asked only where there is something to doubt."""
    if not work.scene.original.strip():
        return TriageReason.EMPTY
    if work.scene.reading.language is None:
        return TriageReason.LANGUAGE
    if Slot.CATEGORY not in decided or Slot.KIND not in decided:
        return TriageReason.NOTHING_MATCHED
    doubt = work.settle(Stage.TRIAGE).get(Slot.TRIAGE)
    return TriageReason(doubt) if doubt else None


def _candidates(scene: Scene) -> tuple[Candidate, ...]:
    """The two categories that most speaks for."""
    return tuple(_candidate(scene, own) for own in scene.evidence[:2])


def _candidate(scene: Scene, own: Evidence) -> Candidate:
    spans = tuple(dict.fromkeys(scene.reading.span(hit.start, hit.end) for hit in own.hits))[:MOST_SPANS]
    words = tuple(scene.original[start:end][:MOST_WORD] for start, end in spans)
    return Candidate(own.category, own.topic, own.weight, spans, words)


def classify(
    matcher: Matcher, asking: Asking, request: Request, now: datetime, by: DecidedBy = DecidedBy.ENGINE
) -> Verdict:
    """The verdict of these books on one request. Pure, apart from what `asking` does; `by` is what it asks."""
    scene = look(matcher, request)
    asked = Asked(request.channel, request.forwarded, request.about_people)
    work = _Deciding(scene, asking, of_text(matcher, scene.reading, scene.hits, scene.evidence, asked))
    decided = work.settle(Stage.CATEGORY) | work.settle(Stage.KIND)
    named = {Category(won.value) for won in work.each(Stage.SECONDARY) if won.value != decided.get(Slot.CATEGORY)}
    matters = _matters(work, decided, named)
    decided |= work.settle(Stage.RESPONSIBILITY)
    flags = tuple(Flag(won.value) for won in work.each(Stage.FLAGS))
    decided |= work.settle(Stage.SEVERITY) | work.settle(Stage.URGENCY)
    weighed = _weighed(work, matters, decided)
    _raise(work, decided, weighed)
    reason = _triage(work, decided)
    return Verdict(
        "+".join(book.version for book, _ in asking),
        now,
        by,
        scene.reading.language,
        kind=Kind(decided[Slot.KIND]) if Slot.KIND in decided else None,
        category=Category(decided[Slot.CATEGORY]) if Slot.CATEGORY in decided else None,
        subcategory=Subcategory(decided[Slot.SUBCATEGORY]) if Slot.SUBCATEGORY in decided else None,
        secondary=tuple(sorted(named, key=_CATEGORIES.index)),
        severity=Severity(decided[Slot.SEVERITY]) if Slot.SEVERITY in decided else None,
        urgency=Urgency(decided[Slot.URGENCY]) if Slot.URGENCY in decided else None,
        flags=flags,
        responsibility=Responsibility(decided[Slot.RESPONSIBILITY]) if Slot.RESPONSIBILITY in decided else None,
        matters=tuple(one.matter for one in weighed),
        needs_triage=reason,
        candidates=_candidates(scene) if reason else (),
        because=tuple(work.because),
        cut=scene.reading.cut,
    )
