"""`steward dead list|show|replay|discard`."""

import asyncio
import getpass
import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn

from chassis.dead import GivenUp, text_headers
from contracts import topics
from steward.answers import Exit, misused
from steward.commands.options import VAR, AsJson, Var
from steward.letters import Discarded, OpenLetter, chosen, chosen_exactly, discarded_letters, open_letters
from steward.letters import discard as discard_letters
from steward.letters import replay as replay_letters
from steward.reading import reader
from steward.screen import emit, err, listing, out
from steward.where import Where, where

dead = typer.Typer(no_args_is_help=True, help="What a service could not handle, and its way back.")
Service = Annotated[str | None, typer.Option("--service", help="Only this service's letters.")]
SHORT, LONGEST_REASON = 8, 500
OPERATOR = "operator"


@dead.command("list")
def list_(
    *,
    service: Service = None,
    discarded: Annotated[bool, typer.Option("--discarded", help="Those that were given up, and why.")] = False,
    as_json: AsJson = False,
    var: Var = VAR,
) -> None:
    """Every open letter: which message, why it was set aside, since when."""
    if discarded:
        _tell_discarded(asyncio.run(_read_discarded(where(var), service)), as_json=as_json)
        return
    letters = asyncio.run(_read(where(var), service))
    if as_json:
        emit(json.dumps([_json(letter) for letter in letters], ensure_ascii=False))
        return
    if not letters:
        out.print("[green]✓[/green] no open letters")
        return
    headings = ("letter", "service", "reason", "subject", "from", "since", "message")
    rows = [
        (one.id[:SHORT], one.service, one.reason, one.subject or "-", one.origin, one.at[:19], one.message)
        for one in letters
    ]
    out.print(listing(headings, rows))
    out.print("[dim]steward dead show LETTER; when its cause is mended: steward dead replay [LETTER…][/dim]")


def _tell_discarded(letters: Sequence[Discarded], *, as_json: bool) -> None:
    if as_json:
        emit(json.dumps([asdict(one) for one in letters], ensure_ascii=False))
        return
    for one in letters:
        told = f"{one.at[:19]}  {one.id[:SHORT]}  {one.service}  {one.subject or '-'}  by {one.by}: {one.because}"
        out.print(escape(told))
    if not letters:
        out.print("[green]✓[/green] no letter was given up")


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


@dead.command()
def discard(
    letters: Annotated[list[str], typer.Argument(help="Ids or their beginnings; each must mean one letter.")],
    *,
    reason: Annotated[str, typer.Option("--reason", help="Why it is given up; stays on record. No resident's words.")],
    by: Annotated[str, typer.Option("--by", help="Who decides it; else the name you are logged in as.")] = "",
    service: Service = None,
    as_json: AsJson = False,
    var: Var = VAR,
) -> None:
    """Give letters up for good: their subjects go on without them. 0 if all were, 1 if some stay open.

    For what can never be handled, such as broken bytes. First ask its writer to send it anew in the right form.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= LONGEST_REASON:
        raise misused(f"--reason takes 1 to {LONGEST_REASON} characters: say why nobody needs this message any more")
    there = where(var)
    found = chosen_exactly(asyncio.run(_read(there, service)), letters)
    given_up = GivenUp(reason, by.strip() or _login())
    with Progress(SpinnerColumn(), TextColumn("giving up"), console=err, transient=True, disable=as_json) as progress:
        progress.add_task("giving up")
        settled = asyncio.run(discard_letters(there.kafka, found, given_up))
    _tell_settled(found, settled, as_json=as_json, done="discarded")
    raise typer.Exit(Exit.DONE if len(settled) == len(found) else Exit.REFUSED)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return OPERATOR


def _tell_settled(letters: Sequence[OpenLetter], settled: set[str], *, as_json: bool, done: str = "settled") -> None:
    if as_json:
        told = [_json(letter) | {done: letter.id in settled} for letter in letters]
        emit(json.dumps(told, ensure_ascii=False))
        return
    for letter in letters:
        mark = f"[green]✓ {done}[/green]" if letter.id in settled else "[red]✗ still open[/red]"
        out.print(f"{mark}  {letter.id[:SHORT]}  {letter.service}  {escape(letter.subject or '-')}  {letter.reason}")
    if not letters:
        out.print("[green]✓[/green] no open letters")


async def _read(there: Where, service: str | None) -> list[OpenLetter]:
    wanted = _services(service)
    async with reader(there.kafka) as source:
        return await open_letters(source, wanted)


async def _read_discarded(there: Where, service: str | None) -> list[Discarded]:
    wanted = _services(service)
    async with reader(there.kafka) as source:
        return await discarded_letters(source, wanted)


def _services(service: str | None) -> Sequence[str]:
    if service is not None and service not in topics.SERVICES:
        raise misused(f"there is no service {service}; there are {', '.join(topics.SERVICES)}")
    return [service] if service else topics.SERVICES


def _json(letter: OpenLetter) -> dict[str, Any]:
    names = ("service", "id", "subject", "reason", "message", "origin", "at")
    return {name: getattr(letter, name) for name in names}


def register(app: typer.Typer) -> None:
    app.add_typer(dead, name="dead")
