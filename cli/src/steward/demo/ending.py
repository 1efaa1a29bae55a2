"""What the demo shows at its end: messages as they arrived, the checklist, what to try next."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from contracts.register_number import pretty
from steward.demo.board import Board, Row
from steward.demo.checklist import Check, Happened

MOST = 3


def show(console: Console, board: Board, star: Row, happened: Happened, checks: Sequence[Check], var: Path) -> None:
    """Everything, for people."""
    show_messages(console, star, happened)
    table = Table(box=None, show_header=False, pad_edge=False)
    for check in checks:
        mark = "[bold green]✓[/]" if check.ok else "[bold red]✗[/]"
        table.add_row(mark, check.name, f"[dim]{escape(check.detail)}[/dim]")
    console.print(table)
    if star.number:
        steps = escape(next_steps(star.number, var, len(board.rows)))
        console.print(f"\nWhat to try next:\n{steps}", soft_wrap=True)  # to be copied: a line is a command


def show_messages(console: Console, star: Row, happened: Happened) -> None:
    """Some messages as the providers' stand-ins have received them, those about the missed deadline first."""
    for title, texts in (("SMS", happened.sms), ("E-mail", happened.mails)):
        about = [text for text in texts if star.number and pretty(star.number) in text]
        shown = (about + [text for text in texts if text not in about])[:MOST]
        for text in shown:
            console.print(Panel(escape(text.strip()), title=title, title_align="left", box=box.ROUNDED))
        if len(texts) > len(shown):
            console.print(f"[dim]… and {len(texts) - len(shown)} more by {title}[/dim]")


def next_steps(number: str, var: Path, tickets: int) -> str:
    there = f"--var {var}"
    return "\n".join(
        (
            f"  steward up {there}  (its {tickets} tickets are still there); then, in another terminal:",
            f"  steward ticket show {pretty(number)} {there} --key {var / 'master.key'}",
            f"  steward ticket explain {pretty(number)} {there} --language zh-Hans",
            f"  steward erase {pretty(number)} {there}",
            '  steward rules explain "电梯又坏了，老人被困在里面" --site sh-lanting',
        )
    )


def as_json(checks: Sequence[Check], star: Row, board: Board, seconds: float) -> str:
    """For scripts: the checklist, and whether all of it happened."""
    whole = {"ok": all(check.ok for check in checks), "checks": [asdict(check) for check in checks]}
    about = {"number": star.number, "tickets": len(board.rows), "facts": board.facts, "seconds": round(seconds, 1)}
    return json.dumps(whole | about, ensure_ascii=False)
