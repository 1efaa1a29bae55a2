"""Which concepts a text can speak of at all: by a phrase, a duration, what implies them, what they are made of."""

from collections.abc import Iterator

from classifier.domain.lexicon import Lexicon, Together


def unsound(lexicon: Lexicon) -> list[tuple[str, str]]:
    """Concepts that name others which are not there, or that no text can speak of; each with what is wrong."""
    return [*_unknown(lexicon), *_too_early(lexicon)] or [*_never_heard(lexicon)]


def _unknown(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    for name, own in lexicon.concepts.items():
        for to in own.implies:
            if to not in lexicon.concepts:
                yield name, f"implies {to}, which the lexicon does not have"


def _never_heard(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    heard = _heard(lexicon)
    for name, own in lexicon.concepts.items():
        if own.decoy and not own.phrases():
            yield name, "has no phrase inside which words would not count; give it one, or take it away"
        elif not own.decoy and name not in heard:
            made = "what it is made of is never said together" if own.together else "nothing that is heard implies it"
            yield name, f"has no phrase and {made}: it is never heard; give it a phrase, or take it away"


def _heard(lexicon: Lexicon) -> frozenset[str]:
    """From what has words on: what that implies, what is made of it, and so on until nothing is added."""
    spoken = {name: own for name, own in lexicon.concepts.items() if not own.decoy}
    heard, more = frozenset[str](), {name for name, own in spoken.items() if own.phrases() or own.lasting}
    while more:
        heard = heard.union(*map(lexicon.closure, more))
        more = {
            name
            for name in spoken.keys() - heard
            if any(_sayable(lexicon, way, heard) for way in spoken[name].together)
        }
    return heard


def _sayable(lexicon: Lexicon, way: Together, heard: frozenset[str]) -> bool:
    """Can one of each part be heard that does not itself say what the way lacks?"""
    return all(any(lexicon.closure(name).isdisjoint(way.lacks) for name in part & heard) for part in way.sets())


def _too_early(lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Concepts made of others must come after them, so that one pass in the order of the file hears them all."""
    earlier: set[str] = set()
    late = {name for name, concept in lexicon.concepts.items() if concept.together}
    for name, concept in lexicon.concepts.items():
        for part in sorted(frozenset().union(*(way.names() for way in concept.together))):
            if part not in lexicon.concepts:
                yield name, f"is made of {part}, which the lexicon does not have"
            elif part in late - earlier:
                yield name, f"is made of {part}, which must stand before it"
        earlier.add(name)
