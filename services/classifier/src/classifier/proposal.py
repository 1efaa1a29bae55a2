"""A verdict as the fact that travels: what is public, and the matched words, which are quotes and go sealed. Pure."""

from collections.abc import Iterable

from classifier.domain.verdict import Because, Candidate, Matter, Verdict
from contracts import classification as wire
from contracts.facts import RequestReceived, TicketClassified
from contracts.private import MatchedSpan, MatchedWords
from contracts.sealing import seal_part
from contracts.vocabulary import Audience, Responsibility, Slot, TriageReason

Numbers = dict[tuple[int, int], MatchedSpan]
"""Each distinct span with its number: the public explanation says only the numbers."""


def classified(arrival: RequestReceived, verdict: Verdict, subject: str, key: bytes) -> TicketClassified:
    """The proposal of the rules for a request (D-207); the sealed report is passed on as it came."""
    numbers = _numbered((*verdict.because, *verdict.candidates))
    words = MatchedWords(spans=tuple(numbers.values()))
    return TicketClassified(
        **_passed_on(arrival),
        proposal=proposal_of(verdict),
        needs_triage=verdict.needs_triage,
        candidates=tuple(_candidate(one, numbers) for one in verdict.candidates),
        because=tuple(fact for one in verdict.because for fact in _because(one, _named(one.spans, numbers))),
        book_version=verdict.book,
        cut=verdict.cut,
        sealed=seal_part(key, subject, words, Audience.HANDLERS) if words.spans else {},
    )


def untold(arrival: RequestReceived, reason: TriageReason, book: str) -> TicketClassified:
    """Nothing could be decided for a reason of ours: a person must look, the ticket goes on (rule 7, D-208)."""
    return TicketClassified(
        **_passed_on(arrival), proposal=wire.Classification(), needs_triage=reason, book_version=book
    )


def proposal_of(verdict: Verdict) -> wire.Classification:
    """The decided slots. Whose it is was asked of the ticket, so of its own matter, the first, and of no other."""
    responsibility = verdict.responsibility or Responsibility.UNKNOWN
    return wire.Classification(
        kind=verdict.kind,
        category=verdict.category,
        subcategory=verdict.subcategory,
        secondary=verdict.secondary[0] if verdict.secondary else None,
        severity=verdict.severity,
        urgency=verdict.urgency,
        flags=verdict.flags,
        responsibility=responsibility,
        matters=tuple(
            _matter(one, responsibility if one.number == 1 else Responsibility.UNKNOWN) for one in verdict.matters
        ),
    )


def _passed_on(arrival: RequestReceived) -> dict[str, object]:
    shared = TicketClassified.model_fields.keys() & RequestReceived.model_fields.keys() - {"sealed"}
    return {name: getattr(arrival, name) for name in shared} | {"report": arrival.sealed}


def _numbered(found: Iterable[Because | Candidate]) -> Numbers:
    numbers: Numbers = {}
    for one in found:
        for (start, end), words in zip(one.spans, one.words, strict=False):
            numbers.setdefault((start, end), MatchedSpan(n=len(numbers) + 1, start=start, end=end, words=words))
    return numbers


def _named(spans: Iterable[tuple[int, int]], numbers: Numbers) -> tuple[int, ...]:
    return tuple(numbers[span].n for span in spans if span in numbers)


def _because(because: Because, spans: tuple[int, ...]) -> Iterable[wire.Because]:
    matter = because.matter if because.matter > 1 else None
    yield wire.Because(
        slot=because.slot, value=because.value, rule=because.rule, book=because.version, spans=spans, matter=matter
    )
    for lost in because.lost:
        yield wire.Because(
            slot=because.slot, value=lost.value, rule=lost.rule, book=because.version, matter=matter, won=False
        )


def _matter(matter: Matter, responsibility: Responsibility) -> wire.ClassifiedMatter:
    return wire.ClassifiedMatter(
        n=matter.number,
        category=matter.category,
        subcategory=matter.subcategory,
        severity=matter.severity,
        urgency=matter.urgency,
        responsibility=responsibility,
    )


def _candidate(candidate: Candidate, numbers: Numbers) -> wire.Candidate:
    spans = _named(candidate.spans, numbers)
    return wire.Candidate(slot=Slot.CATEGORY, value=candidate.category, rule=candidate.topic, spans=spans)
