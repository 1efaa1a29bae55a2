"""Reading the words of a rule book: the lexicon's files, and a site's own (D-209, D-210)."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from classifier.domain.book_checks import Finding, Places
from classifier.domain.lexicon import Concept, Concepts, Lexicon

LEXICON = "lexicon.yaml"
OVERLAYS = "overlays"
MORE_WORDS = ".lexicon.yaml"

_Words = TypeVar("_Words", Concepts, Lexicon)

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's safe loader where PyYAML was built with it: it starts the classifier ten times as fast."""


class BookRefused(ValueError):  # noqa: N818  the field's word
    """A book that may not be used; `findings` says why."""

    def __init__(self, wrong: list[Finding]) -> None:
        more = f" (and {len(wrong) - 1} more; see `steward rules check`)" if len(wrong) > 1 else ""
        super().__init__(f"{wrong[0]}{more}")
        self.findings = wrong


def composed(path: Path, name: str) -> tuple[Any, yaml.Node | None]:
    """What a YAML file holds, and its nodes, which know their lines. Raises `BookRefused`."""
    try:
        text = path.read_text(encoding="utf-8")
        loader = FAST(text)
        node = loader.get_single_node()
        return (loader.construct_document(node) if node else None), node
    except OSError as error:
        raise BookRefused(
            [Finding(name, 0, "-", f"cannot be read: {error.strerror}; is this the folder of a rule book?")]
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise BookRefused([_no_yaml(name, error)]) from error


def _no_yaml(name: str, error: yaml.YAMLError | UnicodeDecodeError) -> Finding:
    mark, found = getattr(error, "problem_mark", None), getattr(error, "problem", None) or "not UTF-8"
    column = f" at column {mark.column + 1}" if mark else ""
    return Finding(name, mark.line + 1 if mark else 0, "-", f"is not YAML{column} ({found}); check indentation")


_KEY = "[key]"
_FORMS = {
    "name": "small Latin letters, digits and -, 3 to 61 of them, a letter first, such as lift-leads",
    _KEY: "small Latin letters, digits and _, 2 to 41 of them, a letter first, such as water_leak",
    "source": "a requirement or a policy, such as D-202 or policy:house-rule",
}
"""What a field that must look a certain way must look like."""


def why(error: ValidationError) -> str:
    """The first thing that is wrong, for a finding."""
    first = error.errors()[0]
    parts = [str(part) for part in first["loc"] if "(" not in str(part)]  # without pydantic's names of functions
    where, said = ".".join(part for part in parts if part != _KEY), first["msg"].removeprefix("Value error, ")
    if first["type"] == "string_pattern_mismatch":
        said = _FORMS.get(parts[-1] if parts else "", said)
    return f"{where}: {said}" if where else said


def lexicon_of(folder: Path) -> tuple[Lexicon, Places]:
    """The words of `lexicon.yaml`, then those of every `*.lexicon.yaml`, and where each concept stands; none twice."""
    lexicon, places = _words(folder / LEXICON, Lexicon, LEXICON)
    concepts = dict(lexicon.concepts)
    for path in sorted(folder.glob(f"*{MORE_WORDS}")):
        more, own = _words(path, Concepts, path.name)
        if twice := sorted(concepts.keys() & more.concepts.keys()):
            raise BookRefused([Finding(*own[twice[0]], twice[0], "is a concept of another file too")])
        concepts, places = concepts | more.concepts, {**places, **own}
    return lexicon.model_copy(update={"concepts": concepts}), places


def _words(path: Path, kind: type[_Words], name: str) -> tuple[_Words, Places]:
    data, node = composed(path, name)
    try:
        words = kind.model_validate(data)
    except ValidationError as error:
        where = [str(part) for part in error.errors()[0]["loc"]]
        raise BookRefused([Finding(name, _line(node, where), ".".join(where[:2]), why(error))]) from error
    return words, {concept: (name, line) for concept, line in _concept_lines(node, words.concepts)}


def _concept_lines(node: yaml.Node | None, names: Iterable[str]) -> Iterator[tuple[str, int]]:
    """The line of each concept; of one that was merged in (`<<`), that of `concepts:`."""
    assert isinstance(node, yaml.MappingNode)  # noqa: S101  it held valid words
    start, concepts = next((key, value) for key, value in node.value if key.value == "concepts")
    lines = {key.value: key.start_mark.line + 1 for key, _ in concepts.value}
    yield from ((name, lines.get(name, start.start_mark.line + 1)) for name in names)


def _line(node: yaml.Node | None, where: list[str]) -> int:
    """The line of a path of keys, as far down as it can be followed."""
    line = node.start_mark.line + 1 if node else 0
    for part in where:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        found = next(((k, v) for k, v in pairs if k.value == part), None)
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line


def with_own(group: tuple[Lexicon, Places], folder: Path, site: str) -> tuple[Lexicon, Places]:
    """The group's words with those of `overlays/<site>.lexicon.yaml`, if there are any: phrases for concepts of the
    group, and concepts of the site's own.
    """
    path = folder / OVERLAYS / f"{site}{MORE_WORDS}"
    if not path.is_file():
        return group
    lexicon, places = group
    more, own = _words(path, Concepts, f"{OVERLAYS}/{path.name}")
    if wrong := [Finding(*own[name], name, said) for name, said in _misused(lexicon, more)]:
        raise BookRefused(wrong)
    joined = {name: _joined(lexicon.concepts.get(name), concept) for name, concept in more.concepts.items()}
    return lexicon.model_copy(update={"concepts": lexicon.concepts | joined}), {**places, **own}


def _misused(lexicon: Lexicon, more: Concepts) -> Iterator[tuple[str, str]]:
    """Concepts of the group of which a site says more than words, or words that they have."""
    for name, concept in more.concepts.items():
        known = lexicon.concepts.get(name)
        if known and (changed := sorted(concept.model_fields_set - {"words"})):
            yield name, f"is the group's concept: a site adds words to it, and does not change its {', '.join(changed)}"
        twice = {phrase for phrase, _ in known.phrases()} & {phrase for phrase, _ in concept.phrases()} if known else ()
        yield from ((name, f"“{phrase}” is said of it in the group's book already") for phrase in sorted(twice))


def _joined(known: Concept | None, more: Concept) -> Concept:
    if known is None:
        return more
    words = {**known.words, **{tongue: [*known.words.get(tongue, ()), *own] for tongue, own in more.words.items()}}
    return known.model_copy(update={"words": words})
