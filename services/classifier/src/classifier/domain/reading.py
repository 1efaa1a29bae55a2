"""Reading a text: its normal form, clauses, sentences, language and durations (D-210)."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import ne
from typing import NamedTuple

from classifier.domain.letters import HAN, normal, only_simplified, simplified
from classifier.domain.markup import laid_out, open_quotes
from classifier.domain.quantities import Lasting, lastings
from classifier.domain.unsaid import blanked, small_print, ticked_only
from contracts.vocabulary import Language

_FEW_WORDS = 4  # so few need no English function word to be taken for English
MOST_CHARACTERS = 3_000
"""What is read of a text, so that time stays bounded: of a longer one its beginning and its end."""
_HEAD = 2_000
_BEYOND = MOST_CHARACTERS + 1  # no place in a normal form

_STOP = re.compile(r"[,。!?;:\n.](?:(?<!\.)|(?=\s|$))")  # begins with its letters: re skips quickly to those
_HAN_RUN = re.compile(f"{HAN.pattern}+")
_OTHER_LETTER = re.compile(r"[\u00c0-\u024f\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")
_LATIN_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CANTONESE = re.compile("[嘅咗唔喺冇啲嚟佢哋咁乜嘢畀俾嗰𨋢]")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the a an is are was were i we my our you it in on of to and not no has have for with please there this that "
        "at from be can do does out still when how someone every very also they been will would should any but if or "
        "by up off only just need always cannot day pls plz ur cant dont wont so too lah leh lor liao wah",
    )
)
_SHARED = frozenset(("a", "an", "in", "no", "on", "me", "do", "was", "is", "has", "at", "to"))
_LONG = 4  # letters; shorter words of other languages stand in names of places: "El Camino", "Villa de Sol"


class Clause(NamedTuple):
    """A stretch of the normal form between two stops, and the number of its sentence."""

    start: int
    end: int
    sentence: int


class Margin(NamedTuple):
    """What the lexicon tells of reading: how small print and earlier mails begin, small words of languages that are not
    read, and the English words of its phrases.
    """

    small_print: re.Pattern[str] = re.compile(r"(?!)")
    earlier_mail: re.Pattern[str] = re.compile(r"(?!)")
    other_tongues: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text in its normal form; `origin[i]` is where its character i stands in the original."""

    text: str
    origin: Sequence[int]
    clauses: tuple[Clause, ...]
    sentences: tuple[tuple[int, int], ...]
    language: Language | None
    lasting: tuple[Lasting, ...] = ()
    cut: bool = False

    def clause_at(self, position: int) -> int:
        return max(0, bisect_right(self.clauses, (position, _BEYOND)) - 1)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same stretch in the original text."""
        return self.origin[start], self.origin[end - 1] + 1


def _clauses(text: str) -> tuple[Clause, ...]:
    """What stands between stops; a comma or a colon does not end the sentence."""
    found: list[Clause] = []
    start = sentence = 0
    for stop in (*(stop.start() for stop in _STOP.finditer(text)), len(text)):
        if stop > start:
            found.append(Clause(start, stop, sentence))
        start = stop + 1
        if found and found[-1].sentence == sentence and text[stop:start] not in {",", ":"}:
            sentence += 1
    return tuple(found)


def _sentences(clauses: tuple[Clause, ...]) -> tuple[tuple[int, int], ...]:
    spans: dict[int, tuple[int, int]] = {}
    for clause in clauses:
        spans[clause.sentence] = (spans.get(clause.sentence, (clause.start, 0))[0], clause.end)
    return tuple(spans.values())


def _language(before: str, after: str, margin: Margin) -> Language | None:
    """Language and script by counting; None where neither Chinese nor English leads."""
    han, other = sum(map(len, _HAN_RUN.findall(after))), 0 if after.isascii() else len(_OTHER_LETTER.findall(after))
    words = _LATIN_WORD.findall(after)
    if other > max(han, sum(map(len, words))) or other > 3 * max(1, han) > 3 * len(words):
        return None
    if han and 2 * han >= len(words):
        changed = 0 if before == after else sum(map(ne, before, after))
        traditional = changed + len(_CANTONESE.findall(after))
        hant = traditional and traditional > sum(map(only_simplified, before))
        return Language.ZH_HANT if hant else Language.ZH_HANS
    return Language.EN if words and 2 * other <= len(words) and _english(words, margin) else None


def _english(words: list[str], margin: Margin) -> bool:
    """Small words of English, or in a few words none, or every second one of the lexicon; and not more small words of
    other languages, of which two are needed, in a few words a long one.
    """
    tongues = margin.other_tongues
    heard = [] if tongues.isdisjoint(words) else [word for word in words if word in tongues]
    other = len(set(heard)) > 1 or (len(words) <= _FEW_WORDS and any(len(word) >= _LONG for word in heard))
    if other and len(heard) > sum(word in _ENGLISH and word not in _SHARED for word in words):
        return False
    if len(words) <= _FEW_WORDS or 10 * sum(map(_ENGLISH.__contains__, words)) >= len(words):
        return True
    return 2 * sum(map(margin.english.__contains__, words)) >= len(words)


_NO_MARGIN = Margin()


def _kept(text: str) -> tuple[str, int]:
    """What is read of a text, laid out in lines, and how many characters lie between its beginning, where a letter says
    what is wrong, and its end, where it says what is asked for.
    """
    if len(text) <= MOST_CHARACTERS:
        return laid_out(text), 0
    end = len(text) - (MOST_CHARACTERS - _HEAD - 1)
    return f"{laid_out(text[:_HEAD])}\n{laid_out(text[end:], open_quotes(text[:end]))}", len(text) - MOST_CHARACTERS


def read(text: str, margin: Margin = _NO_MARGIN) -> Reading:
    """The normal form of a text: NFKC, Simplified, lower case, without markup, invisible characters, choices left
    unticked and small print.
    """
    kept, between = _kept(text)
    before, places = normal(ticked_only(kept))
    if len(before) > MOST_CHARACTERS:  # one character can become eighteen
        before, places = before[:MOST_CHARACTERS], places[:MOST_CHARACTERS]
    if between:
        places = [place + between if place > _HEAD else place for place in places]
    after = simplified(before)
    clauses = _clauses(after)
    sentences = _sentences(clauses)
    if unsaid := small_print(after, sentences, margin.small_print, margin.earlier_mail):
        before, after = (blanked(form, unsaid).rstrip() for form in (before, after))
        clauses = _clauses(after)
        sentences = _sentences(clauses)
    language = _language(before, after, margin)
    return Reading(after, places, clauses, sentences, language, tuple(lastings(after)), bool(between))
