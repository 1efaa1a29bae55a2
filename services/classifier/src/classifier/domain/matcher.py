"""Finding the lexicon's phrases in a text: one pass of an automaton, the longest phrase first, each with its stance."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

import ahocorasick

from classifier.domain.ear import Ear, opening
from classifier.domain.letters import folded
from classifier.domain.lexicon import Lexicon, Topic, concept_feature
from classifier.domain.phrases import Found, Phrase, automaton, scan
from classifier.domain.quantities import Unit
from classifier.domain.reading import Margin, Reading
from classifier.domain.stance import Setting, Stance, setting_of, stance_of
from classifier.domain.together import Spot, Way, Ways, said
from classifier.domain.unsaid import earlier_mail
from contracts.vocabulary import Category, Subcategory

_OF_ANYTHING = frozenset((Subcategory.OTHER_FACILITY, Subcategory.EFFICIENCY))
"""What can be said of any matter: it names none."""


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
    """The lexicon, compiled. `adding`: of what saying a concept says, that of which others are made; `flags`: what
    saying it says, as features; `bears`: by language, what saying one adds to categories; `themes`: the topics it says
    or implies.
    """

    automaton: ahocorasick.Automaton
    ear: Ear
    margin: Margin
    accepted: dict[str, frozenset[str]]
    decoys: frozenset[str]
    closures: dict[str, frozenset[str]]
    adding: dict[str, frozenset[str]]
    topics: dict[str, Topic]
    flags: dict[str, frozenset[str]]
    ways: Ways
    bears: dict[str, dict[str, dict[Category, int]]]
    themes: dict[str, tuple[str, ...]]
    lasting: dict[Unit, tuple[str, ...]]
    everywhere: frozenset[str]


def build(lexicon: Lexicon) -> Matcher:
    """The matcher of a lexicon."""
    ways = Ways.of(lexicon.ways())
    closures, topics = {name: lexicon.closure(name) for name in lexicon.concepts}, lexicon.topics()
    decoys = frozenset(name for name, concept in lexicon.concepts.items() if concept.decoy)
    features = {name: concept_feature(name) for name in lexicon.concepts if name not in decoys}
    return Matcher(
        automaton(lexicon),
        Ear.of(lexicon.grammar),
        _margin(lexicon),
        {name: frozenset((Stance.PLAIN.value, *concept.also)) for name, concept in lexicon.concepts.items()},
        decoys,
        closures,
        {name: closure & ways.names for name, closure in closures.items()},
        topics,
        {name: frozenset(features[c] for c in closure if c in features) for name, closure in closures.items()},
        ways,
        {
            tongue: {name: own.bears[tongue] for name, own in lexicon.concepts.items() if tongue in own.bears}
            for tongue in ("zh", "en")
        },
        {name: tuple(sorted(closure.intersection(topics))) for name, closure in closures.items()},
        {unit: tuple(name for name, own in lexicon.concepts.items() if unit in own.lasting) for unit in Unit},
        frozenset(name for name, own in lexicon.concepts.items() if own.everywhere),
    )


def _margin(lexicon: Lexicon) -> Margin:
    grammar = lexicon.grammar
    small, earlier = opening(grammar.small_print), opening(grammar.earlier_mail)
    return Margin(small, earlier, frozenset(map(folded, grammar.other_tongues)), lexicon.english())


def _unhidden(matcher: Matcher, found: list[Found]) -> Iterator[Found]:
    """Without topics inside a longer topic, and without anything inside a longer decoy; half-phrases hide nothing."""
    hidden = dict.fromkeys((True, False), (-1, -1))
    for start, minus_end, phrase in sorted(found):
        topic, decoy, end = phrase.concept in matcher.topics, phrase.concept in matcher.decoys, -minus_end
        reach = hidden[topic]
        if not decoy and (phrase.tail or end > reach[1] or (start, end) == reach):
            yield start, minus_end, phrase
        for kind in (True, False) if decoy else (True,) if topic and not phrase.tail else ():
            if end > hidden[kind][1]:
                hidden[kind] = (start, end)


def find(matcher: Matcher, reading: Reading) -> tuple[Hit, ...]:
    """Every phrase of the lexicon in the text, in order, also those said in doubt; decoys are gone. What another mail
    said is quoted where the writer names a matter of his own beside it; else that mail is the matter.
    """
    found, marks = scan(matcher.automaton, reading)
    placed = sorted((*_unhidden(matcher, found), *_durations(matcher, reading)), key=itemgetter(0))
    if ">" in reading.text or marks["earlier_mail"]:
        earlier = earlier_mail(reading.text, marks["earlier_mail"], matcher.margin.earlier_mail)
        hits = tuple(_heard(matcher, reading, setting_of(matcher.ear, reading, marks, earlier), placed))
        if earlier and _of_another_matter(matcher, hits):
            return hits
    return tuple(_heard(matcher, reading, setting_of(matcher.ear, reading, marks), placed))


def _of_another_matter(matcher: Matcher, hits: tuple[Hit, ...]) -> bool:
    """Does what is not quoted name a matter, more than that something be mended, and what is quoted another?"""
    own = _topics(matcher, heard(matcher, hits)) - _OF_ANYTHING
    plain = (hit._replace(stance=Stance.PLAIN) for hit in hits if hit.stance is Stance.QUOTED)
    return bool(own) and own.isdisjoint(_topics(matcher, heard(matcher, plain)))


def _topics(matcher: Matcher, hits: Iterable[Hit]) -> set[Subcategory]:
    return {matcher.topics[topic].subcategory for hit in hits for topic in matcher.themes[hit.concept]}


def _durations(matcher: Matcher, reading: Reading) -> Iterator[Found]:
    """The durations of a text, as phrases of the concepts that hear them."""
    for own in reading.lasting:
        for concept in matcher.lasting[own.unit]:
            yield own.start, -own.end, Phrase(concept, 0, 0, 1)


def _heard(matcher: Matcher, reading: Reading, setting: Setting, placed: Iterable[Found]) -> Iterator[Hit]:
    ear, clauses, number, last = matcher.ear, reading.clauses, 0, len(reading.clauses) - 1
    for start, minus_end, (concept, tail, phrase, strength) in placed:
        while number < last and clauses[number + 1].start <= start:
            number += 1
        end, clause = -minus_end, clauses[number]
        stance = stance_of(ear, reading, setting, clause, start, end)
        if tail and stance is Stance.PLAIN:  # what stands between the parts can deny the last
            other = clauses[reading.clause_at(end - tail)]
            stance = stance_of(ear, reading, setting, other, end - tail, end)
        yield Hit(concept, start, end, strength, stance, number, clause.sentence, phrase)


def heard(matcher: Matcher, hits: Iterable[Hit]) -> tuple[Hit, ...]:
    """Those hits that count, by what their concept accepts, and what several of them say together."""
    counted = [hit for hit in hits if hit.stance is Stance.PLAIN or hit.stance in matcher.accepted[hit.concept]]
    spots: dict[str, list[Spot]] = defaultdict(list)
    for number, hit in enumerate(counted):
        for concept in matcher.adding[hit.concept]:
            spots[concept].append(Spot(number, hit.clause, hit.sentence))
    for way in matcher.ways.possible(spots):
        for parts in tuple(said(way, spots)):
            joint = [_part_of(way, counted[spot.hit], number) for number, spot in enumerate(parts)]
            for concept in matcher.adding[way.concept]:
                spots[concept].append(parts[0]._replace(hit=len(counted)))
            counted += joint
    return tuple(counted)


def _part_of(way: Way, hit: Hit, number: int) -> Hit:
    """A hit as part of what is said together; only the first part weighs."""
    return hit._replace(concept=way.concept, strength=0 if number else way.strength)
