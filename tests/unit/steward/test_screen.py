"""Lists of named things can be read, and their names copied, at any width of the terminal."""

import pytest
from rich.console import Console

from steward.screen import listing

HEADINGS = ("topic", "readers", "what")
ROWS = [
    ("tickets.requests", "intake", "What call centres ask for, one record a request"),
    ("tickets.lifecycle", "classifier, sla-monitor, notifier", "Every fact of a ticket [in order]"),
]


def shown(width: int) -> list[str]:
    console = Console(width=width)
    with console.capture() as caught:
        console.print(listing(HEADINGS, ROWS, width))
    return [line.rstrip() for line in caught.get().splitlines()]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_no_word_is_broken_and_nothing_is_left_out(width: int) -> None:
    lines = shown(width)
    words = " ".join(lines).split()
    assert all(len(line) <= width for line in lines)
    assert {word for row in ROWS for cell in row for word in cell.split()} <= set(words)


def test_a_wide_terminal_gets_a_table_and_a_narrow_one_a_paragraph_each() -> None:
    assert shown(160)[1].split() == list(HEADINGS)
    assert shown(60)[:3] == [
        "tickets.requests",
        "  readers intake",
        "  What call centres ask for, one record a request",
    ]
