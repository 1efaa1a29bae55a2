"""`python -m bench.quality --labelled FILE… [--half odd|even] [--page FILE]`; `make quality` installs what it needs."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from bench.quality import baselines, report
from bench.quality.page import page
from chassis.clock import SystemClock
from classifier.book_file import load
from classifier.labelled import answered, lines
from classifier.scoring import Labelled, Pair, scores
from classifier.settings import SHIPPED


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument(
        "--labelled", type=Path, action="extend", nargs="+", required=True, help="labelled messages, JSONL"
    )
    parser.add_argument("--rules", type=Path, default=SHIPPED, help="the rules folder")
    parser.add_argument("--half", choices=("odd", "even"), help="only every second row of each file, counted from one")
    parser.add_argument("--json", action="store_true", help="only the rules' figures, as JSON")
    parser.add_argument("--page", type=Path, default=Path("var/quality.html"), help="where the page is written")
    return parser.parse_args()


def chosen(files: Sequence[Path], half: str | None) -> list[Labelled]:
    """The rows of all files, or of one half of each. Leaves with a sentence where there are none to read."""
    start = {"odd": slice(0, None, 2), "even": slice(1, None, 2)}.get(half or "", slice(None))
    try:
        rows = [row for file in files for row in list(lines(file))[start]]
    except (ValueError, OSError) as error:
        sys.exit(f"bench.quality: {error}")
    return rows or sys.exit(f"bench.quality: no rows in {', '.join(map(str, files))}")


def _methods(rows: list[Labelled], rules: Path) -> dict[str, Sequence[Pair]]:
    shelf = load(rules)
    methods: dict[str, Sequence[Pair]] = {
        "rules": answered(shelf, rows),
        "phrases": baselines.counted(shelf.group.lexicon, rows),
    }
    try:
        methods["model"] = baselines.fitted(rows)
    except ImportError:
        print("scikit-learn is not installed: the model is left out (make quality installs it)", file=sys.stderr)
    return methods


def main() -> None:
    asked = _arguments()
    rows = chosen(asked.labelled, asked.half)
    if asked.json:
        figures = scores(answered(load(asked.rules), rows))
        print(json.dumps({name: asdict(own) for name, own in figures.items()}, indent=2))
        return
    found = report.reports(_methods(rows, asked.rules))
    print(report.text(found))
    files = ", ".join(file.name for file in asked.labelled) + (f", the {asked.half} rows" if asked.half else "")
    asked.page.parent.mkdir(parents=True, exist_ok=True)
    about = f"{files} · rules {load(asked.rules).group.version}"
    asked.page.write_text(page(found, about, SystemClock().now().date()), encoding="utf-8")
    print(f"as a page: {asked.page}")


main()
