"""Where the command writes: tables and answers to stdout, progress and failures to stderr."""

from rich.console import Console
from rich.markup import escape

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def tell(line: str) -> None:
    """A line of progress."""
    err.print(f"[dim]·[/dim] {escape(line)}")


def keep_quiet(line: str) -> None:
    """For --quiet."""
