"""Finding the lexicon's phrases in a text: one pass of an automaton, the longest phrase first, each with its stance."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import ahocorasick

from classifier.domain.lexicon import Lexicon, Topic, Value, concept_feature, parts_of
from classifier.domain.quantities import Unit, lastings
from classifier.domain.reading import Reading, folded
from classifier.domain.stance import Ear, Setting, Stance, setting_of, stance_of
from classifier.domain.together import Spot, Way, index, said
from contracts.vocabulary import Category

_MOST_OF_ONE = 4  # hits of one phrase that are looked at: a word said a thousand times says no more
_GAP = {True: 30, False: 8}  # characters between the two halves of a phrase with "…", Latin and Chinese


class Pattern(NamedTuple):
    """One phrase (or one half of a phrase with a gap) and what it speaks of."""

    concept: str
    strength: int
    whole_word: bool = True
    first: bool = False  # only as the first words of the text
    half: tuple[int, int, int] | None = None  # of a phrase with gaps: its number, which part this is, how many follow
    number: int = 0  # of the phrase in the lexicon
    length: int = 0  # of what is matched, in the normal form


class Hit(NamedTuple):
    """A phrase found: where in the normal form, for which concept, how strong, how said."""

    concept: str
    start: int
    end: int
    strength: int
    stance: Stance = Stance.PLAIN
    clause: int = 0
    sentence: int = 0
    phrase: int = 0


@dataclass(frozen=True, slots=True)
class Matcher:
    """The lexicon, compiled. `silence`: every concept not said, as features; `spoken`: what saying one of them says;
    `bears`: by language, what saying one adds to categories; `themes`: the topics it says or implies.
    """

    automaton: ahocorasick.Automaton
    ear: Ear
    accepted: dict[str, frozenset[str]]
    decoys: frozenset[str]
    closures: dict[str, frozenset[str]]
    topics: dict[str, Topic]
    silence: dict[str, Value]
    spoken: dict[str, dict[str, Value]]
    ways: tuple[Way, ...]
    bears: dict[str, dict[str, dict[Category, int]]]
    themes: dict[str, tuple[str, ...]]
    lasting: dict[Unit, tuple[str, ...]]
    everywhere: frozenset[str]


def _patterns(phrase: str, concept: str, strength: int, number: int) -> Iterator[tuple[str, Pattern]]:
    parts = parts_of(phrase)
    for place, part in enumerate(map(folded, parts)):
        whole, opening = not part.endswith("*"), part.startswith("^")
        text, half = part.strip("*^").strip(), (number, place, len(parts) - 1 - place) if len(parts) > 1 else None
        yield text, Pattern(concept, strength, whole, opening, half, number, len(text))


def build(lexicon: Lexicon) -> Matcher:
    """The matcher of a lexicon."""
    by_text: dict[str, list[Pattern]] = defaultdict(list)
    phrases = [(p, name, s) for name, concept in lexicon.concepts.items() for p, s in concept.phrases()]
    for number, (phrase, name, strength) in enumerate(phrases):
        for text, pattern in _patterns(phrase, name, strength, number):
            by_text[text].append(pattern)
    automaton = ahocorasick.Automaton()
    for number, (text, patterns) in enumerate(by_text.items()):
        automaton.add_word(text, (number, len(text), _latin(text[0]), _latin(text[-1]), tuple(patterns)))
    automaton.make_automaton()
    closures, topics = {name: lexicon.closure(name) for name in lexicon.concepts}, lexicon.topics()
    decoys = frozenset(name for name, concept in lexicon.concepts.items() if concept.decoy)
    features = {name: concept_feature(name) for name in lexicon.concepts if name not in decoys}
    return Matcher(
        automaton,
        Ear.of(lexicon.grammar),
        {name: frozenset((Stance.PLAIN.value, *concept.also)) for name, concept in lexicon.concepts.items()},
        decoys,
        closures,
        topics,
        dict.fromkeys(features.values(), False),
        {name: {features[c]: True for c in closure if c in features} for name, closure in closures.items()},
        lexicon.ways(),
        {
            tongue: {name: own.bears[tongue] for name, own in lexicon.concepts.items() if tongue in own.bears}
            for tongue in ("zh", "en")
        },
        {name: tuple(sorted(closure & topics.keys())) for name, closure in closures.items()},
        {unit: tuple(name for name, own in lexicon.concepts.items() if unit in own.lasting) for unit in Unit},
        frozenset(name for name, own in lexicon.concepts.items() if own.everywhere),
    )


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _raw(matcher: Matcher, text: str) -> list[tuple[int, int, Pattern]]:
    """Every phrase: a Latin word not inside another word, an opening only at the start."""
    found: list[tuple[int, int, Pattern]] = []
    seen: dict[int, int] = {}
    padded = f"{text} "
    for last, (number, length, begins, ends, patterns) in matcher.automaton.iter(text):
        start, end = last + 1 - length, last + 1
        if begins and start and _latin(text[start - 1]):
            continue
        seen[number] = times = seen.get(number, 0) + 1
        if times > _MOST_OF_ONE:
            continue
        goes_on = ends and _latin(padded[end])
        for one in patterns:
            if not ((goes_on and one.whole_word) or (one.first and start)):
                found.append((start, end, one))  # noqa: PERF401  measured: a list for each phrase costs more
    return found


def _joined(found: Iterable[tuple[int, int, Pattern]], reading: Reading) -> Iterator[tuple[int, int, Pattern]]:
    """Whole phrases; the parts of one in the same sentence, each near the one before, become one."""
    opened: dict[tuple[int, int], tuple[int, int]] = {}
    for start, end, pattern in found:
        if pattern.half is None:
            yield start, end, pattern
            continue
        number, place, following = pattern.half
        before = opened.get((number, place - 1))
        if (before and not _near(reading, before, start)) or (place and not before):
            continue
        begun = before[0] if before else start
        if following:
            opened[number, place] = (begun, end)
        else:
            yield begun, end, pattern


def _near(reading: Reading, first: tuple[int, int], start: int) -> bool:
    same = reading.clauses[reading.clause_at(first[0])].sentence == reading.clauses[reading.clause_at(start)].sentence
    return same and 0 <= start - first[1] <= _GAP[reading.text[start].isascii()]


def _unhidden(matcher: Matcher, found: list[tuple[int, int, Pattern]]) -> Iterator[tuple[int, int, Pattern]]:
    """Without topics inside a longer topic, and without anything inside a longer decoy; half-phrases hide nothing."""
    hidden = dict.fromkeys((True, False), (-1, -1))
    for start, end, pattern in sorted(found, key=lambda hit: (hit[0], -hit[1], hit[2].concept)):
        topic, decoy = pattern.concept in matcher.topics, pattern.concept in matcher.decoys
        reach = hidden[topic]
        if not decoy and (pattern.half or end > reach[1] or (start, end) == reach):
            yield start, end, pattern
        for kind in (True, False) if decoy else (True,) if topic and not pattern.half else ():
            if end > hidden[kind][1]:
                hidden[kind] = (start, end)


def find(matcher: Matcher, reading: Reading) -> tuple[Hit, ...]:
    """Every phrase of the lexicon in the text, in order, also those said in doubt; decoys are gone."""
    setting = setting_of(matcher.ear, reading)
    found = [*_unhidden(matcher, list(_joined(_raw(matcher, reading.text), reading))), *_durations(matcher, reading)]
    return tuple(_heard_at(matcher, reading, setting, *one) for one in sorted(found, key=itemgetter(0)))


def _durations(matcher: Matcher, reading: Reading) -> Iterator[tuple[int, int, Pattern]]:
    """The durations of a text, as phrases of the concepts that hear them."""
    for own in lastings(reading.text):
        for concept in matcher.lasting[own.unit]:
            yield own.start, own.end, Pattern(concept, 1)


def _heard_at(matcher: Matcher, reading: Reading, setting: Setting, start: int, end: int, pattern: Pattern) -> Hit:
    number = reading.clause_at(start)
    clause = reading.clauses[number]
    stance = stance_of(matcher.ear, reading, setting, clause, start, end)
    if pattern.half and stance is Stance.PLAIN:  # what stands between the halves can deny the second
        last = end - pattern.length
        stance = stance_of(matcher.ear, reading, setting, reading.clauses[reading.clause_at(last)], last, end)
    return Hit(pattern.concept, start, end, pattern.strength, stance, number, clause.sentence, pattern.number)


def heard(matcher: Matcher, hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Those hits that count, by what their concept accepts, and what several of them say together."""
    counted = [hit for hit in hits if hit.stance in matcher.accepted[hit.concept]]
    spots = index((matcher.closures[hit.concept], _spot(number, hit)) for number, hit in enumerate(counted))
    for way in matcher.ways:
        for parts in tuple(said(way, spots)):
            joint = [_part_of(way, counted[spot.hit], number) for number, spot in enumerate(parts)]
            for concept in matcher.closures[way.concept]:
                spots[concept].append(_spot(len(counted), joint[0]))
            counted += joint
    return tuple(counted)


def _spot(number: int, hit: Hit) -> Spot:
    return Spot(number, hit.clause, hit.sentence)


def _part_of(way: Way, hit: Hit, number: int) -> Hit:
    """A hit as part of what is said together; only the first part weighs."""
    return hit._replace(concept=way.concept, strength=0 if number else way.strength)
