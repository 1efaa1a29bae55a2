"""What else was decided on a ticket, and by whom: triage, corrections, department, clocks, ladder, messages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts import facts as f
from contracts.facts.clocks import Target
from contracts.message import Message
from contracts.vocabulary import Slot, TargetUnit
from steward.story import Told

Words = Mapping[int, str]
"""The words of the report by the numbers that explanations use; empty where they were not opened."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision: what about, what came out, by which rule, table or person, on which words of the report."""

    about: str
    value: str
    rule: str
    words: tuple[str, ...] = ()


def reasons(story: Sequence[Told]) -> list[Reason]:
    """All decisions of a story in their order, but for those of the classifier's rules."""
    words = {int(span["n"]): str(span["words"]) for one in story for span in _spans(one)}
    return [reason for one in story if one.event for reason in _of(one.event.data, words)]


def _spans(one: Told) -> Iterable[Mapping[str, Any]]:
    found: Iterable[Mapping[str, Any]] = one.opened.get("sealed", {}).get("spans", ())
    return found


def _of(data: Message, words: Words) -> Iterator[Reason]:
    tell = TELLINGS.get(type(data))
    return tell(data, words) if tell else iter(())


def _triage(data: f.TicketTriageWanted, words: Words) -> Iterator[Reason]:
    yield Reason("a person must look", str(data.reason), "triage")
    for n, own in enumerate(data.candidates, 1):
        said = tuple(words[span] for span in own.spans if span in words)
        yield Reason(f"candidate {n}: {own.slot}", own.value, own.rule or "", said)


def _corrected(data: f.TicketCorrected, _: Words) -> Iterator[Reason]:
    for slot in data.changed:
        if slot is not Slot.MATTER:
            before, after = (getattr(side, str(slot), None) for side in (data.before, data.after))
            yield Reason(f"{slot} corrected", f"{before} → {after}", data.by)


def _confirmed(data: f.TicketSeverityConfirmed, _: Words) -> Iterator[Reason]:
    changed = f"{data.was} → {data.severity}" if data.was not in {None, data.severity} else str(data.severity)
    yield Reason("severity confirmed", changed, data.by)


def _assigned(data: f.TicketAssigned, _: Words) -> Iterator[Reason]:
    given = f"{data.department} / {data.assignee}" if data.assignee else str(data.department)
    yield Reason("assigned to", given, " ".join((*data.reasons, *data.because)))


def _clocks(data: f.ClocksSet, _: Words) -> Iterator[Reason]:
    for clock in data.clocks:
        yield Reason(f"clock {clock.clock}", f"{limit(clock.target)}, {clock.state}", " ".join(clock.because))


def limit(target: Target) -> str:
    """How long a clock runs, in words: a working day, 6 seconds; no working day more is the same one."""
    unit = str(target.unit).replace("_", " ")
    if target.unit is TargetUnit.PROMISED:
        return "promised"
    if not target.amount:
        return f"the same {unit.removesuffix('s')}"
    return f"{target.amount} {unit.removesuffix('s') if target.amount == 1 else unit}"


def _raised(data: f.EscalationRaised, _: Words) -> Iterator[Reason]:
    yield Reason(f"escalation level {data.level}", ", ".join(data.to), " ".join((data.trigger, *data.because)))


def _held_back(state: str) -> Callable[[Any, Words], Iterator[Reason]]:
    def tell(data: Any, _: Words) -> Iterator[Reason]:  # noqa: ANN401  one of the three facts below
        yield Reason(f"message {data.notice}", state, str(data.reason))

    return tell


TELLINGS: Mapping[type[Message], Callable[[Any, Words], Iterator[Reason]]] = {
    f.TicketTriageWanted: _triage,
    f.TicketCorrected: _corrected,
    f.TicketSeverityConfirmed: _confirmed,
    f.TicketAssigned: _assigned,
    f.ClocksSet: _clocks,
    f.EscalationRaised: _raised,
    f.NotificationSuppressed: _held_back("suppressed"),
    f.NotificationDeferred: _held_back("deferred"),
    f.NotificationFailed: _held_back("failed"),
}
