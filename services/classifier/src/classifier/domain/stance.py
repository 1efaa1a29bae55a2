"""How a phrase is said: stated, denied, quoted, compared with, supposed, told by others, over, put right (D-210)."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter

from classifier.domain.ear import BEFORE, NEAR, Ear, Marks
from classifier.domain.reading import Clause, Reading
from classifier.domain.unsaid import Spans

_QUOTED = re.compile(r"“([^”]{1,200})”|「([^」]{1,200})」|『([^』]{1,200})』|\"([^\"\n]{1,200})\"")
_LONG_QUOTE = 16
_THANKS = 24  # characters, as in "now, thank you very much"
_SIGNS = '“「『"'
_DENIES = ("不", "唔")
_DATE = re.compile(r"\d{1,2}月\d{1,2}[日号]|\d{4}年\d{1,2}月")  # who tells of a day tells what was


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


def _near(before: str) -> str:
    """Of what stands before a phrase that which can deny it, nearer for Chinese than for English."""
    return before if before.isascii() else before[-NEAR:]


def _negated(ear: Ear, before: str, first: str) -> bool:
    """An odd number of denials, none of them spent on a verb of doing that stands between, nor on a
    condition; `first` is the phrase's first letter.
    """
    if not ear.negation.search(before):
        return False
    before = ear.not_negation.sub(lambda found: "·" * len(found[0]), before)
    acts = [found.end() for found in ear.acts.finditer(before)]
    denials = [found for found in ear.negation.finditer(before) if found.end() > (acts[-1] if acts else 0)]
    if first in _DENIES:  # 不交钱不让走: who does not pay is not let go
        denials = [found for found in denials if found[0] not in _DENIES]
    return len(denials) % 2 == 1


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for stretches of one text: what stands in quotation marks (`marked`), what of it reports words or was
    said in another mail (`quotes`), what something is compared with, which sentences say it is put right or ask, words
    of the past; where words of doubt and of denial end. `calm`: nothing of it but questions, denials and comparisons.
    """

    marked: Spans
    quotes: Spans
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
    marked = [found.span() for found in _QUOTED.finditer(text)] if any(sign in text for sign in _SIGNS) else []
    quotes: Spans = (
        sorted((*earlier, *(own for own in marked if _reports(ear, text, *own))), key=itemgetter(1))
        if earlier or marked
        else ()
    )
    ends = enumerate(reading.sentences) if "?" in text else ()
    asking = frozenset(number for number, (_, stop) in ends if text[stop : stop + 1] == "?")
    solved = frozenset(_put_right(ear, reading, asking)) if marks["solved"] else frozenset[int]()
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
    compared = tuple(_comparisons(ear, text)) if marks["compared"] else ()
    return Setting(
        marked, quotes, compared, solved, doubts, past, denials, asking, not (quotes or solved or doubts or past)
    )


def _put_right(ear: Ear, reading: Reading, asking: frozenset[int]) -> Iterator[int]:
    """The sentences that say so; at the end of a text also the one before, where this names nothing itself."""
    for found in ear.solved.finditer(reading.text):
        if _holds(ear, reading.text, *found.span()):
            number = _sentence(reading, found.start())
            yield number
            if number and number not in asking and _says_no_more(ear, reading, number, *found.span()):
                yield number - 1


def _says_no_more(ear: Ear, reading: Reading, number: int, start: int, end: int) -> bool:
    """Nothing of its own stands before the words that put right, and no more than thanks behind them."""
    begin, _ = reading.sentences[number]
    return len(reading.text) - end <= _THANKS and bool(ear.same.fullmatch(reading.text, begin, start))


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
    return end - start > _LONG_QUOTE or bool(ear.saying.search(text[max(0, start - NEAR) : start]))


def _holds(ear: Ear, text: str, start: int, end: int) -> bool:
    """Put right, unless somebody only says so or a "but" follows."""
    before, after = text[max(0, start - NEAR) : start], text[end : end + BEFORE]
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
    if setting.denials and _denied(ear, reading.text, setting, max(clause.start, start - BEFORE), start):
        return Stance.NEGATED
    if not setting.calm and (doubt := _doubt(ear, reading, setting, clause, start, end)):
        return doubt
    return Stance.QUESTION if clause.sentence in setting.asking else Stance.PLAIN


def _denied(ear: Ear, text: str, setting: Setting, begin: int, start: int) -> bool:
    if not _marked(setting.denials, begin, start):
        return False
    reported = _closed(setting.quotes, begin, start) if setting.quotes else ()
    after = reported[-1][1] if reported else begin  # what denies reported words denies nothing behind them
    return _negated(ear, _near(_before(setting, text, after, start)), text[start])


def _before(setting: Setting, text: str, begin: int, start: int) -> str:
    """What stands before a phrase, without what stands in quotation marks there: it reaches no farther than they do."""
    before = text[begin:start]
    for opened, closed in _closed(setting.marked, begin, start) if setting.marked else ():
        inside = max(0, opened - begin)
        before = before[:inside] + "|" * (closed - begin - inside) + before[closed - begin :]
    return before


def _closed(spans: Spans, begin: int, start: int) -> Spans:
    """Those that end in this stretch; they stand in order."""
    first, last = (bisect_right(spans, place, key=itemgetter(1)) for place in (begin, start))
    return spans[first:last]


def _doubt(ear: Ear, reading: Reading, setting: Setting, clause: Clause, start: int, end: int) -> Stance | None:
    """Over, or supposed, told by others, past."""
    if clause.sentence in setting.solved:
        return Stance.SOLVED
    text, (begin, _) = reading.text, reading.sentences[clause.sentence]
    lead = max(begin, start - BEFORE)
    for stance, words, ends in setting.doubts:
        if _marked(ends, lead, start) and words.search(_before(setting, text, lead, start)):
            return stance
    return Stance.PAST if setting.past and _past(ear, text, setting, (begin, clause.end), (start, end)) else None


def _past(ear: Ear, text: str, setting: Setting, reach: tuple[int, int], phrase: tuple[int, int]) -> bool:
    """Over by the nearest word of the past on either side: what stands farther off holds no more."""
    beside = bisect_right(setting.past, phrase[0], key=itemgetter(1))
    near = setting.past[max(0, beside - 1) : beside + 1]
    return any(_over(ear, text, reach, place, phrase) for place in near)
