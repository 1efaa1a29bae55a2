"""One message in, one verdict out: reading, matching, asking the books, explaining."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from classifier.domain.book import Stage
from classifier.domain.deciding import Asking, Scene, Won, ask, explained
from classifier.domain.features import NONE, Asked, Evidence, evidence, leading, of_matter, of_text
from classifier.domain.lexicon import Value
from classifier.domain.matcher import Matcher, find, heard
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
_SEVERITIES, _URGENCIES = list(Severity), list(Urgency)


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
    return Scene(whole, reading, matcher, hits, evidence(matcher, hits))


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
    """A matter, which rules said how bad and how soon, and what led it."""

    matter: Matter
    won: tuple[Won, ...]
    lead: str


def _weighed(work: _Deciding, matters: list[tuple[Evidence, dict[Slot, str]]]) -> tuple[_Weighed, ...]:
    """Severity and urgency of each matter by its own clauses."""
    scene = work.scene
    shares = shared_out([own for own, _ in matters], scene.hits, len(scene.reading.clauses))
    done = []
    for number, ((own, decided), hits) in enumerate(zip(matters, shares, strict=True), 1):
        slots = {"category": decided[Slot.CATEGORY], "subcategory": decided.get(Slot.SUBCATEGORY, "other")}
        features = of_matter(scene.matcher, work.features, hits) | slots | {"lead": own.topic}
        severity = ask(work.asking, Stage.SEVERITY, features)
        features |= {"severity": next((one.value for one in severity if one.slot is Slot.SEVERITY), NONE)}
        won = (*severity, *ask(work.asking, Stage.URGENCY, features))
        done.append(_Weighed(_matter(number, slots, {one.slot: one.value for one in won}), won, own.topic))
    return tuple(done)


def _raising(scene: Scene, verdict: Verdict, weighed: tuple[_Weighed, ...]) -> Verdict:
    """The same, with the rule of the matter that made it worse than the text as a whole is (D-206, D-207)."""
    told = {(one.slot, one.value) for one in verdict.because}
    because = []
    for slot, value in ((Slot.SEVERITY, verdict.severity), (Slot.URGENCY, verdict.urgency)):
        if value and (slot, value) not in told:
            own = next(one for one in weighed if getattr(one.matter, str(slot)) is value)
            won = [one for one in own.won if one.slot is slot]
            because += explained(scene, won, own.lead, own.matter.number)
    return replace(verdict, because=(*verdict.because, *because)) if because else verdict


def _matter(number: int, slots: dict[str, str], level: dict[Slot, str]) -> Matter:
    severity, urgency = level.get(Slot.SEVERITY), level.get(Slot.URGENCY)
    return Matter(
        number,
        Category(slots["category"]),
        Subcategory(slots["subcategory"]),
        Severity(severity) if severity else None,
        Urgency(urgency) if urgency else None,
    )


def _triage(work: _Deciding, decided: dict[Slot, str]) -> TriageReason | None:
    if not work.scene.original.strip():
        return TriageReason.EMPTY
    if work.scene.reading.language is None:
        return TriageReason.LANGUAGE
    if Slot.CATEGORY not in decided or Slot.KIND not in decided:
        return TriageReason.NOTHING_MATCHED
    return TriageReason(decided[Slot.TRIAGE]) if Slot.TRIAGE in decided else None


def _candidates(scene: Scene) -> tuple[Candidate, ...]:
    """The two categories that most speaks for."""
    return tuple(_candidate(scene, own) for own in scene.evidence[:2])


def _candidate(scene: Scene, own: Evidence) -> Candidate:
    spans = tuple(dict.fromkeys(scene.reading.span(hit.start, hit.end) for hit in own.hits))[:MOST_SPANS]
    words = tuple(scene.original[start:end][:MOST_WORD] for start, end in spans)
    return Candidate(own.category, own.topic, own.weight, spans, words)


def _verdict(work: _Deciding, decided: dict[Slot, str], now: datetime) -> Verdict:
    """The slots in their own types."""
    versions = "+".join(book.version for book, _ in work.asking)
    return Verdict(
        versions,
        now,
        DecidedBy.ENGINE,
        work.scene.reading.language,
        kind=Kind(decided[Slot.KIND]) if Slot.KIND in decided else None,
        category=Category(decided[Slot.CATEGORY]) if Slot.CATEGORY in decided else None,
        subcategory=Subcategory(decided[Slot.SUBCATEGORY]) if Slot.SUBCATEGORY in decided else None,
        severity=Severity(decided[Slot.SEVERITY]) if Slot.SEVERITY in decided else None,
        urgency=Urgency(decided[Slot.URGENCY]) if Slot.URGENCY in decided else None,
        responsibility=Responsibility(decided[Slot.RESPONSIBILITY]) if Slot.RESPONSIBILITY in decided else None,
    )


def _worst(verdict: Verdict) -> Verdict:
    """The ticket takes the most severe of its matters (D-206)."""
    severities = [m.severity for m in verdict.matters if m.severity] + ([verdict.severity] if verdict.severity else [])
    urgencies = [m.urgency for m in verdict.matters if m.urgency] + ([verdict.urgency] if verdict.urgency else [])
    return replace(
        verdict,
        severity=min(severities, key=_SEVERITIES.index, default=None),
        urgency=min(urgencies, key=_URGENCIES.index, default=None),
    )


def classify(matcher: Matcher, asking: Asking, request: Request, now: datetime) -> Verdict:
    """The verdict of these books on one request. Pure, apart from what `asking` does."""
    scene = look(matcher, request)
    asked = Asked(request.channel, request.forwarded, request.about_people)
    work = _Deciding(scene, asking, of_text(matcher, scene.reading, scene.hits, scene.evidence, asked))
    decided = work.settle(Stage.CATEGORY) | work.settle(Stage.KIND)
    named = {Category(won.value) for won in work.each(Stage.SECONDARY)} - {
        Category(c) for c in [decided.get(Slot.CATEGORY)] if c
    }
    matters = _matters(work, decided, named)
    decided |= work.settle(Stage.RESPONSIBILITY)
    flags = tuple(Flag(won.value) for won in work.each(Stage.FLAGS))
    decided |= work.settle(Stage.SEVERITY) | work.settle(Stage.URGENCY) | work.settle(Stage.TRIAGE)
    reason = _triage(work, decided)
    weighed = _weighed(work, matters)
    verdict = replace(
        _verdict(work, decided, now),
        secondary=tuple(sorted(named, key=list(Category).index)),
        flags=flags,
        matters=tuple(one.matter for one in weighed),
        needs_triage=reason,
        candidates=_candidates(scene) if reason else (),
        because=tuple(work.because),
    )
    return _raising(scene, _worst(verdict), weighed)
