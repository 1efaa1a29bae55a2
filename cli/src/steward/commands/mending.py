"""`steward rebuild`, `steward erase`, `steward topics`."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from contracts import topics
from contracts.register_number import pretty
from steward import master_key
from steward.answers import CommandError, Exit
from steward.commands.options import VAR, AsJson, CallerKey, Var
from steward.mending import (
    Erased,
    ask_to_erase,
    connected,
    forget_records,
    opening,
    parts_of,
    restart,
    restore_keys,
    until_key_gone,
)
from steward.naming import checked, ticket_named
from steward.reading import reader, sizes
from steward.screen import emit, err, listing, out
from steward.story import read_story
from steward.where import DEMO_OPERATOR, Where, where

KEYS = "keys"


def rebuild(
    service: Annotated[str, typer.Argument(help="dispatch, sla-monitor or notifier; or keys.")],
    *,
    again: Annotated[bool, typer.Option("--restart", help="Also restart it, if `steward up` runs it here.")] = False,
    as_json: AsJson = False,
    var: Var = VAR,
) -> None:
    """Throw a service's records away: it folds them anew from its topic. `keys` restores them from tickets.keys."""
    there = where(var)
    told = _keys_restored(there) if service == KEYS else _records_forgotten(there, service, again=again)
    if as_json:
        emit(json.dumps({"rebuilt": service} | told.numbers))
    else:
        out.print(f"[green]✓[/green] {told.words}")


@dataclass(frozen=True, slots=True)
class _Rebuilt:
    numbers: dict[str, int | bool]
    words: str


def _keys_restored(there: Where) -> _Rebuilt:
    restored, gone = asyncio.run(_restore(there))
    words = f"{restored} keys restored, {gone} erased ones stay gone"
    return _Rebuilt({"restored": restored, "erased": gone}, words)


def _records_forgotten(there: Where, service: str, *, again: bool) -> _Rebuilt:
    deleted = asyncio.run(_forget(there, service))
    restarted = again and restart(there.var, service)
    next_ = (
        f"{service} restarts and folds its topic; look at /ready"
        if restarted
        else f"{service}, if it runs, notices within a second and folds its topic from the beginning; look at /ready"
    )
    return _Rebuilt({"deleted": deleted, "restarted": restarted}, f"{deleted} keys of {service} deleted\n{next_}")


def erase(
    number: Annotated[str, typer.Argument(help="The register number in any spelling, or the ticket's id.")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
    key: CallerKey = None,
    var: Var = VAR,
) -> None:
    """Erase a ticket's person: its key is destroyed, nothing sealed opens ever again, the event stays (D-108)."""
    name, there = checked(number), where(var)
    there.url("dispatch")
    if not yes and sys.stdin.isatty():
        typer.confirm(f"Destroy the key of {number}? Nobody can take this back", abort=True)
    found = asyncio.run(_erase(name, there, there.key(key, DEMO_OPERATOR)))
    if as_json:
        emit(json.dumps({"number": name, "parts": found.parts, "opened": found.before, "open_now": found.now}))
    else:
        out.print(
            f"[green]✓[/green] {number}: {found.parts} sealed parts, {found.before} opened before, {found.now} open now"
        )
    raise typer.Exit(Exit.REFUSED if found.now else Exit.DONE)


def list_topics(*, as_json: AsJson = False, var: Var = VAR) -> None:
    """Every topic: who writes and reads it, how long it is kept, how much is on it."""
    there = where(var)
    records = asyncio.run(_records(there)) if "kafka" in there.found else {}
    if as_json:
        told = [_described(topic) | {"records": records.get(topic.name)} for topic in topics.TOPICS]
        emit(json.dumps(told, ensure_ascii=False))
        return
    headings = ("topic", "key", "writers", "readers", "kept", "records", "what")
    out.print(listing(headings, [_cells(topic, records.get(topic.name)) for topic in topics.TOPICS]))


def _cells(topic: topics.Topic, records: int | None) -> tuple[str, ...]:
    name = f"{topic.name} (private)" if topic.private else topic.name
    writers, readers, kept = ", ".join(topic.writers), ", ".join(topic.readers), str(_described(topic)["kept"])
    return (name, topic.key, writers, readers, kept, "-" if records is None else str(records), topic.what)


def _described(topic: topics.Topic) -> dict[str, object]:
    kept = "compacted" if topic.compacted else _days(topic.retention.days) if topic.retention else "for ever"
    about = {"name": topic.name, "key": topic.key, "writers": topic.writers, "readers": topic.readers}
    return about | {"kept": kept, "private": topic.private, "what": topic.what}


def _days(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"


async def _records(there: Where) -> dict[str, int]:
    async with reader(there.kafka) as source:
        parts = source.parts(*(topic.name for topic in topics.TOPICS))
        found: dict[str, int] = {}
        for part, (first, after) in (await sizes(source, parts)).items():
            found[part.topic] = found.get(part.topic, 0) + after - first
        return found


async def _forget(there: Where, service: str) -> int:
    async with connected(there.redis) as redis:
        return await forget_records(redis, service)


async def _restore(there: Where) -> tuple[int, int]:
    with Progress(SpinnerColumn(), TextColumn("{task.completed} records read"), console=err, transient=True) as shown:
        task = shown.add_task("reading")
        async with connected(there.redis) as redis, reader(there.kafka) as source:
            return await restore_keys(redis, source, lambda: shown.advance(task))


async def _erase(name: str, there: Where, key: str) -> Erased:
    """Ask dispatch, wait for the key to go, then try every sealed part that there is."""
    file = there.var / master_key.FILE
    master = master_key.given(file if file.exists() else None, os.environ)
    async with connected(there.redis) as redis, reader(there.kafka) as source:
        ticket = await ticket_named(name, redis, source)
        story = await read_story(source, ticket)
        before = await opening(redis, ticket, story, master) if master else 0
        reply = await ask_to_erase(there.url("dispatch"), key, ticket)
        if not reply.ok:
            detail = reply.body.get("detail") if isinstance(reply.body, dict) else reply.body
            raise CommandError(f"dispatch refused ({reply.status}): {detail}")
        if not await until_key_gone(redis, ticket):
            raise CommandError(f"{_spelled(name)}: erased on record, its key is not gone yet; is dispatch running?")
        story = await read_story(source, ticket)
        now = await opening(redis, ticket, story, master) if master else 0
        return Erased(parts_of(story), before, now)


def _spelled(name: str) -> str:
    return name if "-" in name else pretty(name)


def register(app: typer.Typer) -> None:
    app.command()(rebuild)
    app.command()(erase)
    app.command("topics")(list_topics)
