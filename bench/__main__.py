"""`make bench`: the figures, as ratios in one run, into bench/RESULTS.md."""

import platform
import subprocess
import tempfile
from importlib.metadata import version
from pathlib import Path

from bench.stage import Figure, measure
from chassis.clock import SystemClock
from stack.embedded import start

RECORDS = 20_000
RESULTS = Path(__file__).parent / "RESULTS.md"
VERSIONS = ("faststream", "aiokafka", "redis", "pydantic", "durable-rules")


def main() -> None:
    """Measure on an embedded stack of its own and write the page."""
    with tempfile.TemporaryDirectory() as var, start(Path(var), mail=False, sms=False, ports="free") as running:
        print("one stage with state against raw aiokafka …")
        figure = measure(running, RECORDS)
    print(f"raw {figure.raw:.0f}/s, stage {figure.stage:.0f}/s, ratio {figure.ratio:.2f}")
    RESULTS.write_text(page(figure), encoding="utf-8")


def page(figure: Figure) -> str:
    """The page, with what a reader needs to judge the figures."""
    at = SystemClock().now().date().isoformat()
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607
    versions = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    raw, stage = f"{figure.raw:,.0f}/s", f"{figure.stage:,.0f}/s"
    return f"""# Figures

`make bench`, {at}, commit {commit.stdout.strip()}. Python {platform.python_version()}, {versions}, Apache Kafka 4.3.1.
The machine is shared and noisy: read the ratios, not the rates.

| figure | rate | ratio |
| --- | --- | --- |
| raw aiokafka: consume, produce with `acks=all`, commit | {raw} | 1 |
| one stage: consume, load, decide, save in one Lua call, publish, clear, commit | {stage} | {figure.ratio:.2f} |

{figure.records:,} records over 2,000 subjects and 6 partitions; broker, Redis and the stage share the cores.
"""


if __name__ == "__main__":
    main()
