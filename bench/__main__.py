"""`make bench`: the figures, as ratios in one run, into bench/RESULTS.md.

`python -m bench stage timers` measures only these and prints them.
"""

import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from bench import copies, latency, pipeline, stage, starting, timers
from bench.figure import Figure
from bench.page import page, table

RESULTS = Path(__file__).parent / "RESULTS.md"
FIGURES: Mapping[str, Callable[[], Figure]] = {
    "stage": stage.measure,
    "pipeline": pipeline.measure,
    "latency": latency.measure,
    "timers": timers.measure,
    "starting": starting.measure,
    "copies": copies.measure,
}


def main(names: list[str]) -> None:
    """Measure what is named, or everything; only everything is written down."""
    if unknown := sorted(set(names) - set(FIGURES)):
        sys.exit(f"bench: no figure is called {', '.join(unknown)}; there are {', '.join(FIGURES)}")
    found: dict[str, Figure] = {}
    for name in names or FIGURES:
        began = time.monotonic()
        print(f"{name} …", flush=True)
        found[name] = FIGURES[name]()
        print(f"{table(found[name])}({time.monotonic() - began:.0f} s)\n", flush=True)
    if not names:
        RESULTS.write_text(page(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
