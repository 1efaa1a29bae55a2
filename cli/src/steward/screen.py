"""Where the command writes: tables and answers to stdout, progress and failures to stderr."""

import os
import sys

from rich.console import Console
from rich.markup import escape

BULLET = "· "
WIDE = 160
"""Where nobody looks at a terminal, lines need not be broken."""


def _width(stream: object) -> int | None:
    there = getattr(stream, "isatty", lambda: False)()
    return None if there or os.environ.get("COLUMNS") else WIDE


out = Console(highlight=False, width=_width(sys.stdout))
err = Console(stderr=True, highlight=False, width=_width(sys.stderr))


def tell(line: str) -> None:
    """A line of progress."""
    err.print(f"[dim]{BULLET}[/dim]{escape(line)}", soft_wrap=True)


def emit(line: str) -> None:
    """A line for scripts: never broken, never coloured, there at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def keep_quiet(line: str) -> None:
    """For --quiet."""
