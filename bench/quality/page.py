"""The report as a page to look at: one file, nothing loaded from elsewhere, no text of any message."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bench.quality.report import Report, cell
from contracts.vocabulary import Category

HERE = Path(__file__).parent
CATEGORIES = [str(name) for name in Category]
LANGUAGES = {"zh": "Chinese", "en": "English"}
GOALS = {
    "zh": {"category_strict": 0.88, "category_lenient": 0.96},
    "en": {"category_strict": 0.78, "category_lenient": 0.90},
}
BOTH = {
    "severity": 0.82,
    "urgency": 0.90,
    "emergency_recall": 0.97,
    "emergency_precision": 0.80,
    "precision_outside_triage": 0.93,
}
"""What the figures are to reach; of `triage_share` at most a tenth."""


def page(found: Sequence[Report], about: str, on: date) -> str:
    """The page; `about` says on which files and rules."""
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters |= {"cell": cell, "percent": percent, "words": lambda name: name.replace("_", " ")}
    return environment.get_template("page.html.j2").render(
        reports=found, about=about, on=on, categories=CATEGORIES, languages=LANGUAGES, goal=goal, shade=shade
    )


def percent(value: float | None) -> str:
    """A share where it stands on a bar."""
    return "0" if value is None else f"{100 * value:.2f}"


def goal(language: str, figure: str) -> float | None:
    """What a figure is to reach, if anything was agreed."""
    return GOALS.get(language, {}).get(figure, BOTH.get(figure))


def shade(report: Report, gold: str, said: str) -> float:
    """How dark a cell of the confusion is: its share of what is labelled so."""
    return report.matrix.get((gold, said), 0) / max(1, report.labelled.get(gold, 0))
