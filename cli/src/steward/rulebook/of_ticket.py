"""What the rules decided on a ticket, as its fact tells it, with the sentences and places of the book at hand."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from classifier.book_file import load
from classifier.domain.verdict import Loser
from classifier.explain import Placements, lost, placements
from classifier.words_file import BookRefused
from contracts.classification import Because
from contracts.facts import TicketClassified
from steward.rulebook.showing import Shown, highlighted, slots
from steward.story import Told
from steward.telling import CUT

CHANGED = "changed since"
GONE = "not in this book any more"


@dataclass(frozen=True, slots=True)
class Decided:
    """The classification that opened a ticket; `text` and `spans` (by number) only where they were opened."""

    fact: TicketClassified
    text: str | None
    spans: Mapping[int, Mapping[str, Any]]


def decided(story: Sequence[Told]) -> Decided | None:
    """The ticket's proposal; None of a ticket that was not classified yet."""
    for one in story:
        if one.event and isinstance(one.event.data, TicketClassified):
            spans = one.opened.get("sealed", {}).get("spans", ())
            return Decided(one.event.data, _text(one.opened.get("report")), {int(span["n"]): span for span in spans})
    return None


def _text(report: Mapping[str, Any] | None) -> str | None:
    """The text in which the spans count (`Request.whole`)."""
    return "\n".join(filter(None, (report.get("text"), report.get("asks_for")))) if report else None


def standing(rules: Path, site: str) -> tuple[Placements, str]:
    """Where each rule stands that a site's tickets are asked; nothing of a book that is refused, and what is to be said
    of that: names must do then.
    """
    try:
        return placements(load(rules).books(site)), ""
    except BookRefused as refused:
        return {}, f"without sentences, for the rules in {rules} are refused: {refused}"


def shown(ticket: Decided, placed: Placements) -> list[Shown]:
    """Each slot that the rules decided."""
    return [_shown(won, losers, ticket.spans, placed) for won, losers in _winners(ticket.fact.because)]


def by_the_rules(ticket: Decided, shown: Sequence[Shown], languages: Sequence[str]) -> RenderableType:
    """The text with the words that counted, where it was opened; then the slots."""
    text = [highlighted(ticket.text, shown)] if ticket.text else []
    cut = [Text(f"The report is {CUT}.", "yellow")] if ticket.fact.cut else []
    return Group(*text, *cut, *slots(shown, languages))


def _winners(because: Iterable[Because]) -> Iterator[tuple[Because, list[Because]]]:
    """Each winner with the losers that follow it in the fact."""
    found: list[tuple[Because, list[Because]]] = []
    for one in because:
        if one.won:
            found.append((one, []))
        elif found:
            found[-1][1].append(one)
    yield from found


def _shown(
    won: Because, losers: Sequence[Because], spans: Mapping[int, Mapping[str, Any]], placed: Placements
) -> Shown:
    matched = [spans[n] for n in won.spans if n in spans]
    own = placed[won.rule][1] if won.rule in placed else None
    return Shown(
        slot=won.slot,
        value=won.value,
        rule=won.rule,
        version=won.book,
        matter=won.matter or 1,
        place=f"{own.file}:{own.line}, {own.rule.source}" if own else "",
        sentences={str(language): said for language, said in own.rule.because.items()} if own else {},
        words=tuple(str(span["words"]) for span in matched),
        spans=tuple((int(span["start"]), int(span["end"])) for span in matched),
        lost=tuple(lost(Loser(one.rule, one.value), won.rule, placed) for one in losers),
        rank=own.rule.rank if own else None,
        remark=GONE if own is None and placed else CHANGED if own and own.version != won.book else "",
    )
