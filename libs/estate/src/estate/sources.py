"""YAML files with their line numbers, and the problems found in them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

M = TypeVar("M", bound=BaseModel)
Step = str | int
Where = tuple[Step, ...]
_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml reads a site in a tenth of the time; PyYAML's own loader is there where it was built without."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, where: file, path inside it (`departments[2].head`), line (1-based; 0 unknown), and what to do."""

    file: str
    path: str
    line: int
    reason: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.path}: {self.reason}" if self.path else f"{place}: {self.reason}"


class EstateRefused(ValueError):  # noqa: N818 — named by what happened
    """An estate that cannot be used; `problems` holds everything found wrong, not only the first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Source:
    """One YAML file read: its name, its content as plain data, and the line of every path in it."""

    file: str
    data: Any
    lines: Mapping[Where, int]

    def problem(self, where: Where, reason: str) -> Problem:
        """A problem at a path of this file, with the line of the nearest node that exists."""
        line = next((self.lines[where[:n]] for n in range(len(where), -1, -1) if where[:n] in self.lines), 0)
        return Problem(self.file, _written(where), line, reason)


def _written(where: Where) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where)
    return text.removeprefix(".")


def read(root: Path, file: Path) -> Source:
    """Reads one file; raises EstateRefused if it is away, no UTF-8, no YAML, or names a key twice."""
    name = file.relative_to(root).as_posix()
    try:
        loader = _Loader(file.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        lines: dict[Where, int] = {}
        problems = tuple(_walk(name, node, (), lines)) if node is not None else ()
        data = loader.construct_document(node) if node is not None and not problems else None
    except OSError as away:
        raise EstateRefused((Problem(name, "", 0, f"cannot be read ({away.strerror}): add the file"),)) from away
    except UnicodeDecodeError as foreign:
        raise EstateRefused(
            (Problem(name, "", 0, f"is not UTF-8 (byte {foreign.start}): save it as UTF-8"),)
        ) from foreign
    except yaml.YAMLError as broken:
        raise EstateRefused((_broken(name, broken),)) from broken
    if problems:
        raise EstateRefused(problems)
    return Source(name, data, lines)


def _broken(name: str, broken: yaml.YAMLError) -> Problem:
    mark = getattr(broken, "problem_mark", None)
    what = getattr(broken, "problem", None) or str(broken)
    return Problem(name, "", mark.line + 1 if mark else 0, f"is not valid YAML: {what}")


def _walk(file: str, node: yaml.Node, where: Where, lines: dict[Where, int]) -> Iterator[Problem]:
    """Notes the line of every node, and finds keys given twice, of which YAML would silently keep the last."""
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from _walk(file, item, (*where, number), lines)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.tag == "tag:yaml.org,2002:merge":  # what << brings in stands in the anchor's lines
                yield from _walk(file, value, where, lines)
                continue
            path = (*where, str(key.value))
            if key.value in seen:
                yield Problem(file, _written(path), key.start_mark.line + 1, "is given twice: keep one")
            seen.add(key.value)
            lines[path] = key.start_mark.line + 1
            yield from _walk(file, value, path, lines)


def parsed(source: Source, model: type[M], data: object, where: Where = ()) -> M | tuple[Problem, ...]:
    """`data` as a model, or everything that is wrong with it."""
    try:
        return model.model_validate(data)
    except ValidationError as wrong:
        return tuple(_refusal(source, where, dict(error)) for error in wrong.errors(include_url=False))


def _refusal(source: Source, where: Where, error: Mapping[str, Any]) -> Problem:
    path = (*where, *_known(source, where, error["loc"]))
    if error["type"] == "extra_forbidden":
        return source.problem(path, "unknown field: remove it or correct its spelling")
    if error["type"] == "missing":
        return source.problem(path, "is missing: add it")
    return source.problem(path, _plain(str(error["msg"]), error.get("input")))


def _known(source: Source, where: Where, loc: Where) -> Where:
    """The path without the steps that pydantic adds of its own (a single limit's index, `[key]`)."""
    kept: list[Step] = []
    for number, step in enumerate(loc):
        named = number == len(loc) - 1 and isinstance(step, str)
        key = step if (*where, *kept, step) in source.lines else _spelt(step)
        if named or (*where, *kept, key) in source.lines:
            kept.append(key)
    return tuple(step for step in kept if step != "[key]")


def _spelt(step: Step) -> str:
    """A key as it stands in the file: pydantic names a year by its number and a date by how Python writes it."""
    day = re.fullmatch(r"datetime\.date\((\d+), (\d+), (\d+)\)", str(step))
    return date(*(int(part) for part in day.groups())).isoformat() if day else str(step)


def _plain(message: str, given: object) -> str:
    text = message.removeprefix("Value error, ")
    simple = isinstance(given, str | int | float | bool) and text == message
    return f"{text}, not {given!r}" if simple else text
