"""`steward rules corrections`: where persons disagreed with the rules, and a case out of one of them."""

import asyncio
import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from contracts.register_number import pretty
from contracts.requests import Report
from steward.answers import misused
from steward.commands.options import VAR, AsJson, MasterKey, Var
from steward.commands.rules.casing import make_case
from steward.commands.rules.options import Since, Site
from steward.naming import checked
from steward.rulebook.corrections import Corrections, by_category, by_rule, of_triage
from steward.rulebook.gathering import Found, gathered
from steward.rulebook.installation import opened
from steward.screen import emit, out

SHORT = 80


def corrections(
    *,
    site: Site = None,
    since: Since = None,
    key: MasterKey = None,
    case: Annotated[str | None, typer.Option(help="Make a case of this ticket's correction: its number.")] = None,
    text: Annotated[str | None, typer.Option(help="The case's text: other words, invented names.")] = None,
    rules: Annotated[Path | None, typer.Option(help="The working copy of the rules that gets the case.")] = None,
    as_json: AsJson = False,
    var: Var = VAR,
) -> None:
    """Where persons disagreed with the rules, by rule and category; texts only with the operator's key."""
    number = checked(case) if case else None
    if not number and (text or rules):
        raise misused("--text and --rules are for a case: name the ticket's number with --case")
    if number and rules is None:
        raise misused("name the rule book that gets the case with --rules: a working copy, not what the services read")
    found = asyncio.run(_found(var, key, site, since))
    if number and rules:
        make_case(found, number, text, rules)
    elif as_json:
        emit(json.dumps(_json(found), ensure_ascii=False))
    else:
        _tell(found)


async def _found(var: Path, key: Path | None, site: str | None, since: datetime | None) -> Found:
    async with opened(var, key) as there:
        return await gathered(there.source, there.keys, site, since)


def _json(found: Found) -> dict[str, Any]:
    corrected = found.corrections
    texts = {ticket: report.text for ticket, report in (found.reports or {}).items() if report}
    disagreements, settled = (
        [
            asdict(one) | {"at": one.at.isoformat()} | ({"text": texts[one.ticket]} if one.ticket in texts else {})
            for one in some
        ]
        for some in (corrected.found, corrected.settled)
    )
    categories = [{"proposed": was, "corrected": said, "n": n} for was, said, n in by_category(corrected)]
    rules = [asdict(row) | {"to": dict(row.to)} for row in by_rule(corrected)]
    about = {"tickets": corrected.tickets, "corrected": corrected.corrected, "triage": of_triage(corrected)}
    return about | {"rules": rules, "categories": categories, "disagreements": disagreements, "settled": settled}


def _tell(found: Found) -> None:
    corrected = found.corrections
    tickets = f"{corrected.tickets} ticket{'s' * (corrected.tickets != 1)}"
    out.print(f"{tickets} classified, [bold]{corrected.corrected}[/bold] corrected by a person")
    if corrected.found:
        out.print(_rule_table(corrected))
    if corrected.found or corrected.settled:
        out.print(ticket_table(found))
        if found.reports is None:
            out.print("[dim]texts stay closed; open them with --key var/master.key[/dim]")
        out.print(
            "[dim]a case out of one: steward rules corrections --case NUMBER --key … --rules FOLDER --text …[/dim]"
        )
    for was, said, n in by_category(corrected):
        out.print(f"category {was} → {said}: {n}")
    for reason, taken in of_triage(corrected).items():
        out.print(f"triage ({reason}): a person took {', '.join(f'{which} {n}' for which, n in taken.items())}")


def _rule_table(corrected: Corrections) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("slot", "rule", "decided", "corrected", "to"):
        table.add_column(heading, overflow="fold", justify="right" if heading in {"decided", "corrected"} else "left")
    for row in by_rule(corrected):
        to = ", ".join(f"{said} ({n})" for said, n in row.to)
        table.add_row(row.slot, row.rule, str(row.decided), str(row.corrected), to)
    return table


def ticket_table(found: Found) -> Table:
    """A row for each slot on which a person and the rules differ; a ticket's text stands in its first row only."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    headings = ("ticket", "site", "on", "slot", "the rules said", "a person said", "rule", "text")
    for heading in headings if found.reports is not None else headings[:-1]:
        table.add_column(heading, overflow="fold")
    told_of: set[str] = set()
    for one in (*found.corrections.found, *found.corrections.settled):
        told = [pretty(one.number), one.site, f"{one.at:%Y-%m-%d}", one.slot, one.proposed, one.corrected, one.rule]
        if found.reports is not None:
            told.append("" if one.ticket in told_of else _beginning(found.reports[one.ticket]))
            told_of.add(one.ticket)
        table.add_row(*map(escape, told))
    return table


def _beginning(report: Report | None) -> str:
    """As much of a text as a row holds."""
    if report is None:
        return "(gone)"
    return report.text if len(report.text) <= SHORT else f"{report.text[:SHORT]}…"


def register(rules: typer.Typer) -> None:
    rules.command()(corrections)
