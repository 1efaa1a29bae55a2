"""An explanation in colour: the text with the words that counted, then each slot with its rule, reason and losers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from classifier.domain.verdict import Span
from classifier.explain import Explanation, Heard, Lost, LostBy, Reason
from steward.telling import CUT

STYLES = {
    "category": "bold cyan",
    "subcategory": "cyan",
    "secondary": "blue",
    "kind": "bold magenta",
    "severity": "bold red",
    "urgency": "bold yellow",
    "flag": "green",
    "responsibility": "bright_black",
    "triage": "bold yellow",
}
WHOLE = 600
"""A text up to this length is shown whole; of a longer one, the surroundings of the words that counted."""
AROUND = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """One decided slot as it is shown. `remark` says what is to be known of the rule's version."""

    slot: str
    value: str
    rule: str
    version: str
    matter: int = 1
    place: str = ""
    sentences: Mapping[str, str] = field(default_factory=dict)
    words: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()
    lost: tuple[Lost, ...] = ()
    rank: int | None = None
    remark: str = ""


def of_reason(reason: Reason) -> Shown:
    """A slot that was decided just now."""
    return Shown(
        reason.slot,
        reason.value,
        reason.rule,
        reason.version,
        reason.matter,
        f"{reason.file}:{reason.line}, {reason.source}",
        {str(language): said for language, said in reason.sentence.items()},
        reason.words,
        reason.spans,
        reason.lost,
        reason.rank,
    )


def explanation(found: Explanation, whole: str, languages: Sequence[str]) -> RenderableType:
    """All of it: the text, the slots, what was heard and does not count, what a person in triage may choose."""
    shown = [of_reason(reason) for reason in found.reasons]
    silent = [one for one in found.heard if not one.counts]
    cut = [Text(f"The text is {CUT}.", "yellow")] if found.verdict.cut else []
    parts = [highlighted(whole, shown), Text(), *cut, *slots(shown, languages)]
    return Group(*parts, *_unheard(silent), *_triage(found, whole))


def highlighted(whole: str, shown: Iterable[Shown]) -> Text:
    """The text with each word that counted in the colour of its slot; the first slot that used it gives the colour."""
    text = Text(whole)
    marked: list[Span] = []
    for one in shown:
        for start, end in one.spans:
            if not any(start < b and a < end for a, b in marked):
                text.stylize(f"{STYLES.get(one.slot, '')} underline", start, end)
                marked.append((start, end))
    return text if len(whole) <= WHOLE else Text(" … ").join(text[a:b] for a, b in windows(len(whole), marked))


def windows(length: int, spans: Iterable[Span]) -> list[Span]:
    """The surroundings of these spans, merged where they meet; the beginning of the text where there are none."""
    found: list[Span] = []
    for start, end in sorted(spans):
        low, high = max(0, start - AROUND), min(length, end + AROUND)
        if found and low <= found[-1][1]:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return found or [(0, min(length, WHOLE))]


def slots(shown: Sequence[Shown], languages: Sequence[str]) -> Iterator[RenderableType]:
    """What was decided by which rule, why in words, which words, what lost; slots of one rule together."""
    for _, group in groupby(shown, key=lambda one: (one.rule, one.matter, one.spans)):
        together = list(group)
        yield _head(together)
        yield from (Padding(line, (0, 0, 0, 4), expand=False) for line in _body(together, languages))


def _head(together: Sequence[Shown]) -> Text:
    first, head = together[0], Text()
    for one in together:
        head.append(f"{one.slot} ", "bold").append(f"{one.value}  ", STYLES.get(one.slot, "bold"))
    head.append(f"(matter {first.matter})  " if first.matter > 1 else "", "dim")
    head.append("by ").append(first.rule, "bold").append(f" @{first.version}", "dim")
    return head.append("".join(f"  {more}" for more in (first.place, first.remark) if more), "dim")


def _body(together: Sequence[Shown], languages: Sequence[str]) -> Iterator[Text]:
    first = together[0]
    said = dict.fromkeys(first.sentences[language] for language in languages if language in first.sentences)
    yield from map(Text, said)
    if first.words:
        yield Text(" ".join(f"“{word}”" for word in longest(first)), STYLES.get(first.slot, "italic"))
    for one in together:
        for loser in one.lost:
            yield Text(f"outranked: {loser.rule} ({loser.value}), {_why(loser, one.rank)}", "dim")


def longest(shown: Shown) -> list[str]:
    """Its words without those that stand inside others of it."""
    spans = shown.spans
    return [
        word
        for word, (start, end) in zip(shown.words, spans, strict=True)
        if not any(a <= start and end <= b and (a, b) != (start, end) for a, b in spans)
    ]


def _why(loser: Lost, rank: int | None) -> str:
    if loser.by is LostBy.SITE_FIRST:
        return "a rule of the group's book; the site's are asked first"
    if loser.by is LostBy.GONE:
        return "a rule that is not in the book at hand"
    return f"asked later: its rank is {loser.rank}, the winner's {rank}"


def _unheard(silent: Sequence[Heard]) -> Iterator[Text]:
    if silent:
        told = ", ".join(dict.fromkeys(f"“{one.words}” ({one.concept}: {one.stance})" for one in silent))
        yield Text(f"heard, but said in a way that does not count: {told}", "dim")


def _triage(found: Explanation, whole: str) -> Iterator[Text]:
    verdict = found.verdict
    if not verdict.needs_triage:
        return
    yield Text(f"A person must look: {verdict.needs_triage}", "bold yellow")
    for number, one in enumerate(verdict.candidates, 1):
        words = " ".join(f"“{whole[start:end]}”" for start, end in one.spans)
        yield Text(f"  {number}. {one.category}: {one.topic}, weight {one.weight}  {words}")
