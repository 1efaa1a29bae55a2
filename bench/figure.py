"""A figure: what was measured, what came out, what it was meant to be, what limits it next."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `ratio` compares within the same run; `aim` is what was wished for."""

    what: str
    value: str
    ratio: str = ""
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A table with a heading, how it was measured, and the next limit."""

    title: str
    how: str
    rows: tuple[Row, ...]
    limit: str


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie. Raises ValueError for none."""
    if not values:
        raise ValueError("there is no percentile of nothing")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
