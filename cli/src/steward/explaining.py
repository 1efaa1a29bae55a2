"""Why a ticket is what it is: each decision with the rule or table behind it, in a sentence where the book has one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classifier.book_file import BookRefused, load
from contracts import facts as f
from contracts.classification import Because
from steward.story import Told

RuleSentences = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reason:
    """One decision: what about, what came out, by which rule or table, in words, on which words of the report."""

    about: str
    value: str
    rule: str
    sentence: str = ""
    words: tuple[str, ...] = ()


def sentences(rules: Path, language: str) -> RuleSentences:
    """Each rule's sentence in the language; nothing from a book that is refused, the rule's name says enough then."""
    try:
        shelf = load(rules)
    except BookRefused:
        return {}
    books = (shelf.group, *shelf.sites.values())
    named = {placed.rule.name: placed.rule.because for book in books for placed in book.rules}
    return {name: next((text for key, text in said.items() if key == language), "") for name, said in named.items()}


def reasons(story: Sequence[Told], said: RuleSentences) -> list[Reason]:
    """All decisions of a story in their order."""
    return [reason for one in story for reason in _reasons(one, said)]


def _reasons(one: Told, said: RuleSentences) -> Iterator[Reason]:
    data = one.event.data if one.event else None
    if isinstance(data, f.TicketClassified):
        words = _words(one)
        yield from (_rule(because, said, words) for because in data.because if because.won)
    elif isinstance(data, f.TicketAssigned):
        given = f"{data.department} / {data.assignee}" if data.assignee else str(data.department)
        yield Reason("assigned to", given, " ".join((*data.reasons, *data.because)))
    elif isinstance(data, f.ClocksSet):
        for clock in data.clocks:
            limit = f"{clock.target.amount} {clock.target.unit}"
            yield Reason(f"clock {clock.clock}", f"{limit}, {clock.state}", " ".join(clock.because))
    elif isinstance(data, f.EscalationRaised):
        yield Reason(f"escalation level {data.level}", ", ".join(data.to), " ".join((data.trigger, *data.because)))
    elif isinstance(data, f.NotificationSuppressed | f.NotificationDeferred | f.NotificationFailed):
        yield Reason(f"message {data.notice}", one.type.split(".")[2], str(data.reason))


def _rule(because: Because, said: RuleSentences, words: Mapping[int, str]) -> Reason:
    matched = tuple(words[n] for n in because.spans if n in words)
    return Reason(because.slot, because.value, because.rule, said.get(because.rule, ""), matched)


def _words(one: Told) -> dict[int, str]:
    spans = one.opened.get("sealed", {}).get("spans", ())
    return {int(span["n"]): str(span["words"]) for span in spans}
