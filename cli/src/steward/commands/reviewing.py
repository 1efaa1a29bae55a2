"""`steward estate check`: the property group's files, looked at before they go live."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from chassis.clock import SystemClock
from estate import EstateRefused
from estate import check as estate_gaps
from estate import load as load_estate
from steward.answers import Exit
from steward.commands.options import ESTATE, AsJson
from steward.screen import emit, out

estate = typer.Typer(no_args_is_help=True, help="The property group's files: check them.")


@estate.command("check")
def estate_check(
    folder: Annotated[Path, typer.Argument(help="The property group's YAML folder.")] = ESTATE,
    *,
    as_json: AsJson = False,
) -> None:
    """Everything that is wrong with an estate, then gaps that may not be meant. 0 if it may go live, 1 if not."""
    try:
        loaded = load_estate(folder)
    except EstateRefused as refused:
        _tell_problems([str(problem) for problem in refused.problems], as_json=as_json)
        raise typer.Exit(Exit.REFUSED) from None
    gaps = estate_gaps(loaded, SystemClock().now())
    if as_json:
        told = {"ok": True, "version": loaded.version, "gaps": [asdict(one) for one in gaps]}
        emit(json.dumps(told, ensure_ascii=False))
        return
    people, places = len(loaded.people), len(loaded.sites)
    out.print(f"[green]✓[/green] {folder}: {places} sites, {people} people, version {loaded.version}")
    for one in gaps:
        out.print(f"[yellow]![/yellow] {one.concern}: {escape(one.where)}: {escape(one.message)}")


def _tell_problems(problems: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        emit(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False))
        return
    for problem in problems:
        out.print(f"[red]✗[/red] {escape(problem)}")


def register(app: typer.Typer) -> None:
    app.add_typer(estate, name="estate")
