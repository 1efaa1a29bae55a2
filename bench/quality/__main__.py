"""`python -m bench.quality --labelled FILE [--json]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench.quality import baselines, report
from classifier.book_file import load
from classifier.labelled import answered, lines
from classifier.scoring import Labelled, Pair, scores
from classifier.settings import SHIPPED


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument("--labelled", type=Path, action="append", required=True, help="labelled messages, JSONL")
    parser.add_argument("--rules", type=Path, default=SHIPPED, help="the rules folder")
    parser.add_argument("--half", choices=("odd", "even"), help="only every second row of each file, counted from one")
    parser.add_argument("--json", action="store_true", help="only the rules' figures, as JSON")
    parser.add_argument("--page", type=Path, help="write the report as a page, too")
    return parser.parse_args()


def chosen(files: Sequence[Path], half: str | None) -> list[Labelled]:
    """The rows of all files, or of one half of each."""
    start = {"odd": slice(0, None, 2), "even": slice(1, None, 2)}.get(half or "", slice(None))
    return [row for file in files for row in list(lines(file))[start]]


def _methods(rows: list[Labelled], rules: Path) -> dict[str, Sequence[Pair]]:
    shelf = load(rules)
    methods: dict[str, Sequence[Pair]] = {
        "rules": answered(shelf, rows),
        "phrases": baselines.counted(shelf.group.lexicon, rows),
    }
    try:
        methods["model"] = baselines.fitted(rows)
    except ImportError:
        print("scikit-learn is not installed: the model is left out", file=sys.stderr)
    return methods


def main() -> None:
    asked = _arguments()
    rows = chosen(asked.labelled, asked.half)
    if asked.json:
        figures = scores(answered(load(asked.rules), rows))
        print(json.dumps({name: asdict(own) for name, own in figures.items()}, indent=2))
        return
    body = report.text(_methods(rows, asked.rules))
    print(body)
    if asked.page:
        asked.page.write_text(report.page(body), encoding="utf-8")


main()
