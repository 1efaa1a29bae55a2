"""Reading a rule book from its folder: every refusal names file, line, rule and reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from classifier.domain.book import Book, Placed, bind
from classifier.domain.book_checks import Finding, Places, findings
from classifier.domain.lexicon import Concepts, Lexicon
from classifier.domain.rule import Rule, Stage
from contracts.vocabulary import Channel

LEXICON = "lexicon.yaml"
OVERLAYS = "overlays"
_CASES = ".cases.yaml"
_MORE_WORDS = ".lexicon.yaml"

_Words = TypeVar("_Words", Concepts, Lexicon)

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's safe loader where PyYAML was built with it: it starts the classifier ten times as fast."""


class BookRefused(ValueError):  # noqa: N818  the field's word
    """A book that may not be used; `findings` says why."""

    def __init__(self, wrong: list[Finding]) -> None:
        more = f" (and {len(wrong) - 1} more; see `steward rules check`)" if len(wrong) > 1 else ""
        super().__init__(f"{wrong[0]}{more}")
        self.findings = wrong


class Case(BaseModel):
    """An example beside the rules: a text and what must be decided on it, by which rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    channel: Channel = Channel.WEB
    asks_for: str = ""
    forwarded: bool = False
    site: str | None = None
    expect: dict[str, str | list[str] | None]
    rules: tuple[str, ...] = ()
    line: Annotated[int, Field(ge=0)] = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a rules folder holds: the group's book, a book per site with an overlay, the cases."""

    group: Book
    sites: dict[str, Book]
    cases: tuple[Case, ...]


def _composed(path: Path, name: str) -> tuple[Any, yaml.Node | None]:
    try:
        text = path.read_text(encoding="utf-8")
        return yaml.load(text, FAST), yaml.compose(text, FAST)  # noqa: S506  FAST is a safe loader
    except OSError as error:
        raise BookRefused([Finding(name, 0, "-", f"cannot be read: {error.strerror}")]) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise BookRefused(
            [Finding(name, mark.line + 1 if mark else 0, "-", "is not YAML; check indentation")]
        ) from error


def _entries(path: Path, name: str, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The mappings of the list under `key`, each with its line."""
    data, node = _composed(path, name)
    if not isinstance(data, dict) or set(data) != {key} or not isinstance(data[key], list):
        raise BookRefused([Finding(name, 1, "-", f"must hold one list under `{key}:`")])
    assert isinstance(node, yaml.MappingNode)  # noqa: S101  it is what made `data` a dict
    for item, place in zip(data[key], node.value[0][1].value, strict=True):
        if not isinstance(item, dict):
            raise BookRefused([Finding(name, place.start_mark.line + 1, "-", "must be a mapping")])
        yield place.start_mark.line + 1, item


def _why(error: ValidationError) -> str:
    first = error.errors()[0]
    where, said = ".".join(str(part) for part in first["loc"]), first["msg"].removeprefix("Value error, ")
    return f"{where}: {said}" if where else said


def _rules(path: Path, name: str) -> Iterator[Placed]:
    wrong: list[Finding] = []
    for line, item in _entries(path, name, "rules"):
        values = {key: value for key, value in item.items() if key != "stage"}
        try:
            stage = Stage(item.get("stage", path.stem))
            yield Placed(Rule.model_validate(values), stage, name, line)
        except ValidationError as error:
            wrong.append(Finding(name, line, str(item.get("name", "-")), _why(error)))
        except ValueError:
            wrong.append(Finding(name, line, str(item.get("name", "-")), f"stage: one of {', '.join(Stage)}"))
    if wrong:
        raise BookRefused(wrong)


def _lexicon(folder: Path) -> tuple[Lexicon, Places]:
    """The words of `lexicon.yaml`, then those of every `*.lexicon.yaml`, and where each concept stands; none twice."""
    lexicon, places = _words(folder / LEXICON, Lexicon)
    concepts = dict(lexicon.concepts)
    for path in sorted(folder.glob(f"*{_MORE_WORDS}")):
        more, own = _words(path, Concepts)
        if twice := sorted(concepts.keys() & more.concepts.keys()):
            raise BookRefused([Finding(*own[twice[0]], twice[0], "is a concept of another file too")])
        concepts, places = concepts | more.concepts, {**places, **own}
    return lexicon.model_copy(update={"concepts": concepts}), places


def _words(path: Path, kind: type[_Words]) -> tuple[_Words, Places]:
    data, node = _composed(path, path.name)
    try:
        words = kind.model_validate(data)
    except ValidationError as error:
        where = [str(part) for part in error.errors()[0]["loc"]]
        raise BookRefused([Finding(path.name, _line(node, where), ".".join(where[:2]), _why(error))]) from error
    return words, {name: (path.name, line) for name, line in _concept_lines(node, words.concepts)}


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


def _cases(path: Path, name: str) -> Iterator[Case]:
    for line, item in _entries(path, name, "cases"):
        try:
            yield Case.model_validate({**item, "line": line, "file": name})
        except ValidationError as error:
            raise BookRefused([Finding(name, line, "case", _why(error))]) from error


def _bound(words: tuple[Lexicon, Places], placed: list[Placed], group: Book | None = None) -> Book:
    lexicon, places = words
    book = bind(lexicon, placed)
    if wrong := findings(book, places, group):
        raise BookRefused(wrong)
    return book


def _stage_files(folder: Path) -> list[Path]:
    others = (LEXICON, _CASES, _MORE_WORDS)
    files = sorted(path for path in folder.glob("*.yaml") if not path.name.endswith(others))
    if not files:
        raise BookRefused([Finding(str(folder.name), 0, "-", "holds no rule file; expected category.yaml and others")])
    return files


def load(folder: Path) -> Shelf:
    """All books and cases of a folder; raises `BookRefused`."""
    words = _lexicon(folder)
    group = _bound(words, [own for path in _stage_files(folder) for own in _rules(path, path.name)])
    sites = {
        path.stem: _bound(words, list(_rules(path, f"{OVERLAYS}/{path.name}")), group)
        for path in sorted((folder / OVERLAYS).glob("*.yaml"))
        if not path.name.endswith(_CASES)
    }
    files = sorted(folder.rglob(f"*{_CASES}"))
    cases = tuple(case for path in files for case in _cases(path, str(path.relative_to(folder))))
    return Shelf(group, sites, cases)
