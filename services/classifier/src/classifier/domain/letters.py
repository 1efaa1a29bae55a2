"""The letters of a text: each folded, markup and blanks too many gone, every one traceable to the original (D-210)."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice

import opencc

_MOST_KEPT = 30_000  # characters whose folding is kept: all that people write in, not all there are
_MARKS = tuple(zip("，！？：；（）’‘`", ",!?:;()'''", strict=True))
_USUAL = re.compile(r"[\n -~一-鿿。、“”《》，！？：；（）’‘]*")  # folded one to one: `lower` and the marks do it
_MARKUP = re.compile(r"<[a-zA-Z/!][^<>]{0,300}>|&(?:nbsp|lt|gt|amp|quot);")
_BETWEEN = re.compile(r" (?<=[^\x00-\u2fff] )(?=[^\x00-\u2fff])")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "\t": " ", "\r": " ", "\u3000": " "})


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
def only_simplified(character: str) -> bool:
    """Written so in Simplified Chinese only."""
    return bool(HAN.match(character)) and _backwards().convert(character) != character


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


_FEW, _MOST_OF_EACH = 100, 3
"""Letters that come of a character, over a whole text: one can be eighteen, and a text of those is nothing to read."""


def _letters(text: str) -> Iterator[tuple[str, int]]:
    """Every letter and its place; one blank for a piece of markup, however long it is."""
    markup = {i: i == found.start() for found in _MARKUP.finditer(text) for i in range(*found.span())}
    for place, character in enumerate(text):
        letters = _FOLDING[ord(character)] if place not in markup else " " if markup[place] else ""
        if len(letters) == 1:
            yield letters, place
        else:
            yield from ((letter, place) for letter in letters)


def _squeezed(letters: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """One blank where there were several, none between two Chinese characters, and no empty lines at the beginning."""
    before = ""
    for number, (letter, place) in enumerate(letters):
        if letter == " ":
            after = next((c for c, _ in letters[number + 1 : number + 12] if c != " "), "")
            if before in {"", " ", "\n"} or (HAN.match(before) and HAN.match(after)):
                continue
        elif letter == "\n" and not before:
            continue
        yield letter, place
        before = letter


def _tidy(text: str, plain: str) -> bool:
    """Does every letter stay in its place: no markup, no blank too many?"""
    blanks = plain.startswith((" ", "\n")) or "  " in plain or "\n " in plain or _BETWEEN.search(plain)
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


def normal(text: str) -> tuple[str, Sequence[int]]:
    """The letters that stay, and where each stood; quickly where all of them stay."""
    plain = _plain(text)
    if plain is not None and _tidy(text, plain):
        return plain, range(len(text))
    pairs = list(_squeezed(list(islice(_letters(text), _FEW + _MOST_OF_EACH * len(text)))))
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
    return simplified(normal(phrase)[0])
