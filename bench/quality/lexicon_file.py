"""Putting fitted numbers into a lexicon file, line by line: whatever is not a number stays as it was written."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

_CONCEPT = re.compile(r"^  ([a-z][a-z0-9_]*):\s*$")
_WORDS = re.compile(r"^(      (?:zh|en): )(\[.*\])$")
_BEARS = re.compile(r"^    bears:")
_WORDS_BEGIN = re.compile(r"^    (?:words|together):")
_BARE = re.compile(r"[\u3400-\u9fff\U00020000-\U0002ffff…]+")


@dataclass(frozen=True, slots=True)
class Weights:
    """Strengths by concept and phrase; bearings by concept and category, for texts of one language."""

    strengths: Mapping[tuple[str, str], int]
    bearings: Mapping[str, Mapping[str, int]]
    language: str


def _quoted(phrase: str) -> str:
    return phrase if _BARE.fullmatch(phrase) else '"' + phrase.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _entry(concept: str, entry: str | dict[str, int], found: Weights) -> str:
    phrase, strength = next(iter(entry.items())) if isinstance(entry, dict) else (entry, None)
    strength = found.strengths.get((concept, str(phrase)), strength)
    return _quoted(str(phrase)) if strength is None else f"{{{_quoted(str(phrase))}: {strength}}}"


def _listed(concept: str, listed: str, found: Weights) -> str:
    return "[" + ", ".join(_entry(concept, entry, found) for entry in yaml.safe_load(listed)) + "]"


def _bears(by_language: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    listed = (
        f"{tongue}: {{{', '.join(f'{name}: {points}' for name, points in own.items())}}}"
        for tongue, own in by_language.items()
    )
    if by_language:
        yield f"    bears: {{{', '.join(listed)}}}"


def _lines(text: str, found: Weights) -> Iterator[str]:
    concept, kept = "", {}
    for line in text.splitlines():
        concept = own[1] if (own := _CONCEPT.match(line)) else concept
        if _BEARS.match(line):
            kept = yaml.safe_load(line)["bears"]
            continue
        if _WORDS_BEGIN.match(line):
            bears = kept | {found.language: dict(found.bearings.get(concept, {}))}
            yield from _bears({tongue: points for tongue, points in bears.items() if points})
            kept = {}
        words = _WORDS.match(line)
        yield words[1] + _listed(concept, words[2], found) if words else line


def rewritten(text: str, found: Weights) -> str:
    """The file with these numbers; running it twice changes nothing."""
    return "\n".join(_lines(text, found)) + "\n"
