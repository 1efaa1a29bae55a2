"""Reading labelled messages from a file, and asking a rules folder about them: `steward rules score FILE`."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from classifier.book_file import Shelf
from classifier.classify import Request, classify
from classifier.domain.evaluator import plain
from classifier.matchers import Matchers
from classifier.scoring import Labelled, Pair, guess_of
from classifier.trial import THEN


def lines(file: Path) -> Iterator[Labelled]:
    """The rows of a JSONL file; a row without an `id` has its line's number.

    Raises ValueError with file, line, field and cure for what cannot be read, OSError for a file that is not there.
    """
    with file.open(encoding="utf-8-sig") as rows:
        try:
            for number, row in enumerate(rows, 1):
                if row.strip():
                    yield _row(file.name, number, row)
        except UnicodeDecodeError as error:
            raise ValueError(f"{file.name}: is not UTF-8 ({error.reason}); save it as UTF-8") from None


def _row(name: str, number: int, row: str) -> Labelled:
    try:
        found = Labelled.model_validate_json(row)
    except ValidationError as error:
        raise ValueError(f"{name}:{number}: {_wrong(error)}") from None
    return found if found.id else found.model_copy(update={"id": str(number)})


def _wrong(error: ValidationError) -> str:
    """Which field, what is wrong with it, what to do; never what stands in it."""
    first = error.errors(include_input=False)[0]
    if not first["loc"]:
        return f"is no row: {first['msg']}; a line is one JSON object"
    where = ".".join(str(part) for part in first["loc"])
    needed = ", ".join(name for name, own in Labelled.model_fields.items() if own.is_required())
    return f"{where}: {first['msg']}; mend the row or take it out (each needs {needed})"


def answered(shelf: Shelf, rows: list[Labelled]) -> list[Pair]:
    """What a folder's books say of each row, beside what a person said."""
    matchers, asking = Matchers(shelf), {site: plain(shelf.books(site)) for site in {row.site for row in rows}}
    return [
        (row, guess_of(classify(matchers.of(row.site), asking[row.site], Request(row.text, row.channel), THEN)))
        for row in rows
    ]
