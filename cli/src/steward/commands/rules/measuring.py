"""`steward rules score|coverage`: how well the rules read messages that people labelled, and which rules are used."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from classifier.labelled import answered, lines
from classifier.scoring import Labelled, scores
from classifier.settings import SHIPPED
from steward.answers import CommandError, misused
from steward.commands.options import AsJson
from steward.commands.rules.options import Folder
from steward.rulebook.books import shelf_in
from steward.rulebook.figures import by_rule, miss_table, misses, table
from steward.screen import emit, out

MOST_RULES = 10


def score(
    file: Annotated[Path, typer.Argument(help="Labelled tickets, JSONL: text, lang, gold_category and others.")],
    *,
    folder: Folder = SHIPPED,
    show_misses: Annotated[bool, typer.Option("--misses", help="Also each disagreement, by row; no texts.")] = False,
    as_json: AsJson = False,
) -> None:
    """How often the rules say what people said of the same tickets, per language. Needs nothing that runs."""
    shelf, rows = shelf_in(folder), labelled_in(file)
    pairs = answered(shelf, rows)
    if as_json:
        emit(json.dumps({name: asdict(own) for name, own in scores(pairs).items()}))
        return
    out.print(table(scores(pairs)))
    found = misses(pairs)
    for slot, rule, times in by_rule(found)[:MOST_RULES]:
        out.print(f"[dim]{times:4d} times contradicted: {slot} by {rule}[/dim]")
    if show_misses:
        out.print(miss_table(found))


def labelled_in(file: Path) -> list[Labelled]:
    """The rows of a labelled file. Raises CommandError with file, line, field and cure."""
    try:
        rows = list(lines(file))
    except OSError as error:
        raise misused(f"{file}: cannot be read ({error.strerror}); name a JSONL file of labelled tickets") from None
    except ValueError as wrong:
        raise CommandError(str(wrong)) from None
    if not rows:
        raise CommandError(f"{file}: holds no rows; a line is one JSON object with text, lang and gold_category")
    return rows


def register(rules: typer.Typer) -> None:
    rules.command()(score)
