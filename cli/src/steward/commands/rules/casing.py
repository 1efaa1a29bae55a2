"""A correction made into a case: in other words than the resident's, and one that shows what went wrong."""

import sys
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.markup import escape

from classifier.classify import Request
from contracts.register_number import pretty
from contracts.requests import Report
from contracts.vocabulary import Slot
from steward.answers import CommandError, misused
from steward.rulebook import casefile
from steward.rulebook.books import answering, shelf_in
from steward.rulebook.corrections import NOTHING, Disagreement
from steward.rulebook.gathering import Found
from steward.rulebook.past import request_of
from steward.rulebook.trying import Tried, tried
from steward.screen import out


def make_case(found: Found, number: str, text: str | None, rules: Path) -> None:
    own = found.corrections.of_ticket(number)
    expect = casefile.expected(own, found.proposals[own[0].ticket].proposal.flags) if own else {}
    if not expect:
        raise CommandError(
            f"{pretty(number)}: no person disagreed with a rule there, nor settled what was left open, "
            "in a way a case can hold"
        )
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
    rule = next((one.rule for one in own if one.slot in expect or one.slot == Slot.FLAG), NOTHING)
    before = "the rules had left it open" if rule == NOTHING else f"{rule} had decided"
    remark = f"corrected by a person on {own[0].at:%Y-%m-%d}; {before}"
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
        wrong = escape("; ".join(then.wrong))
        out.print(f"Until a rule is changed: {wrong}. Next: steward rules check {escape(str(rules))}", soft_wrap=True)
