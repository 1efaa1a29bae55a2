"""Reading a text: one normal form to match in, every character of it traceable to the original (D-210)."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import ne
from typing import NamedTuple

import opencc

from classifier.domain.quantities import Lasting, lastings
from contracts.vocabulary import Language

_FEW_WORDS = 4  # so few need no English function word to be taken for English
MOST_CHARACTERS = 3_000
"""What is read of a text, so that time stays bounded: of a longer one its beginning and its end."""
_HEAD = 2_000
_MOST_KEPT = 30_000  # characters whose folding is kept: all that people write in, not all there are
_BEYOND = MOST_CHARACTERS + 1  # no place in a normal form

_MARKS = tuple(zip("，！？：；（）’‘`", ",!?:;()'''", strict=True))
_USUAL = re.compile(r"[\n -~一-鿿。、“”《》，！？：；（）’‘]*")  # folded one to one: `lower` and the marks do it
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>|&(?:nbsp|lt|gt|amp|quot);")
_STOP = re.compile(r"[,。!?;:\n.](?:(?<!\.)|(?=\s|$))")  # begins with its letters: re skips quickly to those
_BETWEEN = re.compile(r" (?<=[^\x00-\u2fff] )(?=[^\x00-\u2fff])")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff]")
_HAN_RUN = re.compile(f"{_HAN.pattern}+")
_OTHER_LETTER = re.compile(r"[\u00c0-\u024f\u0370-\u1fff\u3040-\u30ff\uac00-\ud7af]")
_LATIN_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")
_CANTONESE = re.compile("[嘅咗唔喺冇啲嚟佢哋咁乜嘢畀俾嗰𨋢]")
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the a an is are was were i we my our you it in on of to and not no has have for with please there this that "
        "at from be can do does out still when how someone",
    )
)
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "\t": " ", "\r": " ", "\u3000": " "})


class Clause(NamedTuple):
    """A stretch of the normal form between two stops, and the number of its sentence."""

    start: int
    end: int
    sentence: int


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


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _traditional() -> re.Pattern[str]:
    """Characters that are turned, alone or beside others. A text without them is left as it is, all the more as 打坏 in
    a Simplified one would be turned too.
    """
    characters = [chr(code) for codes in (range(0x3400, 0x4DC0), range(0x4E00, 0xA000)) for code in codes]
    turned = _converter().convert("\n".join(characters)).split("\n")
    changed = (before for before, after in zip(characters, turned, strict=True) if before != after)
    return re.compile(f"[{''.join(changed)}彷覆藉瞭沈牴\U00020000-\U0002ffff]")


@cache
def _backwards() -> opencc.OpenCC:
    return opencc.OpenCC("s2t")


@lru_cache(maxsize=8_192)
def _only_simplified(character: str) -> bool:
    """Written so in Simplified Chinese only."""
    return bool(_HAN.match(character)) and _backwards().convert(character) != character


def _folded(character: str) -> str:
    if unicodedata.category(character) in {"Cf", "Cc", "Mn"} and character not in "\n\t":
        return ""
    kept = "".join(c for c in unicodedata.normalize("NFKC", character) if unicodedata.category(c) != "Mn")
    return kept.translate(_QUOTES).lower()


class _Folding(dict[int, str]):
    """What each character becomes, for `str.translate`; `odd` are those that become none or several."""

    def __init__(self) -> None:
        self.odd: set[str] = set()

    def __missing__(self, code: int) -> str:
        made = _folded(chr(code))
        if len(self) < _MOST_KEPT:
            self[code] = made
        if len(made) != 1:
            self.odd.add(chr(code))
        return made


_FOLDING = _Folding()


def _letters(text: str) -> Iterator[tuple[str, int]]:
    markup = {i for found in _MARKUP.finditer(text) for i in range(*found.span())}
    for place, character in enumerate(text):
        letters = " " if place in markup else _FOLDING[ord(character)]
        if len(letters) == 1:
            yield letters, place
        else:
            yield from ((letter, place) for letter in letters)


def _squeezed(letters: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """One blank where there were several, and none between two Chinese characters."""
    before = ""
    for number, (letter, place) in enumerate(letters):
        if letter == " ":
            after = next((c for c, _ in letters[number + 1 : number + 12] if c != " "), "")
            if before in {"", " ", "\n"} or (_HAN.match(before) and _HAN.match(after)):
                continue
        yield letter, place
        before = letter


def _tidy(text: str, plain: str) -> bool:
    """Does every letter stay in its place: no markup, no blank too many?"""
    blanks = plain.startswith(" ") or "  " in plain or "\n " in plain or _BETWEEN.search(plain)
    return not blanks and not (("<" in text or "&" in text) and _MARKUP.search(text))


def _plain(text: str) -> str | None:
    """The folded letters, if each became one."""
    if _USUAL.fullmatch(text):
        plain = text.lower()
        for before, after in _MARKS:
            if before in plain:
                plain = plain.replace(before, after)
        return plain
    plain = text.translate(_FOLDING)
    return plain if _FOLDING.odd.isdisjoint(text) else None


def _normal(text: str) -> tuple[str, Sequence[int]]:
    """The letters that stay, and where each stood; quickly where all of them stay."""
    plain = _plain(text)
    if plain is not None and _tidy(text, plain):
        return plain, range(len(text))
    pairs = list(_squeezed(list(_letters(text))))
    return "".join(letter for letter, _ in pairs), [place for _, place in pairs]


def simplified(text: str) -> str:
    """Traditional characters made Simplified, never changing the length."""
    if text.isascii() or not _traditional().search(text):
        return text
    whole = _converter().convert(text)
    if len(whole) == len(text):
        return str(whole)
    return "".join(c if len(s := _converter().convert(c)) != 1 else s for c in text)


def folded(phrase: str) -> str:
    """A phrase of the lexicon in the form in which texts are matched."""
    return simplified("".join(letter for letter, _ in _squeezed(list(_letters(phrase)))))


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


def _language(before: str, after: str) -> Language | None:
    """Language and script by counting; None where neither Chinese nor English leads."""
    han, other = sum(map(len, _HAN_RUN.findall(after))), len(_OTHER_LETTER.findall(after))
    words = _LATIN_WORD.findall(after)
    if other > max(han, sum(map(len, words))) or other > 3 * max(1, han) > 3 * len(words):
        return None
    if han and 2 * han >= len(words):
        changed = 0 if before == after else sum(map(ne, before, after))
        traditional = changed + len(_CANTONESE.findall(after))
        hant = traditional and traditional > sum(map(_only_simplified, before))
        return Language.ZH_HANT if hant else Language.ZH_HANS
    known = sum(word in _ENGLISH for word in words)
    english = 10 * known >= len(words) or len(words) <= _FEW_WORDS
    return Language.EN if words and english and other <= len(words) else None


def _kept(text: str) -> tuple[str, int]:
    """What is read of a text, and how many characters lie between its beginning, where a letter says what is wrong, and
    its end, where it says what is asked for.
    """
    if len(text) <= MOST_CHARACTERS:
        return text, 0
    return f"{text[:_HEAD]}\n{text[_HEAD + 1 - MOST_CHARACTERS :]}", len(text) - MOST_CHARACTERS


def read(text: str) -> Reading:
    """The normal form of a text: NFKC, Simplified, lower case, without markup and invisible characters."""
    kept, between = _kept(text)
    before, places = _normal(kept)
    if len(before) > MOST_CHARACTERS:  # one character can become eighteen
        before, places = before[:MOST_CHARACTERS], places[:MOST_CHARACTERS]
    if between:
        places = [place + between if place > _HEAD else place for place in places]
    after = simplified(before)
    clauses = _clauses(after)
    return Reading(
        after, places, clauses, _sentences(clauses), _language(before, after), tuple(lastings(after)), bool(between)
    )
