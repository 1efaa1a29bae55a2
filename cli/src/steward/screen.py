"""Where the command writes: tables and answers to stdout, progress and failures to stderr."""

import os
import sys
from collections.abc import Sequence

from rich import box
from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

BULLET = "· "
GAP = 2
LEAST_PROSE = 30
"""Narrower than so many columns nobody likes to read."""
WIDE = 160
"""Where nobody looks at a terminal, lines need not be broken."""


def _width(stream: object) -> int | None:
    there = getattr(stream, "isatty", lambda: False)()
    return None if there or os.environ.get("COLUMNS") else WIDE


out = Console(highlight=False, width=_width(sys.stdout))
err = Console(stderr=True, highlight=False, width=_width(sys.stderr))


def listing(headings: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None) -> RenderableType:
    """Rows whose last cell is prose: a table where the others fit on a line, else a paragraph each. No word is broken,
    so that names can be copied. Cells are plain text.
    """
    width = width or out.width
    *_, prose = headings
    widest = [max(map(cell_len, column)) for column in zip(headings, *rows, strict=True)]
    if sum(widest[:-1]) + GAP * len(headings) + min(widest[-1], LEAST_PROSE) > width:
        return Group(*(_paragraph(headings, row) for row in rows))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, no_wrap=heading != prose)
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def _paragraph(headings: Sequence[str], row: Sequence[str]) -> RenderableType:
    name, *facts, prose = (escape(cell) for cell in row)
    said = " · ".join(
        f"[dim]{heading}[/dim] {cell}" for heading, cell in zip(headings[1:-1], facts, strict=True) if cell
    )
    return Group(f"[bold]{name}[/bold]", Padding(Group(said, prose), (0, 0, 0, 2)))


def tell(line: str) -> None:
    """A line of progress."""
    err.print(f"[dim]{BULLET}[/dim]{escape(line)}", soft_wrap=True)


def emit(line: str) -> None:
    """A line for scripts: never broken, never coloured, there at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def keep_quiet(line: str) -> None:
    """For --quiet."""
