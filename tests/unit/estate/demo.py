"""The demo estate, loaded once for the tests that ask it questions, and copies of it to spoil."""

import shutil
from functools import cache
from pathlib import Path

from estate import Estate, EstateRefused, Problem, load

DEMO = Path(__file__).parents[3] / "estates" / "demo"

GROUP = "group.yaml"
CALENDARS = "calendars.yaml"
LADDERS = "ladders.yaml"
POLICIES = "policies.yaml"
CALLERS = "callers.yaml"
SHANGHAI = "sites/sh-lanting.yaml"
HONG_KONG = "sites/hk-harbour.yaml"
SHENZHEN = "sites/sz-kechuang.yaml"


@cache
def demo() -> Estate:
    """The demo estate; nothing in it can be changed."""
    return load(DEMO)


def spoiled(folder: Path, file: str, old: str, new: str) -> Path:
    """A copy of the demo estate in which one file has `new` instead of `old`."""
    copy = folder / "estate"
    if not copy.exists():
        shutil.copytree(DEMO, copy)
    text = (copy / file).read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r} to spoil"
    (copy / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def refusal(estate: Path) -> tuple[Problem, ...]:
    """Why an estate is refused; nothing if it is not."""
    try:
        load(estate)
    except EstateRefused as refused:
        return refused.problems
    return ()


def line_of(estate: Path, file: str, text: str) -> int:
    """The first line of a file that holds `text`, from 1."""
    lines = (estate / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)
