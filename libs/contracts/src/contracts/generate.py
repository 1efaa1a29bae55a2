"""`python -m contracts.generate` writes examples, schemas, TOPICS.md and docs/asyncapi.yaml; `--check`: are they fresh?

It refuses to replace a schema by one that breaks its readers, so regenerating cannot hide an incompatible change.
Whoever means it, before anybody relies on the type, edits the old schema file by hand first, and the review sees
that.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from contracts.asyncapi import asyncapi_page
from contracts.cloudevents import Event, encode
from contracts.compatibility import breaks
from contracts.examples import all_examples
from contracts.registry import topic_of
from contracts.schemas import DEFINITIONS, all_schemas, self_contained
from contracts.topics import COMMANDS, REQUESTS
from contracts.topics_page import topics_page

ROOT: Final = Path(__file__).resolve().parents[4]
_MEMBER: Final = "libs/contracts"
_SCHEMAS: Final = f"{_MEMBER}/schemas"
_EXAMPLES: Final = f"{_MEMBER}/examples"
_CURE: Final = "keep it as it was, or give the new meaning a new type ({next})"


@cache
def generated() -> dict[str, str]:
    """The text of every generated file, by its path below the repository's root."""
    schemas = {f"{_SCHEMAS}/{name}.json": _json(schema) for name, schema in all_schemas().items()}
    examples = {f"{_EXAMPLES}/{name}.json": _json(_example(event)) for name, event in all_examples().items()}
    pages = {f"{_MEMBER}/TOPICS.md": topics_page(), "docs/asyncapi.yaml": asyncapi_page()}
    return {**schemas, **examples, **pages}


def stale(root: Path) -> list[str]:
    """What is missing, out of date or no longer generated below `root`, one line each."""
    wanted = generated()
    there = {str(path.relative_to(root)) for folder in (_SCHEMAS, _EXAMPLES) for path in (root / folder).glob("*.json")}
    changed = [name for name, text in wanted.items() if _text(root / name) != text]
    return [f"{name}: not as the models have it" for name in changed] + [
        f"{name}: no model has this type any more" for name in sorted(there - wanted.keys())
    ]


def refusals(root: Path, new: dict[str, dict[str, Any]] | None = None) -> list[str]:
    """Why the schemas below `root` may not be replaced by `new` (today's models): the field and the cure, one line
    each.
    """
    after = all_schemas() if new is None else new
    before = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((root / _SCHEMAS).glob("*.json"))}
    if before and DEFINITIONS not in before:
        return [f"{_SCHEMAS}/{DEFINITIONS}.json is gone; bring it back, the other schemas point to it"]
    types = [name for name in before if name != DEFINITIONS]
    if before == after:
        return []
    return [line for name in types for line in _refusals_of(name, before, after)]


def write(root: Path) -> None:
    """Writes all generated files and removes examples of types that are no more."""
    wanted = generated()
    for path in (root / _EXAMPLES).glob("*.json"):
        if str(path.relative_to(root)) not in wanted:
            path.unlink()
    for name, text in wanted.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Exit code 0: written, or fresh. 1: refused, or stale."""
    parser = argparse.ArgumentParser(prog="python -m contracts.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; say whether everything is fresh")
    options = parser.parse_args(arguments)
    refused = refusals(root)
    lines = [*refused, *stale(root)] if options.check else refused
    if not options.check and not refused:
        write(root)
    cure = "run python -m contracts.generate" if options.check and not refused else "nothing was written"
    sys.stdout.write("".join(f"{line}\n" for line in lines) + (f"{len(lines)} findings; {cure}\n" if lines else ""))
    return 1 if lines else 0


def _refusals_of(name: str, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[str]:
    stem, version = name.rsplit(".v", 1)
    cure = _CURE.format(next=f"{stem}.v{int(version) + 1}")
    if name not in after:
        return [f"{name}: the type was removed; {cure}"]
    found = breaks(self_contained(before, name), self_contained(after, name), readers=_has_readers(name))
    return [f"{name}: {line}; {cure}" for line in found]


def _has_readers(name: str) -> bool:
    return topic_of(name) not in {COMMANDS, REQUESTS}


def _example(event: Event) -> dict[str, Any]:
    headers, value = encode(event)
    return {"headers": {key: raw.decode() for key, raw in headers}, "data": json.loads(value)}


def _json(value: Any) -> str:  # noqa: ANN401  any JSON document
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.exists() else ""


if __name__ == "__main__":
    raise SystemExit(main())
