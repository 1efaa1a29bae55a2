"""`steward rules corrections`: where persons disagreed with the rules, and a case out of one of them."""

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from classifier.classify import Request
from contracts import topics
from contracts.facts import TicketClassified
from contracts.register_number import pretty
from contracts.requests import Report
from contracts.vocabulary import Slot
from steward.answers import CommandError, misused
from steward.commands.options import VAR, AsJson, MasterKey, Var
from steward.commands.rules.options import Since, Site, day
from steward.naming import checked
from steward.reading import Reader
from steward.rulebook import casefile
from steward.rulebook.books import answering, shelf_in
from steward.rulebook.corrections import Corrections, Disagreement, by_category, by_rule, of_triage
from steward.rulebook.installation import opened
from steward.rulebook.past import KeysOf, events_on, report_of, request_of
from steward.rulebook.trying import Tried, tried
from steward.screen import emit, out


@dataclass(frozen=True, slots=True)
class Found:
    """The disagreements; of their tickets what was proposed and, to who has the key, what the resident wrote."""

    corrections: Corrections
    proposals: Mapping[str, TicketClassified]
    reports: Mapping[str, Report | None] | None


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


async def gathered(source: Reader, keys: KeysOf | None, site: str | None, since: datetime | None) -> Found:
    """Both topics read once; kept are only the tickets on which a person and the rules differ."""
    found, proposals = Corrections(), {}
    async for event in events_on(source, topics.LIFECYCLE, day(since)):
        found.hear(event.time, event.data)
    async for event in events_on(source, topics.CLASSIFIED):
        fact = event.data
        if isinstance(fact, TicketClassified) and site in {None, fact.site} and found.weigh(fact):
            proposals[fact.ticket] = fact
    if keys is None:
        return Found(found, proposals, None)
    opening = await keys(list(proposals)) if proposals else {}
    reports = {ticket: report_of(ticket, fact.report, opening.get(ticket)) for ticket, fact in proposals.items()}
    return Found(found, proposals, reports)


def make_case(found: Found, number: str, text: str | None, rules: Path) -> None:
    own = [one for one in found.corrections.found if number in {one.number, one.ticket}]
    expect = casefile.expected(own, found.proposals[own[0].ticket].proposal.flags) if own else {}
    if not expect:
        raise CommandError(f"{pretty(number)}: no person disagreed with a rule there in a way a case can hold")
    proposal, report = found.proposals[own[0].ticket], (found.reports or {}).get(own[0].ticket)
    if report is None:
        raise CommandError(
            "the report does not open: name the key with --key (usually var/master.key); of an erased ticket "
            "write the case by hand, as docs/adding-a-rule.md shows"
        )
    said = text or _asked_for(report, own)
    if wrong := list(casefile.betrayed(said, report)):
        raise CommandError(f"the case would give away {', '.join(wrong)}; say it in other words, with invented names")
    answer = answering(shelf_in(rules))
    now = tried(answer(request_of(proposal.channel, report), proposal.site), expect)
    rule = next((one.rule for one in own if one.slot in expect or one.slot == Slot.FLAG), "-")
    remark = f"corrected by a person on {own[0].at:%Y-%m-%d}; {rule} had decided"
    channel, forwarded = proposal.channel, bool(report.forwarded_by)
    case = casefile.NewCase(casefile.stage_of(expect), said, expect, None, remark, (), channel, forwarded)
    then = tried(answer(Request(said, channel, forwarded=forwarded), proposal.site), expect)
    _write(case, now, then, rules)


def _asked_for(report: Report, own: Sequence[Disagreement]) -> str:
    """The report is shown to the one who sits there, and only there; what they write instead is the case."""
    if not sys.stdin.isatty():
        raise misused("say the matter in other words with --text: a case is read by everybody and outlives an erasure")
    out.print(f"[italic]{escape(report.text)}[/italic]")
    for one in own:
        out.print(f"{one.slot}: {one.proposed} → [bold]{one.corrected}[/bold], by {one.rule}")
    return str(typer.prompt("The same matter in other words, with invented names"))


def _write(case: casefile.NewCase, now: Tried, then: Tried, rules: Path) -> None:
    """`now`: the resident's text under these rules, `then`: the case's."""
    if then.agrees and not now.agrees:
        raise CommandError(
            "the rules read your text as the person did, but not the resident's: it does not show what went wrong; "
            "keep the words that misled them (steward rules explain shows which)"
        )
    file = casefile.append(rules, case)
    out.print(f"[green]✓[/green] {file}:\n{escape(case.yaml())}")
    if then.agrees:
        out.print("The rules read it as the person did already: the case keeps it so.")
    else:
        out.print(f"Until a rule is changed: {'; '.join(then.wrong)}. Next: steward rules check {rules}")


def _json(found: Found) -> dict[str, Any]:
    corrected = found.corrections
    texts = {ticket: report.text for ticket, report in (found.reports or {}).items() if report}
    disagreements = [
        asdict(one) | {"at": one.at.isoformat()} | ({"text": texts[one.ticket]} if one.ticket in texts else {})
        for one in corrected.found
    ]
    categories = [{"proposed": was, "corrected": said, "n": n} for was, said, n in by_category(corrected)]
    rules = [asdict(row) | {"to": dict(row.to)} for row in by_rule(corrected)]
    about = {"tickets": corrected.tickets, "corrected": corrected.corrected, "triage": of_triage(corrected)}
    return about | {"rules": rules, "categories": categories, "disagreements": disagreements}


def _tell(found: Found) -> None:
    corrected = found.corrections
    out.print(f"{corrected.tickets} tickets classified, [bold]{corrected.corrected}[/bold] corrected by a person")
    if corrected.found:
        out.print(_rule_table(corrected))
        out.print(_ticket_table(found))
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


def _ticket_table(found: Found) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    headings = ("ticket", "site", "on", "slot", "the rules said", "a person said", "rule", "text")
    for heading in headings if found.reports is not None else headings[:-1]:
        table.add_column(heading, overflow="fold")
    for one in found.corrections.found:
        told = [pretty(one.number), one.site, f"{one.at:%Y-%m-%d}", one.slot, one.proposed, one.corrected, one.rule]
        if found.reports is not None:
            report = found.reports[one.ticket]
            told.append(report.text if report else "(gone)")
        table.add_row(*map(escape, told))
    return table


def register(rules: typer.Typer) -> None:
    rules.command()(corrections)
