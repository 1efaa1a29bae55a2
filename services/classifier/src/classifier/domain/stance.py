"""How a phrase is said: stated, denied, quoted, supposed, told by others, over, put right (D-210)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from classifier.domain.lexicon import Grammar
from classifier.domain.reading import Clause, Reading, folded

_BEFORE = 45  # characters looked back for an English word; Chinese says the same in fewer
_NEAR = 12
_QUOTED = re.compile(r"“([^”]{1,200})”|「([^」]{1,200})」|『([^』]{1,200})』|\"([^\"\n]{1,200})\"")
_LONG_QUOTE = 16
_DATE = re.compile(r"\d{1,2}月\d{1,2}[日号]|\d{4}年\d{1,2}月")  # who tells of a day tells what was


class Stance(StrEnum):
    """How a phrase is said; all but `PLAIN` are doubts that a concept may accept or not."""

    PLAIN = "plain"
    NEGATED = "negated"
    QUOTED = "quoted"
    CONDITIONAL = "conditional"
    HEARSAY = "hearsay"
    PAST = "past"
    SOLVED = "solved"
    QUESTION = "question"


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One alternation, longest first; Latin words between word bounds."""
    words = sorted({folded(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile("|".join(_word(w) if w.isascii() else re.escape(w) for w in words))


def _word(word: str) -> str:
    """A Latin word between bounds; the bound is asked after the first letter, for re skips quickly to first letters."""
    first = re.escape(word[0])
    return rf"{first}(?<!\w{first}){re.escape(word[1:])}\b"


@dataclass(frozen=True, slots=True)
class Ear:
    """The grammar, compiled."""

    negation: re.Pattern[str]
    not_negation: re.Pattern[str]
    acts: re.Pattern[str]
    conditional: re.Pattern[str]
    hearsay: re.Pattern[str]
    past: re.Pattern[str]
    present: re.Pattern[str]
    solved: re.Pattern[str]
    but: re.Pattern[str]
    saying: re.Pattern[str]

    @classmethod
    def of(cls, grammar: Grammar) -> Self:
        return cls(**{name: _any_of(getattr(grammar, name)) for name in Grammar.model_fields})


def _window(text: str, start: int, end: int) -> str:
    """What stands before a phrase, nearer for Chinese than for English."""
    before = text[max(start, end - _BEFORE) : end]
    return before if before.isascii() else before[-_NEAR:]


def _negated(ear: Ear, text: str, clause_start: int, start: int) -> bool:
    """An odd number of denials, none of them spent on a verb of doing that stands between."""
    before = _window(text, clause_start, start)
    if not ear.negation.search(before):
        return False
    before = ear.not_negation.sub(lambda found: "·" * len(found[0]), before)
    acts = [found.end() for found in ear.acts.finditer(before)]
    denials = [found for found in ear.negation.finditer(before) if found.end() > (acts[-1] if acts else 0)]
    return len(denials) % 2 == 1


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for stretches of one text: words reported in quotation marks, sentences that say it is put right."""

    quotes: tuple[tuple[int, int], ...]
    solved: frozenset[int]
    doubts: tuple[tuple[Stance, re.Pattern[str]], ...]
    past: tuple[tuple[int, int], ...]
    denies: bool


def setting_of(ear: Ear, reading: Reading) -> Setting:
    """Read once per text, so that the time stays in proportion to its length."""
    text = reading.text
    quotes = tuple(found.span() for found in _QUOTED.finditer(text) if _reports(ear, text, *found.span()))
    solved = (found.span() for found in ear.solved.finditer(text))
    doubts = (
        (Stance.CONDITIONAL, ear.conditional),
        (Stance.HEARSAY, ear.hearsay),
    )
    return Setting(
        quotes,
        frozenset(_sentence(reading, start) for start, end in solved if _holds(ear, text, start, end)),
        tuple((stance, words) for stance, words in doubts if words.search(text)),
        tuple(found.span() for found in (*ear.past.finditer(text), *_DATE.finditer(text))),
        bool(ear.negation.search(text)),
    )


def _sentence(reading: Reading, position: int) -> int:
    return reading.clauses[reading.clause_at(position)].sentence


def _reports(ear: Ear, text: str, start: int, end: int) -> bool:
    """Quotation marks that report words, not those that only stress a name."""
    return end - start > _LONG_QUOTE or bool(ear.saying.search(text[max(0, start - _NEAR) : start]))


def _holds(ear: Ear, text: str, start: int, end: int) -> bool:
    """Put right, unless somebody only says so or a "but" follows."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _BEFORE]
    return not (ear.negation.search(before) or ear.saying.search(before) or ear.but.search(after))


def _over(ear: Ear, text: str, reach: tuple[int, int], past: tuple[int, int], phrase: tuple[int, int]) -> bool:
    """A word of the past before the phrase in its sentence, or after it in its clause, and nothing of today between."""
    if not reach[0] <= past[0] or past[1] > reach[1]:
        return False
    between = text[past[1] : reach[1]] if past[1] <= phrase[0] else text[phrase[0] : past[0]]
    return not ear.present.search(between)


def stance_of(ear: Ear, reading: Reading, setting: Setting, clause: Clause, start: int, end: int) -> Stance:
    """How the phrase at `start:end` of the normal form, in `clause`, is said; the strongest doubt wins."""
    text = reading.text
    begin, stop = reading.sentences[clause.sentence]
    if setting.quotes and any(first < start and end < last for first, last in setting.quotes):
        return Stance.QUOTED
    if setting.denies and _negated(ear, text, clause.start, start):
        return Stance.NEGATED
    if clause.sentence in setting.solved:
        return Stance.SOLVED
    lead = text[max(begin, start - _BEFORE) : start]
    for stance, words in setting.doubts:
        if words.search(lead):
            return stance
    if any(_over(ear, text, (begin, clause.end), place, (start, end)) for place in setting.past):
        return Stance.PAST
    return Stance.QUESTION if text[stop : stop + 1] == "?" else Stance.PLAIN
