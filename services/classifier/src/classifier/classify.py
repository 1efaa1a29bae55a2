"""One message in, one verdict out: reading, matching, asking the books, explaining."""

from dataclasses import dataclass
from datetime import datetime

from classifier.domain.deciding import Asking, Deciding, Scene
from classifier.domain.evidence import Evidence, evidence
from classifier.domain.features import Asked, of_further, of_text
from classifier.domain.matcher import Matcher, find, heard
from classifier.domain.reading import read
from classifier.domain.rule import Stage
from classifier.domain.verdict import MOST_SPANS, MOST_WORD, Candidate, DecidedBy, Verdict
from classifier.domain.weighing import raise_to_worst, weighed
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


def look(matcher: Matcher, request: Request) -> Scene:
    """Everything the lexicon finds in a request."""
    whole = request.whole()
    reading = read(whole, matcher.margin)
    hits = heard(matcher, find(matcher, reading))
    return Scene(whole, reading, matcher, hits, evidence(matcher, hits, reading.language))


def _leading(evidence: tuple[Evidence, ...], primary: dict[Slot, str], secondary: set[Category]) -> int:
    """Which evidence the leading matter rests on: the heaviest; that of the praise where praise comes first and what is
    heavier is reported beside it (D-206).
    """
    if primary.get(Slot.KIND) != Kind.PRAISE or not evidence or evidence[0].category not in secondary:
        return 0
    return next((n for n, own in enumerate(evidence) if own.category == primary.get(Slot.CATEGORY)), 0)


def _matters(
    work: Deciding, primary: dict[Slot, str], secondary: set[Category]
) -> list[tuple[Evidence, dict[Slot, str]]]:
    """The leading matter and those of its secondary categories, each with its own category rules asked."""
    evidence, first = work.scene.evidence, _leading(work.scene.evidence, primary, secondary)
    found = [(evidence[first], primary)] if evidence and Slot.CATEGORY in primary else []
    taken = {primary.get(Slot.CATEGORY, "")}
    for number, own in enumerate(evidence):
        if number != first and own.category in secondary and len(found) < MOST_MATTERS:
            features = of_further(work.features, evidence, number)
            decided = work.decide(Stage.CATEGORY, features, len(found) + 1)
            if decided.get(Slot.CATEGORY, "") not in {*taken, ""}:
                taken.add(decided[Slot.CATEGORY])
                found.append((own, decided))
    kept = len(found)
    work.because = [b for b in work.because if b.matter <= max(1, kept)]
    return found


def _left_blank(scene: Scene) -> bool:
    """Letters, and of none of them says the writer that it is so: a form on which nothing is ticked."""
    written, said = (any(map(str.isalpha, text)) for text in (scene.original, scene.reading.text))
    return written and not said


def _triage(work: Deciding, decided: dict[Slot, str]) -> TriageReason | None:
    """Why a person must look; the rules are asked only where there is something to doubt."""
    if not work.scene.original.strip() or _left_blank(work.scene):
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
    work = Deciding(scene, asking, of_text(matcher, scene.reading, scene.hits, scene.evidence, asked))
    decided = work.settle(Stage.CATEGORY) | work.settle(Stage.KIND)
    named = {Category(won.value) for won in work.each(Stage.SECONDARY) if won.value != decided.get(Slot.CATEGORY)}
    matters = _matters(work, decided, named)
    decided |= work.settle(Stage.RESPONSIBILITY)
    flags = tuple(Flag(won.value) for won in work.each(Stage.FLAGS))
    decided |= work.settle(Stage.SEVERITY) | work.settle(Stage.URGENCY)
    each = weighed(work, matters, decided)
    raise_to_worst(work, decided, each)
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
        matters=tuple(one.matter for one in each),
        needs_triage=reason,
        candidates=_candidates(scene) if reason else (),
        because=tuple(work.because),
        cut=scene.reading.cut,
    )
