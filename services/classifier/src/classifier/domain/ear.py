"""The grammar compiled: for each kind of its words one pattern that finds them in the normal form of a text (D-210)."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from classifier.domain.letters import folded
from classifier.domain.lexicon import Grammar, parts_of

BEFORE = 45
"""Characters looked back for an English word; Chinese says the same in fewer."""
NEAR = 12
_IN_CLAUSE = r"[^,。!?;:\n.]"
_IN_SENTENCE = r"[^。!?;\n.]"
_TALK = "(?<![没冇无])(?:%s)(?!话)"  # in 没有人说 nobody says so, in 有人说话 somebody only speaks
MARKED = ("negation", "conditional", "hearsay", "past", "solved", "compared", "earlier_mail")
"""The kinds of grammar that are looked for only where one of their words stands."""
_OF_OTHER_FORM = frozenset(("compared", "small_print", "earlier_mail", "other_tongues", "same"))
Marks = dict[str, list[int]]
"""By kind where words of it end, in order, also inside other words."""


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    """One alternation, longest first; Latin words between word bounds."""
    words = sorted({folded(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile("|".join(map(_parted, words)))


def _parted(words: str) -> str:
    """A gap lies within a clause, in Chinese, whose clauses are short, within a sentence."""
    between = rf"{_IN_CLAUSE}{{0,{2 * NEAR}}}?" if words.isascii() else rf"{_IN_SENTENCE}{{0,{NEAR}}}?"
    return between.join(map(_spoken, parts_of(words)))


def opening(phrases: Sequence[str]) -> re.Pattern[str]:
    """As `_any_of`, behind signs with which such a line begins; no words are never found."""
    letters = "".join(sorted({re.escape(folded(phrase)[0]) for phrase in phrases}))  # most lines are passed by at once
    return re.compile(rf"[ >*_=—\-\"“(\[【]*(?=[{letters}])(?:{_any_of(phrases).pattern})" if letters else r"(?!)")


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
    return f"{_spoken(words)}({_IN_CLAUSE}{{1,{NEAR if closing else BEFORE}}}{'?' if closing else ''}){ends}"


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
    same: re.Pattern[str]

    @classmethod
    def of(cls, grammar: Grammar) -> Self:
        heard = {name: _any_of(getattr(grammar, name)) for name in Grammar.model_fields if name not in _OF_OTHER_FORM}
        heard["hearsay"] = re.compile(_TALK % heard["hearsay"].pattern)
        same = re.compile(rf"(?>[ ,]|{_any_of((*grammar.same, *grammar.present)).pattern})*+")
        return cls(**heard, compared=_compared(grammar.compared), same=same)
