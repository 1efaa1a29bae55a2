"""Reading labelled messages from a file, and asking a rules folder about them: `steward rules score FILE`."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from classifier.book_file import Shelf, load
from classifier.check import books_for
from classifier.classify import Request, classify
from classifier.domain.evaluator import plain
from classifier.domain.matcher import build
from classifier.scoring import Labelled, Pair, Score, guess_of, scores
from classifier.trial import THEN


def lines(file: Path) -> Iterator[Labelled]:
    """The rows of a JSONL file; raises ValueError with the line of what cannot be read."""
    with file.open(encoding="utf-8") as rows:
        for number, row in enumerate(rows, 1):
            if row.strip():
                yield _row(file.name, number, row)


def _row(name: str, number: int, row: str) -> Labelled:
    try:
        return Labelled.model_validate_json(row)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{name}:{number}: {where}: {first['msg']}") from error


def answered(shelf: Shelf, rows: list[Labelled]) -> list[Pair]:
    """What a folder's books say of each row, beside what a person said."""
    matcher = build(shelf.group.lexicon)
    asking = {site: plain(books_for(shelf, site)) for site in {row.site for row in rows}}
    return [(row, guess_of(classify(matcher, asking[row.site], Request(row.text, row.channel), THEN))) for row in rows]


def score_file(rules: Path, file: Path) -> dict[str, Score]:
    """The figures of a rules folder on a labelled file; raises `BookRefused` and ValueError."""
    return scores(answered(load(rules), list(lines(file))))
