"""The demo on the screen: a live table on a terminal, a line per event where there is none."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rich import box
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from chassis.clock import SystemClock
from contracts.register_number import pretty
from contracts.snapshot import Snapshot
from contracts.vocabulary import Severity, Urgency
from steward.demo.board import Board, Row
from steward.story import Told
from steward.telling import line, short_type

LINES, FRAME = 9, 9
"""Events shown, and the lines that headings and borders take."""
FEWEST, PINNED = 4, 5
SOON_SECONDS = 60
COLOURS: Mapping[StrEnum, str] = {Severity.MAJOR: "red", Severity.IMPORTANT: "yellow", Urgency.EMERGENCY: "bold red"}
LOUD = frozenset({"deadline.warned", "deadline.breached", "escalation.raised", "escalation.acknowledged"})
QUIET = frozenset({"notification.sending", "notification.wanted", "ticket.tracker_assigned"})
"""What a list of lines can do without."""


@dataclass(slots=True)
class View:
    """What is shown. `live` has a terminal; otherwise every line is printed as it comes."""

    console: Console
    board: Board
    live: bool
    lines: deque[Text] = field(default_factory=lambda: deque(maxlen=LINES))

    def say(self, text: str) -> None:
        """Something that the demo did."""
        self._add(Text.from_markup(f"[bold]▸ {escape(text)}[/bold]"))

    def heard(self, one: Told) -> None:
        """A fact of one of our tickets."""
        name = short_type(one.type)
        if one.event is None or name in QUIET:
            return
        row = self.board.rows.get(one.event.subject.partition(":")[2], Row())
        style = "bold yellow" if name in LOUD else "dim" if name.startswith("notification") else ""
        number = pretty(row.number) if row.number else "-"
        self._add(Text(f"{one.at.astimezone():%H:%M:%S}  {number}  {name}  {line(one)}", style=style))

    def _add(self, text: Text) -> None:
        self.lines.append(text)
        if not self.live:
            self.console.print(text, soft_wrap=True)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Keep the screen up to date while the demo runs."""
        if not self.live:
            yield
            return
        with Live(console=self.console, get_renderable=self._whole, refresh_per_second=8, transient=True):
            yield

    def _whole(self) -> RenderableType:
        now = SystemClock().now()
        for text in self.lines:
            text.no_wrap, text.overflow = True, "ellipsis"
        log = Panel(Group(*self.lines), title="events", title_align="left", box=box.ROUNDED, border_style="dim")
        most = max(FEWEST, self.console.size.height - LINES - FRAME)
        return Group(tickets(self.board, now, most), log)


def tickets(board: Board, now: datetime, most: int) -> Table:
    """Those on a ladder, then the newest, as they stand."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True, title=_title(board), title_justify="left")
    table.add_column("number", no_wrap=True, width=12)
    table.add_column("report", no_wrap=True, overflow="ellipsis", ratio=3)
    for heading, ratio in (("what", 2), ("by rule", 2), ("to", 2)):
        table.add_column(heading, no_wrap=True, overflow="ellipsis", ratio=ratio)
    table.add_column("first answer", no_wrap=True, width=16)
    for row in chosen(list(board.rows.values()), most):
        table.add_row(*cells(row, now))
    return table


def chosen(rows: Sequence[Row], most: int) -> list[Row]:
    """At most so many: whatever is late stays in sight."""
    pinned = [row for row in rows if row.warned or row.levels][:PINNED]
    others = [row for row in rows if row not in pinned]
    return [*pinned, *others[len(others) - min(len(others), max(0, most - len(pinned))) :]]


def cells(row: Row, now: datetime) -> tuple[Text, ...]:
    """A ticket's line."""
    state = row.snapshot
    weight = next((COLOURS[level] for level in _levels(state) if level in COLOURS), "")
    what = " ".join(filter(None, (state.kind, state.subcategory or state.category, state.severity))) if state else "…"
    if state and not state.category:
        what = "waits for a person"
    to = " / ".join(filter(None, (state.department, state.assignee))) if state else ""
    rule = row.rules.partition(",")[0]
    plain = (pretty(row.number), row.text, what, rule, to)
    styles = ("bold", "", weight, "magenta", "cyan")
    return (*(Text(text, style) for text, style in zip(plain, styles, strict=True)), clock_of(row, now))


def _levels(state: Snapshot | None) -> list[StrEnum]:
    return [level for level in (state.urgency, state.severity) if level] if state else []


def clock_of(row: Row, now: datetime) -> Text:
    """Where the first answer stands: seconds left, breached, on which rung of the ladder."""
    if row.acknowledged_by:
        return Text(f"✓ {row.acknowledged_by}", "green")
    if row.levels:
        return Text(f"breached, rung {max(row.levels)}", "bold red")
    if row.first_answer is None:
        return Text("")
    left = (row.first_answer - now).total_seconds()
    if left < SOON_SECONDS:
        return Text(f"{left:.0f} s left" if left > 0 else "breached", "bold yellow" if left > 0 else "bold red")
    return Text(f"by {row.first_answer.astimezone():%a %H:%M}", "dim")


def _title(board: Board) -> str:
    opened = sum(row.snapshot is not None for row in board.rows.values())
    sent = sum(len(row.sent) for row in board.rows.values())
    return f"[bold]Steward[/bold]  {len(board.rows)} numbers · {opened} opened · {board.facts} facts · {sent} messages"
