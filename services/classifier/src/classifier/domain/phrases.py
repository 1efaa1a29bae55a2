"""The lexicon's phrases and the grammar's words in one automaton: all of them that stand in a text, in one pass.

A phrase with gaps is a chain of parts. A part of it is looked at beside those chains only that were begun before it, so
that a word with which a hundred such phrases end costs no more than one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

import ahocorasick

from classifier.domain.ear import MARKED, Marks
from classifier.domain.letters import folded
from classifier.domain.lexicon import Lexicon, parts_of
from classifier.domain.reading import Reading

_What = TypeVar("_What")

_SPELT = 4
_MOST_OF_ONE = 4  # hits of one phrase that are looked at: a word said a thousand times says no more
_GAP = {True: 30, False: 8}  # characters between the two halves of a phrase with "…", Latin and Chinese


class Phrase(NamedTuple):
    """One phrase and what it speaks of. `tail`: the length of its last part, if it has gaps."""

    concept: str
    tail: int
    number: int
    strength: int


Found = tuple[int, int, Phrase]
"""Where a phrase starts in the normal form, where it ends (negative, so that the longest comes first), which it is."""


_Chains = dict[int, tuple[int, int]]
"""By the number of a chain of parts where it begins and where it ends so far."""
_After = dict[int, tuple[list[Phrase], int | None]]
"""What a part closes, and which chain goes on with it, by the chain before it."""


class _Manner(NamedTuple):
    """How a string must stand: as a whole word, if it is Latin; as the first words of the text."""

    whole_word: bool
    first: bool


@dataclass(slots=True)
class _Part:
    """A string as a part of phrases: the chain it begins, and what comes of it after others."""

    begins: int | None = None
    after: _After = field(default_factory=dict)


@dataclass(slots=True)
class _Entry:
    """All that one string of the automaton is: phrases, parts of phrases, kinds of grammar."""

    text: str
    phrases: list[tuple[_Manner, Phrase]] = field(default_factory=list)
    parts: dict[_Manner, _Part] = field(default_factory=dict)
    kinds: list[str] = field(default_factory=list)

    def value(self, number: int) -> tuple[object, ...]:
        """As `scan` takes it apart; where no manner can matter none is told."""
        ends = _latin(self.text[-1])
        strict = ends or any(manner.first for manner in (*(manner for manner, _ in self.phrases), *self.parts))
        phrases = [(manner.whole_word and ends, manner.first, phrase) for manner, phrase in self.phrases]
        parts = [(manner.whole_word and ends, manner.first, (p.begins, p.after)) for manner, p in self.parts.items()]
        told = [tuple(own if strict else own[2] for own in every) for every in (phrases, parts)]
        return number, len(self.text), _latin(self.text[0]), strict, *told, tuple(self.kinds)


@dataclass(slots=True)
class _Making:
    """The entries so far, and a number for each chain: its parts in their manner."""

    entries: dict[str, _Entry] = field(default_factory=dict)
    chains: dict[tuple[int | None, str, _Manner], int] = field(default_factory=dict)

    def entry(self, text: str) -> _Entry:
        return self.entries.setdefault(text, _Entry(text))

    def add(self, phrase: str, concept: str, number: int, strength: int) -> None:
        parts = [_told(part) for part in parts_of(phrase)]
        text, manner = parts[-1]
        if len(parts) == 1:
            self.entry(text).phrases.append((manner, Phrase(concept, 0, number, strength)))
        else:
            self._chain(parts, Phrase(concept, len(text), number, strength))

    def _chain(self, parts: list[tuple[str, _Manner]], phrase: Phrase) -> None:
        before: int | None = None
        for place, (text, manner) in enumerate(parts, 1):
            own = self.entry(text).parts.setdefault(manner, _Part())
            chain = self.chains.setdefault((before, text, manner), len(self.chains)) if place < len(parts) else None
            if before is None:
                own.begins = chain
            else:
                closed, further = own.after.get(before, ([], None))
                own.after[before] = (closed, chain) if chain is not None else ([*closed, phrase], further)
            before = chain


def _spelt(text: str) -> str:
    """Four letters for each character: the automaton looks through all that may follow one by one, and at the start
    that would be every character a phrase can begin with.
    """
    return text.encode("utf-32-be", "surrogatepass").decode("latin-1")


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _told(part: str) -> tuple[str, _Manner]:
    """A part of a phrase without its signs."""
    text = folded(part)
    return text.strip("*^").strip(), _Manner(not text.endswith("*"), text.startswith("^"))


def automaton(lexicon: Lexicon) -> ahocorasick.Automaton:
    """Every string of a lexicon with all that it is."""
    making = _Making()
    told = [(p, name, s) for name, concept in lexicon.concepts.items() for p, s in concept.phrases()]
    for number, (phrase, concept, strength) in enumerate(told):
        making.add(phrase, concept, number, strength)
    for kind in MARKED:
        for word in {folded(max(parts_of(word), key=len)) for word in getattr(lexicon.grammar, kind)}:
            making.entry(word).kinds.append(kind)
    made = ahocorasick.Automaton()
    for place, (text, entry) in enumerate(making.entries.items()):
        made.add_word(_spelt(text), entry.value(place))
    made.make_automaton()
    return made


def scan(made: ahocorasick.Automaton, reading: Reading) -> tuple[list[Found], Marks]:
    """Every phrase, in no order, and where words of the grammar end. A Latin word is not found inside another."""
    text, found, chains, seen = reading.text, list[Found](), _Chains(), dict[int, int]()
    marks: Marks = {kind: [] for kind in MARKED}
    for last, (number, length, begins, strict, phrases, parts, kinds) in made.iter(_spelt(text)):
        end, between = divmod(last + 1, _SPELT)
        start = end - length
        for kind in kinds:
            marks[kind].append(end)
        if between or (begins and start and _latin(text[start - 1])):
            continue
        seen[number] = times = seen.get(number, 0) + 1
        if times > _MOST_OF_ONE:
            continue
        for phrase in _standing(text, start, end, phrases) if strict else phrases:
            found.append((start, -end, phrase))
        for begun, after in _standing(text, start, end, parts) if strict else parts:
            if not after.keys().isdisjoint(chains):
                found += _closed(reading, chains, after, start, end)
            if begun is not None:
                chains[begun] = (start, end)
    return found, marks


def _standing(text: str, start: int, end: int, told: Iterable[tuple[bool, bool, _What]]) -> list[_What]:
    """What stands here in its manner."""
    goes_on = _latin(text[end : end + 1])
    return [own for whole, first, own in told if not ((goes_on and whole) or (first and start))]


def _closed(reading: Reading, chains: _Chains, after: _After, start: int, end: int) -> Iterator[Found]:
    """The phrases whose last part stands here, each part near the one before and beside it; others go on."""
    for before in after.keys() & chains.keys():
        begun, ended = chains[before]
        if 0 <= start - ended <= _GAP[reading.text[start].isascii()] and _one_place(reading, begun, start):
            phrases, further = after[before]
            yield from ((begun, -end, phrase) for phrase in phrases)
            if further is not None:
                chains[further] = (begun, end)


def _one_place(reading: Reading, first: int, start: int) -> bool:
    """In the same sentence; in Chinese, whose sentences run on and on, in the same clause."""
    before, here = reading.clause_at(first), reading.clause_at(start)
    return before == here or (
        reading.text[start].isascii() and reading.clauses[before].sentence == reading.clauses[here].sentence
    )
