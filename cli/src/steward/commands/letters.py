"""`steward dead list|show|replay`."""

import asyncio
import json
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn
from rich.table import Table

from chassis.dead import text_headers
from contracts import topics
from steward.answers import Exit, misused
from steward.commands.options import VAR, AsJson, Var
from steward.letters import OpenLetter, chosen, open_letters
from steward.letters import replay as replay_letters
from steward.reading import reader
from steward.screen import emit, err, out
from steward.where import Where, where

dead = typer.Typer(no_args_is_help=True, help="What a service could not handle, and its way back.")
Service = Annotated[str | None, typer.Option("--service", help="Only this service's letters.")]
SHORT = 8


@dead.command("list")
def list_(*, service: Service = None, as_json: AsJson = False, var: Var = VAR) -> None:
    """Every open letter: which message, why it was set aside, since when."""
    letters = asyncio.run(_read(where(var), service))
    if as_json:
        emit(json.dumps([_json(letter) for letter in letters], ensure_ascii=False))
        return
    if not letters:
        out.print("[green]✓[/green] no open letters")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("letter", "service", "reason", "subject", "from", "since", "message"):
        table.add_column(heading, overflow="fold")
    for one in letters:
        cells = (one.id[:SHORT], one.service, one.reason, one.subject or "-", one.origin, one.at[:19], one.message)
        table.add_row(*(escape(cell) for cell in cells))
    out.print(table)
    out.print("[dim]steward dead show LETTER; when its cause is mended: steward dead replay [LETTER…][/dim]")


@dead.command()
def show(
    letter: Annotated[str, typer.Argument(help="The letter's id, or its beginning.")],
    *,
    content: Annotated[bool, typer.Option("--content", help="Its bytes too; they may hold personal data.")] = False,
    var: Var = VAR,
) -> None:
    """One letter with its headers, as JSON."""
    found = chosen(asyncio.run(_read(where(var), None)), [letter])
    for one in found:
        headers = {name: value for name, value in text_headers(one.record).items() if not name.startswith("steward_")}
        told = _json(one) | {"headers": headers, "bytes": len(one.record.value or b"")}
        if content:
            told["content"] = (one.record.value or b"").decode(errors="replace")
        emit(json.dumps(told, ensure_ascii=False))


@dead.command()
def replay(
    letters: Annotated[list[str] | None, typer.Argument(help="Ids or their beginnings; all open ones if none.")] = None,
    *,
    service: Service = None,
    as_json: AsJson = False,
    var: Var = VAR,
) -> None:
    """Give letters to their service once more, in order, and wait. 0 if all were settled, 1 if some stay open."""
    there = where(var)
    found = chosen(asyncio.run(_read(there, service)), letters or [])
    with Progress(SpinnerColumn(), TextColumn("replaying"), console=err, transient=True, disable=as_json) as progress:
        progress.add_task("replaying")
        settled = asyncio.run(replay_letters(there.kafka, found)) if found else set()
    _tell_settled(found, settled, as_json=as_json)
    raise typer.Exit(Exit.DONE if len(settled) == len(found) else Exit.REFUSED)


def _tell_settled(letters: Sequence[OpenLetter], settled: set[str], *, as_json: bool) -> None:
    if as_json:
        told = [_json(letter) | {"settled": letter.id in settled} for letter in letters]
        emit(json.dumps(told, ensure_ascii=False))
        return
    for letter in letters:
        mark = "[green]✓ settled[/green]" if letter.id in settled else "[red]✗ still open[/red]"
        out.print(f"{mark}  {letter.id[:SHORT]}  {letter.service}  {escape(letter.subject or '-')}  {letter.reason}")
    if not letters:
        out.print("[green]✓[/green] no open letters")


async def _read(there: Where, service: str | None) -> list[OpenLetter]:
    if service is not None and service not in topics.SERVICES:
        raise misused(f"there is no service {service}; there are {', '.join(topics.SERVICES)}")
    async with reader(there.kafka) as source:
        return await open_letters(source, [service] if service else topics.SERVICES)


def _json(letter: OpenLetter) -> dict[str, Any]:
    names = ("service", "id", "subject", "reason", "message", "origin", "at")
    return {name: getattr(letter, name) for name in names}


def register(app: typer.Typer) -> None:
    app.add_typer(dead, name="dead")
