"""`steward rules shadow|coverage`: past tickets through a book, before it goes live. Nothing is published."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from classifier.book_file import Shelf
from classifier.check import check
from classifier.settings import SHIPPED
from contracts import topics
from contracts.facts import TicketClassified
from steward.answers import CommandError, Exit, misused
from steward.commands.options import VAR, AsJson, MasterKey, Var
from steward.commands.rules.options import Folder, Messages, Since, day
from steward.rulebook.books import Answer, answering, shelf_in
from steward.rulebook.coverage import Coverage, Used, gone, used
from steward.rulebook.installation import opened
from steward.rulebook.past import Past, events_on, in_file, on_topic
from steward.rulebook.shadow import Move, Shadow
from steward.screen import emit, out

MOST_ROWS = 40
SHORT = 80


def shadow(
    book: Annotated[Path, typer.Option(help="The new rule book's folder.")],
    *,
    folder: Folder = SHIPPED,
    file: Messages = None,
    since: Since = None,
    examples: Annotated[int, typer.Option(min=0, max=50, help="Messages shown of each change.")] = 3,
    key: MasterKey = None,
    as_json: AsJson = False,
    var: Var = VAR,
) -> None:
    """What a new book would change on past tickets: from a file, or from the topic with the operator's key.

    Ends like diff: 0 if nothing would change, 1 if something would.
    """
    old, new, counts = answering(shelf_in(folder)), answering(shelf_in(book)), Shadow(examples)
    if file:
        compared(counts, in_file(file), old, new)
    else:
        asyncio.run(_compared_on_topic(counts, old, new, key, var, since))
    failing = len(check(book))
    if as_json:
        emit(json.dumps(_shadow_json(counts, failing), ensure_ascii=False))
    else:
        _tell_shadow(counts, failing, book)
    raise typer.Exit(Exit.REFUSED if counts.changed else Exit.DONE)


def coverage(
    *,
    folder: Folder = SHIPPED,
    file: Messages = None,
    since: Since = None,
    as_json: AsJson = False,
    var: Var = VAR,
) -> None:
    """Which rules decided how often, and which never: on a file, or as recorded on the topic (no key is needed)."""
    shelf, counts = shelf_in(folder), Coverage()
    if file:
        answer = answering(shelf)
        for one in in_file(file):
            counts.add_verdict(answer(one.request, one.site))
    else:
        asyncio.run(_recorded(counts, var, since))
    _tell_coverage(counts, shelf, as_json=as_json)


def compared(counts: Shadow, past: Sequence[Past | None], old: Answer, new: Answer) -> None:
    """Each message through both books."""
    for one in past:
        if one is None:
            counts.unread += 1
            continue
        counts.compare(one, old(one.request, one.site), new(one.request, one.site))


async def _compared_on_topic(
    counts: Shadow, old: Answer, new: Answer, key: Path | None, var: Path, since: datetime | None
) -> None:
    async with opened(var, key) as there:
        if there.keys is None:
            raise misused("past tickets are sealed: open them with --key (usually var/master.key), or name a --file")
        async for batch in on_topic(there.source, there.keys, day(since)):
            compared(counts, batch, old, new)
    _must_be_some(counts.messages + counts.unread, since)


async def _recorded(counts: Coverage, var: Path, since: datetime | None) -> None:
    async with opened(var, None) as there:
        async for event in events_on(there.source, topics.CLASSIFIED, day(since)):
            if isinstance(event.data, TicketClassified):
                counts.add_fact(event.data)
    _must_be_some(counts.messages, since)


def _must_be_some(messages: int, since: datetime | None) -> None:
    """Raises CommandError where there was none: of no tickets it would say that all is well."""
    if not messages:
        from_when = f" since {since:%Y-%m-%d}" if since else ""
        raise CommandError(f"no ticket came in{from_when}: name an earlier day with --since, or messages with --file")


def _shadow_json(counts: Shadow, failing: int) -> dict[str, Any]:
    by_category = [{"category": name, **asdict(move), "n": n} for (name, move), n in counts.by_category.most_common()]
    shown = [asdict(one) for examples in counts.examples.values() for one in examples]
    rules = [{"rule": rule, "before": before, "after": after} for rule, before, after in counts.shifted()]
    about = {"messages": counts.messages, "changed": counts.changed, "unread": counts.unread, "findings": failing}
    grave = [asdict(move) | {"n": n} for move, n in counts.grave]
    labelled = {slot: {"better": n, "worse": counts.worse[slot]} for slot, n in counts.better.items()}
    return about | {"labelled": labelled, "moves": by_category, "grave": grave, "rules": rules, "examples": shown}


def _tell_shadow(counts: Shadow, failing: int, book: Path) -> None:
    out.print(f"{_messages(counts.messages)}, [bold]{counts.changed}[/bold] would come out otherwise")
    if counts.unread:
        out.print(f"[dim]{counts.unread} could not be opened any more[/dim]")
    if failing:
        name = escape(str(book))
        out.print(f"[red]{name} has {failing} to mend: steward rules check {name}[/red]", soft_wrap=True)
    if counts.moves:
        out.print(_move_table(counts))
    for slot, n in counts.better.items():
        out.print(f"{slot}: [green]{n}[/green] come out as a person said, [red]{counts.worse[slot]}[/red] no longer do")
    for rule, before, after in counts.shifted()[:MOST_ROWS]:
        out.print(f"[dim]{escape(rule)}: wins {before} → {after}[/dim]")
    for move in counts.examples:
        _tell_examples(counts, move)
    for move, n in counts.grave:
        out.print(f"[red]{n} × {move.slot} {move.before} → {move.after}: look at each before this goes live[/red]")


def _move_table(counts: Shadow) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("category so far", "slot", "before", "after", "messages"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "messages" else "left")
    for (category, move), n in counts.by_category.most_common(MOST_ROWS):
        table.add_row(category, move.slot, move.before, move.after, str(n))
    return table


def _tell_examples(counts: Shadow, move: Move) -> None:
    for one in counts.examples[move]:
        rules = f"{one.rule_before} → {one.rule_after}"
        out.print(f"{move.slot} [bold]{move.before} → {move.after}[/bold]  {escape(one.name)}  [dim]{rules}[/dim]")
        out.print(f"    {escape(one.text if len(one.text) <= SHORT else one.text[:SHORT] + '…')}")


def _tell_coverage(counts: Coverage, shelf: Shelf, *, as_json: bool) -> None:
    found = used(counts, shelf)
    never = [one.rule for one in found if not one.won and not one.outranked]
    if as_json:
        told = {"messages": counts.messages, "rules": [asdict(one) for one in found], "never": never}
        emit(json.dumps(told | {"gone": gone(counts, found)}, ensure_ascii=False))
        return
    fired = [one for one in found if one.won or one.outranked]
    if fired:
        out.print(_used_table(fired, counts.messages))
    out.print(f"{_messages(counts.messages)}; {len(fired)} of {len(found)} rules held on some")
    if never:
        out.print(f"[yellow]never:[/yellow] {', '.join(never)}", soft_wrap=True)
    if lost := gone(counts, found):
        out.print(f"[dim]decided then, not in this book: {', '.join(lost)}[/dim]", soft_wrap=True)


def _messages(number: int) -> str:
    return f"{number} message{'s' * (number != 1)}"


def _used_table(fired: Sequence[Used], messages: int) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("rule", "stage", "stands in"):
        table.add_column(heading, overflow="fold")
    for heading in ("decided", "of all", "held, outranked"):
        table.add_column(heading, justify="right")
    for one in fired:
        of_all = f"{100 * one.won / messages:.1f} %"
        table.add_row(one.rule, one.stage, one.place, str(one.won), of_all, str(one.outranked))
    return table


def register(rules: typer.Typer) -> None:
    rules.command()(shadow)
    rules.command()(coverage)
