"""Requests out of a file: JSONL, one request a line, or CSV with a map from its columns to a request's fields. Pure."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from steward.answers import misused

LISTS = frozenset({"about.people"})
SEPARATORS = "；;、"
ENCODINGS = ("utf-8-sig", "gb18030")
"""What spreadsheets in the field write."""


@dataclass(frozen=True, slots=True)
class Line:
    """One request of the file as it will be sent; `fault` instead of `body` where the line is none."""

    number: int
    body: dict[str, Any] | None
    fault: str = ""

    @property
    def id(self) -> str | None:
        found = self.body.get("id") if self.body else None
        return found if isinstance(found, str) else None


def lines_of(path: Path, columns: Path | None) -> list[Line]:
    """Every request of the file. Raises CommandError for a file that cannot be read at all."""
    text = _text(path)
    if path.suffix.lower() == ".csv" or columns is not None:
        return list(from_csv(text, _map_in(columns) if columns else {}, str(path)))
    return list(from_jsonl(text))


def from_jsonl(text: str) -> Iterator[Line]:
    """Blank lines are passed over; a line that is no JSON object is told with its number."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            body = json.loads(line)
        except ValueError as error:
            yield Line(number, None, f"line {number} is not JSON: {error}")
            continue
        yield Line(number, body) if isinstance(body, dict) else Line(number, None, f"line {number} is no JSON object")


def from_csv(text: str, columns: Mapping[str, str], where: str) -> Iterator[Line]:
    """`columns` says which field a column is (`电话: reporter.phone`); without it the headings are the fields."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    headings = [heading.strip() for heading in reader.fieldnames or ()]
    if strange := [name for name in columns if name not in headings]:
        raise misused(f"{where}: has no column {', '.join(strange)}; its columns are {', '.join(headings)}")
    reader.fieldnames = headings
    for row in reader:
        if None in row:
            yield Line(reader.line_num, None, f"line {reader.line_num} has more cells than the heading has columns")
            continue
        cells = {columns.get(name, name): (value or "").strip() for name, value in row.items()}
        if any(cells.values()):
            yield Line(reader.line_num, nested({field: cell for field, cell in cells.items() if cell and field}))


def nested(cells: Mapping[str, str]) -> dict[str, Any]:
    """`{"reporter.name": "…"}` as `{"reporter": {"name": "…"}}`."""
    body: dict[str, Any] = {}
    for field, cell in cells.items():
        *parents, last = field.split(".")
        place = body
        for parent in parents:
            place = place.setdefault(parent, {})
        place[last] = _listed(cell) if field in LISTS else cell
    return body


def _listed(cell: str) -> list[str]:
    for separator in SEPARATORS[1:]:
        cell = cell.replace(separator, SEPARATORS[0])
    return [part.strip() for part in cell.split(SEPARATORS[0]) if part.strip()]


def _text(path: Path, wanted: str = "a JSONL or CSV file") -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise misused(f"{path}: cannot be read ({error.strerror}); name {wanted}") from None
    return text_of(raw, str(path))


def text_of(raw: bytes, where: str) -> str:
    """Bytes as text, in one of the two encodings of the field. Raises CommandError for any other."""
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise misused(f"{where}: is neither UTF-8 nor GB 18030; save it as UTF-8")


def _map_in(path: Path) -> dict[str, str]:
    try:
        found = yaml.safe_load(_text(path, "a YAML file with a line per column"))
    except yaml.YAMLError as error:
        raise misused(f"{path}: is not YAML: {error}") from None
    if not isinstance(found, dict) or not all(isinstance(part, str) for pair in found.items() for part in pair):
        raise misused(f"{path}: holds a line per column, such as `电话: reporter.phone`")
    return found
