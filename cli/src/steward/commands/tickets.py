"""`steward ticket show`, `steward ticket explain`."""

import asyncio
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from redis.asyncio import Redis
from rich import box
from rich.markup import escape
from rich.table import Table

from classifier.settings import SHIPPED
from contracts import topics
from contracts.ids import subject_of
from contracts.register_number import pretty
from contracts.sealing import SealBroken
from contracts.vocabulary import Language
from steward import master_key
from steward.answers import CommandError
from steward.commands.options import VAR, AsJson, MasterKey, Var
from steward.commands.rules.options import READ_BY_SERVICES, Sentences
from steward.explaining import Reason, reasons
from steward.naming import checked, ticket_named
from steward.reading import reader
from steward.rulebook.of_ticket import by_the_rules, decided, standing
from steward.rulebook.of_ticket import shown as slots_of
from steward.screen import emit, out
from steward.story import Told, as_json, key_of, opened, read_story
from steward.telling import line, short_type, words
from steward.where import Where, where

ticket = typer.Typer(no_args_is_help=True, help="A ticket's whole story, and why it is what it is.")
Number = Annotated[str, typer.Argument(help="The register number in any spelling, or the ticket's id.")]
STYLES = {
    topics.RECEIVED.name: "bold",
    topics.CLASSIFIED.name: "magenta",
    topics.LIFECYCLE.name: "bold cyan",
    topics.DEADLINES.name: "yellow",
    topics.NOTIFICATIONS.name: "green",
}
CLOSED = "sealed parts stay closed; open them with --key var/master.key"
GONE = "the key is gone: sealed parts open for nobody any more (erased, or Redis lost it: steward rebuild keys)"


@dataclass(frozen=True, slots=True)
class Whole:
    """A ticket's story as it was read, and what is to be said about its seals."""

    ticket: str
    number: str
    remark: str
    story: Sequence[Told]


@ticket.command()
def show(number: Number, *, as_json: AsJson = False, key: MasterKey = None, var: Var = VAR) -> None:
    """Everything that happened to a ticket, from all topics, in order."""
    whole = asyncio.run(read(checked(number), key, where(var)))
    if as_json:
        emit(json.dumps(_json(whole), ensure_ascii=False))
        return
    out.print(_table(whole))
    out.print(f"[dim]{len(whole.story)} facts; {escape(whole.remark)}[/dim]")


@ticket.command()
def explain(
    number: Number,
    *,
    as_json: AsJson = False,
    key: MasterKey = None,
    rules: Annotated[Path, typer.Option(envvar=READ_BY_SERVICES, help="The rule book, for its sentences.")] = SHIPPED,
    language: Sentences = None,
    var: Var = VAR,
) -> None:
    """Why it is what it is: each slot with its rule and, to who has the key, its words; then tables and people."""
    whole = asyncio.run(read(checked(number), key, where(var)))
    found, first = reasons(whole.story), decided(whole.story)
    placed, lacking = standing(rules, first.fact.site) if first else ({}, "")
    shown = slots_of(first, placed) if first else []
    if as_json:
        about = {
            "ticket": whole.ticket,
            "number": whole.number,
            "book": first.fact.book_version if first else None,
            "cut": bool(first and first.fact.cut),
        }
        told: dict[str, Any] = {
            **about,
            "slots": [asdict(one) for one in shown],
            "reasons": [asdict(one) for one in found],
        }
        emit(json.dumps(told, ensure_ascii=False))
        return
    out.print(f"[bold]{pretty(whole.number)}: why[/bold]")
    if first:
        out.print(by_the_rules(first, shown, [language] if language else list(Language)))
    out.print(_reason_table(found))
    if lacking:
        out.print(f"[yellow]![/yellow] {escape(lacking)}", soft_wrap=True)
    out.print(f"[dim]{escape(whole.remark)}[/dim]")


async def read(name: str, key_file: Path | None, there: Where) -> Whole:
    """The story of a number, opened with the operator's key if there is one."""
    master = master_key.given(key_file, os.environ)
    redis = Redis.from_url(there.redis, socket_connect_timeout=2)
    try:
        async with reader(there.kafka) as source:
            found = await ticket_named(name, redis, source)
            story = await read_story(source, found)
        if not story:
            raise CommandError(
                f"nothing is known of {name} here; read it again, or name the installation's folder with --var"
            )
        key = await key_of(redis, found, master) if master else None
    except SealBroken:
        raise CommandError("this master key is another installation's; name the right one with --key") from None
    finally:
        await redis.aclose()
    remark = CLOSED if master is None else "opened with the operator's key" if key else GONE
    return Whole(found, _number(story, name), remark, [opened(one, key) for one in story] if key else story)


def _number(story: Sequence[Told], name: str) -> str:
    found = (getattr(one.event.data, "number", None) for one in story if one.event)
    return next(filter(None, found), name)


def _json(whole: Whole) -> dict[str, Any]:
    subject = subject_of(whole.ticket)
    about = {"ticket": whole.ticket, "number": whole.number, "subject": subject, "remark": whole.remark}
    return about | {"facts": [as_json(one) for one in whole.story]}


def _table(whole: Whole) -> Table:
    title = f"{pretty(whole.number)}  [dim]{whole.ticket}[/dim]"
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("at", "fact", "what"):
        table.add_column(heading, overflow="fold", no_wrap=heading != "what")
    said: set[str] = set()
    for one in whole.story:
        new = [text for text in words(one) if text not in said]
        said.update(new)
        what = "".join((escape(line(one)), *(f"\n[italic]{escape(text)}[/italic]" for text in new)))
        style = STYLES.get(one.topic, "")
        table.add_row(
            f"{one.at.astimezone():%m-%d %H:%M:%S.%f}"[:-3],
            f"[{style}]{short_type(one.type)}[/]" if style else short_type(one.type),
            what,
        )
    return table


def _reason_table(found: Sequence[Reason]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("about", "decided", "by"):
        table.add_column(heading, overflow="fold")
    for one in found:
        matched = f" [italic]“{escape('” “'.join(one.words))}”[/italic]" if one.words else ""
        table.add_row(one.about, f"[bold]{escape(one.value)}[/bold]{matched}", escape(one.rule))
    return table


def register(app: typer.Typer) -> None:
    app.add_typer(ticket, name="ticket")
