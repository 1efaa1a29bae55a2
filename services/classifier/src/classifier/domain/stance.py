"""How a phrase is said: stated, denied, quoted, compared with, supposed, told by others, over, put right (D-210)."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import Self

from classifier.domain.letters import folded
from classifier.domain.lexicon import Grammar, parts_of
from classifier.domain.reading import Clause, Reading
from classifier.domain.unsaid import Spans

_BEFORE = 45  # characters looked back for an English word; Chinese says the same in fewer
_NEAR = 12
_QUOTED = re.compile(r"“([^”]{1,200})”|「([^」]{1,200})」|『([^』]{1,200})』|\"([^\"\n]{1,200})\"")
_LONG_QUOTE = 16
_IN_CLAUSE = r"[^,。!?;:\n.]"
_SIGNS = '“「『"'
_DATE = re.compile(r"\d{1,2}月\d{1,2}[日号]|\d{4}年\d{1,2}月")  # who tells of a day tells what was


MARKED = ("negation", "conditional", "hearsay", "past", "solved", "compared", "earlier_mail")
"""The kinds of grammar that are looked for only where one of their words stands."""
_OF_OTHER_FORM = frozenset(("compared", "small_print", "earlier_mail", "other_tongues"))
Marks = dict[str, list[int]]
"""By kind where words of it end, in order, also inside other words."""


class Stance(StrEnum):
    """How a phrase is said; all but `PLAIN` are doubts that a concept may accept or not."""

    PLAIN = "plain"
    NEGATED = "negated"
    QUOTED = "quoted"
    COMPARED = "compared"
    CONDITIONAL = "conditional"
    HEARSAY = "hearsay"
    PAST = "past"
    SOLVED = "solved"
    QUESTION = "question"


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One alternation, longest first; Latin words between word bounds."""
    words = sorted({folded(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile("|".join(map(_spoken, words)))


def opening(phrases: Iterable[str]) -> re.Pattern[str]:
    """As `_any_of`, behind signs with which such a line begins; no words are never found."""
    return re.compile(rf"[ >*_=—\-\"“(\[【]*(?:{_any_of(phrases).pattern})" if phrases else r"(?!)")


def _spoken(word: str) -> str:
    return _word(word) if word.isascii() else re.escape(word)


def _word(word: str) -> str:
    """A Latin word between bounds; the bound is asked after the first letter, for re skips quickly to first letters."""
    first = re.escape(word[0])
    return rf"{first}(?<!\w{first}){re.escape(word[1:])}\b"


def _compared(phrases: Iterable[str]) -> re.Pattern[str]:
    """As `_any_of`; the group found is what something is compared with: in the gap, or behind the words."""
    told = {tuple(parts_of(folded(phrase))) for phrase in phrases}
    return re.compile("|".join(_held_against(*own) for own in sorted(told, key=lambda own: len(own[0]), reverse=True)))


def _held_against(words: str, closing: str = "") -> str:
    """Within a clause; where nothing closes it, as far as an English word is looked back for."""
    ends = _spoken(closing) if closing else ""
    return f"{_spoken(words)}({_IN_CLAUSE}{{1,{_NEAR if closing else _BEFORE}}}{'?' if closing else ''}){ends}"


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
    compared: re.Pattern[str]
    earlier_mail: re.Pattern[str]

    @classmethod
    def of(cls, grammar: Grammar) -> Self:
        heard = {name: _any_of(getattr(grammar, name)) for name in Grammar.model_fields if name not in _OF_OTHER_FORM}
        return cls(
            **heard,
            compared=_compared(grammar.compared),
            earlier_mail=opening(grammar.earlier_mail),
        )


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
    """What holds for stretches of one text: words reported in quotation marks, what something is compared with,
    sentences that say it is put right or ask, words of the past; where words of doubt and of denial end. `calm`:
    nothing of it but questions, denials and comparisons.
    """

    quotes: tuple[tuple[int, int], ...]
    compared: tuple[tuple[int, int], ...]
    solved: frozenset[int]
    doubts: tuple[tuple[Stance, re.Pattern[str], Sequence[int]], ...]
    past: Spans
    denials: Sequence[int]
    asking: frozenset[int]
    calm: bool


def setting_of(ear: Ear, reading: Reading, marks: Marks, earlier: Spans = ()) -> Setting:
    """Read once per text, so that the time stays in proportion to its length; `earlier` is what another mail said."""
    text = reading.text
    quoted = _QUOTED.finditer(text) if any(sign in text for sign in _SIGNS) else ()
    quotes = (*earlier, *(found.span() for found in quoted if _reports(ear, text, *found.span())))
    righted = (found.span() for found in ear.solved.finditer(text)) if marks["solved"] else ()
    solved = frozenset(_sentence(reading, start) for start, end in righted if _holds(ear, text, start, end))
    doubts = tuple(
        (stance, words, ends)
        for stance, words, ends in (
            (Stance.CONDITIONAL, ear.conditional, marks["conditional"]),
            (Stance.HEARSAY, ear.hearsay, marks["hearsay"]),
        )
        if ends and words.search(text)
    )
    dates = _DATE.finditer(text) if "月" in text else ()
    past = [found.span() for found in (*(ear.past.finditer(text) if marks["past"] else ()), *dates)]
    past.sort(key=itemgetter(1))
    denials = marks["negation"] if marks["negation"] and ear.negation.search(text) else ()
    ends = enumerate(reading.sentences) if "?" in text else ()
    asking = frozenset(number for number, (_, stop) in ends if text[stop : stop + 1] == "?")
    compared = tuple(_comparisons(ear, text)) if marks["compared"] else ()
    return Setting(quotes, compared, solved, doubts, past, denials, asking, not (quotes or solved or doubts or past))


def _comparisons(ear: Ear, text: str) -> Iterator[tuple[int, int]]:
    """Whoever compares with what was before ("worse than last time it leaked") says that it is so again."""
    for found in ear.compared.finditer(text):
        first, last = found.span(found.lastindex or 0)
        if not ear.past.search(text, first, last):
            yield first, last


def _sentence(reading: Reading, position: int) -> int:
    return reading.clauses[reading.clause_at(position)].sentence


def _reports(ear: Ear, text: str, start: int, end: int) -> bool:
    """Quotation marks that report words, not those that only stress a name."""
    return end - start > _LONG_QUOTE or bool(ear.saying.search(text[max(0, start - _NEAR) : start]))


def _holds(ear: Ear, text: str, start: int, end: int) -> bool:
    """Put right, unless somebody only says so or a "but" follows."""
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _BEFORE]
    return not (ear.negation.search(before) or ear.saying.search(before) or ear.but.search(after))


def _marked(ends: Sequence[int], first: int, last: int) -> bool:
    """Does a word end after `first` and not after `last`? Only there it is worth looking for."""
    place = bisect_right(ends, first)
    return place < len(ends) and ends[place] <= last


def _over(ear: Ear, text: str, reach: tuple[int, int], past: tuple[int, int], phrase: tuple[int, int]) -> bool:
    """A word of the past before the phrase in its sentence, or after it in its clause, and nothing of today between."""
    if not reach[0] <= past[0] or past[1] > reach[1]:
        return False
    if past[1] > phrase[0]:
        return not ear.present.search(text, phrase[1], max(phrase[1], past[0]))
    return not (ear.present.search(text, past[1], phrase[0]) or ear.present.search(text, phrase[1], reach[1]))


def stance_of(ear: Ear, reading: Reading, setting: Setting, clause: Clause, start: int, end: int) -> Stance:
    """How the phrase at `start:end` of the normal form, in `clause`, is said; the strongest doubt wins."""
    if setting.quotes and any(first < start and end < last for first, last in setting.quotes):
        return Stance.QUOTED
    if setting.compared and any(first <= start and end <= last for first, last in setting.compared):
        return Stance.COMPARED
    if setting.denials and _denied(ear, reading.text, setting, clause.start, start):
        return Stance.NEGATED
    if not setting.calm and (doubt := _doubt(ear, reading, setting, clause, start, end)):
        return doubt
    return Stance.QUESTION if clause.sentence in setting.asking else Stance.PLAIN


def _denied(ear: Ear, text: str, setting: Setting, begin: int, start: int) -> bool:
    return _marked(setting.denials, max(begin, start - _BEFORE), start) and _negated(ear, text, begin, start)


def _doubt(ear: Ear, reading: Reading, setting: Setting, clause: Clause, start: int, end: int) -> Stance | None:
    """Over, or supposed, told by others, past."""
    if clause.sentence in setting.solved:
        return Stance.SOLVED
    text, (begin, _) = reading.text, reading.sentences[clause.sentence]
    lead = max(begin, start - _BEFORE)
    for stance, words, ends in setting.doubts:
        if _marked(ends, lead, start) and words.search(text[lead:start]):
            return stance
    beside = bisect_right(setting.past, start, key=itemgetter(1))  # what stands farther off holds no more
    near = setting.past[max(0, beside - 1) : beside + 1]
    return Stance.PAST if any(_over(ear, text, (begin, clause.end), place, (start, end)) for place in near) else None
