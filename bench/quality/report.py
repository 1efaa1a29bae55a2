"""The figures as text for a terminal and as a page to look at."""

import html
import random
from collections.abc import Callable, Sequence
from dataclasses import fields

from classifier.scoring import (
    Pair,
    Score,
    Share,
    by_language,
    confusion,
    emergencies,
    interval,
    lenient,
    missed_by_two,
    score,
    share,
    strict,
)

RESAMPLES = 500
MOST_CONFUSIONS = 12
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>How well the rules read</title>
<style>body{{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
pre{{white-space:pre-wrap;font:14px/1.4 ui-monospace,monospace}}</style>
<h1>How well the rules read</h1><pre>{body}</pre></html>
"""
_INTERVALS: dict[str, Callable[[Sequence[Pair]], Share]] = {
    "category_strict": lambda pairs: share([strict(pair) for pair in pairs]),
    "category_lenient": lambda pairs: share([lenient(pair) for pair in pairs]),
    "severity": lambda pairs: score(pairs).severity,
    "urgency": lambda pairs: score(pairs).urgency,
    "emergency_recall": lambda pairs: emergencies(pairs)[0],
    "emergency_precision": lambda pairs: emergencies(pairs)[1],
}


def _drawn(n: int) -> Sequence[int]:
    return random.choices(range(n), k=n)


def _cell(value: float | None) -> str:
    return "     -" if value is None else f"{value:6d}" if isinstance(value, int) else f"{value:6.3f}"


def _lines(name: str, columns: dict[str, Score], rules: Sequence[Pair]) -> list[str]:
    heads = " ".join(f"{column:>9}" for column in columns)
    lines = [f"{name}{'':<22} {heads}   95 % of the rules"]
    for field in fields(Score):
        cells = " ".join(f"{_cell(getattr(own, field.name)):>9}" for own in columns.values())
        lines.append(f"  {field.name:<22} {cells}   {_spread(field.name, rules)}".rstrip())
    return [*lines, f"  major taken for minor: {missed_by_two(rules)}"]


def _spread(field: str, pairs: Sequence[Pair]) -> str:
    own = interval(pairs, _INTERVALS[field], _drawn, RESAMPLES) if field in _INTERVALS else None
    return f"{own[0]:.3f}–{own[1]:.3f}" if own else ""


def _confusions(pairs: Sequence[Pair]) -> list[str]:
    rows = [f"  {gold:<20} taken for {said:<20} {times}" for gold, said, times in confusion(pairs)[:MOST_CONFUSIONS]]
    return [*rows, ""]


def text(methods: dict[str, Sequence[Pair]]) -> str:
    """A table per language, a column per method; `rules` is the one that is explained further."""
    random.seed(1)
    split = {method: by_language(pairs) for method, pairs in methods.items()}
    lines: list[str] = []
    for language, rules in split["rules"].items():
        if rules:
            columns = {method: score(own[language]) for method, own in split.items()}
            lines += [*_lines(language, columns, rules), *_confusions(rules)]
    return "\n".join(lines)


def page(body: str) -> str:
    """The same as a page."""
    return _PAGE.format(body=html.escape(body))
