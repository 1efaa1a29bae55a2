"""A correction as a case beside the rules: in other words than the resident's, since a case is read by everybody."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

from contracts.requests import Report
from contracts.vocabulary import Channel, Flag, Slot
from steward.rulebook import yaml_file
from steward.rulebook.corrections import NOTHING, Disagreement

STAGES = {
    "category": "category",
    "subcategory": "category",
    "kind": "kind",
    "secondary": "secondary",
    "responsibility": "responsibility",
    "severity": "severity",
    "urgency": "urgency",
    "flags": "flags",
}
"""In which stage's file a slot's case stands, in the order in which one is chosen."""
MOST_SHARED = 10
"""Words or Chinese characters in a row that a case may share with the report: a matter's own words, no sentence."""
MOST_ALIKE = 4
"""The same where that is the whole report: so few say nothing of anybody (电梯坏了)."""
_WORDS = re.compile(r"[^\W\d_⺀-鿿]+|\d+|[⺀-鿿]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case as it will stand in its file."""

    stage: str
    text: str
    expect: Mapping[str, Any]
    site: str | None = None
    remark: str = ""
    rules: tuple[str, ...] = ()
    channel: Channel = Channel.WEB
    forwarded: bool = False

    def yaml(self) -> str:
        """The lines to append under `cases:`."""
        entry: dict[str, Any] = {"text": self.text} | ({"site": self.site} if self.site else {})
        entry |= {"channel": str(self.channel)} if self.channel is not Channel.WEB else {}
        entry |= {"forwarded": True} if self.forwarded else {}
        entry |= {"expect": dict(self.expect)} | ({"rules": list(self.rules)} if self.rules else {})
        dumped = yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=None)
        remark = f"# {self.remark}\n" if self.remark else ""
        return "".join(f"  {line}\n" for line in f"{remark}{dumped}".splitlines())


def expected(found: Iterable[Disagreement], proposed: Iterable[Flag]) -> dict[str, Any]:
    """What a person said, as a case expects it. Of flags a case names all or none: those proposed, as a person left
    them.
    """
    found = list(found)
    said = {one.slot: one.corrected for one in found if one.slot in STAGES}
    expect = {slot: _expected(slot, said[slot]) for slot in STAGES if slot in said}
    flags = [one for one in found if one.slot == Slot.FLAG]
    if flags:
        kept = {str(flag) for flag in proposed} - {one.proposed for one in flags}
        expect["flags"] = sorted(kept | {one.corrected for one in flags} - {NOTHING})
    return expect


def _expected(slot: str, value: str) -> Any:  # noqa: ANN401  what YAML can hold
    if slot == "secondary":
        return [] if value == NOTHING else [value]
    return None if value == NOTHING else value


def stage_of(expect: Mapping[str, Any]) -> str:
    """The stage whose file gets the case."""
    return next(STAGES[slot] for slot in STAGES if slot in expect)


def betrayed(text: str, report: Report) -> Iterator[str]:
    """What of the report a reworded text still gives away, named and never quoted."""
    said = text.casefold()
    digits = re.sub(r"\D", "", text)
    reporter, about = report.reporter, report.about
    phone = re.sub(r"\D", "", (reporter.phone or "") if reporter else "")
    private = {
        "the reporter's name": (reporter.name if reporter else None,),
        "the e-mail address": (reporter.email if reporter else None,),
        "the unit": (report.unit,),
        "the place": (report.place,),
        "a person complained about": about.people if about else (),
    }
    yield from (what for what, parts in private.items() if any(part and part.casefold() in said for part in parts))
    if phone and phone in digits:
        yield "the telephone number"
    if (shared := longest_shared(text, report.text)) > MOST_SHARED:
        yield f"{shared} words in a row as the resident wrote them (at most {MOST_SHARED})"
    elif shared > MOST_ALIKE and shared == len(_words(report.text)):
        yield "the whole report, word for word"


def longest_shared(one: str, other: str) -> int:
    """The longest run of words (Latin) or characters (Chinese) that both texts have, blind to case and punctuation."""
    first, second = _words(one), _words(other)
    return SequenceMatcher(None, first, second, autojunk=False).find_longest_match().size


def _words(text: str) -> Sequence[str]:
    return _WORDS.findall(text.casefold())


def append(folder: Path, case: NewCase) -> Path:
    """Put the case at the end of its stage's file; a file that is not there is begun. Returns the file.

    Raises CommandError when the folder holds no rules.
    """
    file = yaml_file.book_in(folder) / f"{case.stage}.cases.yaml"
    yaml_file.append(file, "cases", case.yaml())
    return file
