"""`steward send`, `steward import`."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from contracts.vocabulary import Language
from steward.commands.options import VAR, AsJson, CallerKey, Var
from steward.request_file import Line, lines_of
from steward.screen import err, out
from steward.send import Answer, Target, send_all, tell_answer, verdict
from steward.where import DEMO_CALLER, DEMO_OPERATOR, where

File = Annotated[Path, typer.Argument(help="JSONL, a request a line; or CSV.")]
Columns = Annotated[Path | None, typer.Option(help="YAML: a line per CSV column, such as `电话: reporter.phone`.")]
Url = Annotated[
    str | None, typer.Option(envvar="STEWARD_INTAKE", help="Intake's address, if it is not what runs here.")
]
Spoken = Annotated[Language, typer.Option("--language", help="The language of refusals.")]


def send(
    file: File,
    *,
    as_json: AsJson = False,
    columns: Columns = None,
    url: Url = None,
    key: CallerKey = None,
    language: Spoken = Language.EN,
    var: Var = VAR,
) -> None:
    """Send every request of a file: a line of answer each. 0 all accepted, 1 some refused, 2 usage, 3 unreachable."""
    lines, there = lines_of(file, columns), where(var)
    _send(lines, Target(url or there.url("intake"), there.key(key, DEMO_CALLER), language=language), as_json=as_json)


def import_(
    file: File,
    *,
    as_json: AsJson = False,
    columns: Columns = None,
    url: Url = None,
    key: CallerKey = None,
    language: Spoken = Language.EN,
    var: Var = VAR,
) -> None:
    """Register requests of the past: everything is worked out as for `send`, and nobody is told (an operator's key)."""
    lines, there = lines_of(file, columns), where(var)
    address, own = url or there.url("intake"), there.key(key, DEMO_OPERATOR)
    _send(lines, Target(address, own, past=True, language=language), as_json=as_json)


def _send(lines: Sequence[Line], target: Target, *, as_json: bool) -> None:
    if not lines:
        err.print("nothing to send: the file holds no request")
    columns = (TextColumn("sending"), BarColumn(), MofNCompleteColumn())
    hidden = as_json or not (err.is_terminal and out.is_terminal)  # it takes over stdout while it is shown
    with Progress(*columns, console=err, transient=True, disable=hidden) as progress:
        task = progress.add_task("sending", total=len(lines))

        def done(answer: Answer) -> None:
            tell_answer(answer, as_lines=as_json)
            progress.advance(task)

        answers = asyncio.run(send_all(target, lines, done))
    raise typer.Exit(verdict(answers))


def register(app: typer.Typer) -> None:
    app.command()(send)
    app.command("import")(import_)
