"""The words: which phrases speak of which concept, and the small grammar that tells a statement from its denial."""

import re
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from classifier.domain.quantities import Unit
from classifier.domain.together import Way, Within
from contracts.vocabulary import CATEGORY_OF, Category, Subcategory

ConceptName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{1,40}$")]


def _speakable(phrase: str) -> str:
    """A phrase of which something can be heard on both sides of every gap."""
    if not all(part.strip("*^ ") for part in parts_of(phrase)):
        raise ValueError(f"“{phrase}” needs words, and on both sides of each …")
    return phrase


def parts_of(phrase: str) -> list[str]:
    """What stands between the gaps of a phrase."""
    return phrase.replace("…", "...").split("...")


def _bracketing(phrase: str) -> str:
    """A phrase with one gap at most: what stands in it is what something is compared with."""
    if len(parts_of(phrase)) > _AROUND_ONE_GAP:
        raise ValueError(f"“{phrase}” has several …; what is compared with stands in one")
    return phrase


_AROUND_ONE_GAP = 2
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_speakable)]
Doubt = Literal["conditional", "past", "hearsay", "question", "solved", "negated", "quoted", "compared"]
Words = dict[Literal["zh", "en"], list[Phrase | dict[Phrase, Annotated[int, Field(ge=1, le=9)]]]]
USUAL_STRENGTH = 2
Value = bool | int | str
"""What a feature can be: never text."""


FLAG = "c_"
"""With this the name of a concept's flag begins; no other feature's does."""


def concept_feature(concept: str) -> str:
    return f"{FLAG}{concept}"


_WORD = re.compile(r"[A-Za-z]{2,}(?![A-Za-z*])")


def _named(entry: str | dict[str, int]) -> Iterable[str]:
    return (entry,) if isinstance(entry, str) else entry


class Topic(BaseModel):
    """What a topic concept is evidence for."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: Category
    subcategory: Subcategory = Subcategory.OTHER

    @model_validator(mode="after")
    def _belongs(self) -> Self:
        home = CATEGORY_OF.get(self.subcategory, self.category)
        if home is not self.category:
            raise ValueError(f"subcategory {self.subcategory} belongs to {home}, not to {self.category}")
        return self


class Together(BaseModel):
    """One way to say a concept by others near each other: one name of each part, none of `lacks` in that place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parts: Annotated[tuple[ConceptName | tuple[ConceptName, ...], ...], Field(min_length=1)]
    lacks: tuple[ConceptName, ...] = ()
    within: Within = Within.CLAUSE

    def sets(self) -> tuple[frozenset[str], ...]:
        return tuple(frozenset((part,) if isinstance(part, str) else part) for part in self.parts)

    def names(self) -> frozenset[str]:
        return frozenset().union(self.lacks, *self.sets())


class Concept(BaseModel):
    """One thing a text can speak of. A phrase is a string, or `{string: strength}`; see README for `*` and `…`.

    `also` names the doubts under which a phrase still counts; all others make it silent. `bears`: how many points of
    evidence saying it adds to a category, its own or another, or takes away, in texts of that language. A decoy counts
    for nothing itself: it only keeps the shorter phrases inside it from counting. `lasting` hears durations by their
    unit. What is said `everywhere` holds for each matter of a text, wherever it stands.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: Topic | None = None
    strength: Annotated[int, Field(ge=1, le=9)] = USUAL_STRENGTH
    words: Words = {}
    implies: tuple[ConceptName, ...] = ()
    bears: dict[Literal["zh", "en"], dict[Category, Annotated[int, Field(ge=-40, le=40)]]] = {}
    also: tuple[Doubt, ...] = ("hearsay", "question")
    decoy: bool = False
    together: tuple[Together, ...] = ()
    lasting: tuple[Unit, ...] = ()
    everywhere: bool = False

    def phrases(self) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        for entries in self.words.values():
            for entry in entries:
                found += [(entry, self.strength)] if isinstance(entry, str) else list(entry.items())
        return found


class Grammar(BaseModel):
    """Words that change what the words after them say, in every language together. Of `compared` a phrase with a gap
    speaks of what stands in the gap. With `small_print` a sentence begins after which nothing is said, with
    `earlier_mail` a line under which another wrote; `other_tongues` are small words of languages that are not read.
    What is put right is that of the sentence before, where nothing but words of `same` and of today stands before it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    negation: tuple[Phrase, ...]
    not_negation: tuple[Phrase, ...]
    acts: tuple[Phrase, ...]
    conditional: tuple[Phrase, ...]
    hearsay: tuple[Phrase, ...]
    past: tuple[Phrase, ...]
    present: tuple[Phrase, ...]
    solved: tuple[Phrase, ...]
    but: tuple[Phrase, ...]
    saying: tuple[Phrase, ...]
    compared: tuple[Annotated[Phrase, AfterValidator(_bracketing)], ...] = ()
    small_print: tuple[Phrase, ...] = ()
    earlier_mail: tuple[Phrase, ...] = ()
    other_tongues: tuple[Phrase, ...] = ()
    same: tuple[Phrase, ...] = ()


class Concepts(BaseModel):
    """One of `rules/*.lexicon.yaml`: more concepts, without grammar."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    concepts: dict[ConceptName, Concept]


class Lexicon(BaseModel):
    """`rules/lexicon.yaml` with the concepts of `rules/*.lexicon.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grammar: Grammar
    concepts: dict[ConceptName, Concept]

    def ways(self) -> tuple[Way, ...]:
        """Every way to say a concept by others, in the order of the file."""
        return tuple(
            Way(name, concept.strength, way.sets(), frozenset(way.lacks), way.within)
            for name, concept in self.concepts.items()
            for way in concept.together
        )

    def english(self) -> frozenset[str]:
        """The words of its English phrases, without those of which only the beginning is told."""
        told = (
            phrase for own in self.concepts.values() for entry in own.words.get("en", ()) for phrase in _named(entry)
        )
        return frozenset(word.lower() for phrase in told for word in _WORD.findall(phrase))

    def topics(self) -> dict[str, Topic]:
        return {name: concept.topic for name, concept in self.concepts.items() if concept.topic}

    def closure(self, name: str) -> frozenset[str]:
        """The concept and all that it implies, directly or not."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            current = waiting.pop()
            if current not in seen:
                seen.add(current)
                waiting += self.concepts[current].implies
        return frozenset(seen)
