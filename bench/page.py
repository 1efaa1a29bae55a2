"""The page of figures: how each was measured, the table, what limits it next."""

import os
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from bench.figure import Figure
from chassis.clock import SystemClock

VERSIONS = ("faststream", "aiokafka", "redis", "pydantic", "durable-rules")


def page(figures: Mapping[str, Figure]) -> str:
    """The whole page, as Markdown."""
    parts = "\n".join(
        f"## {one.title}\n`python -m bench {name}`. {one.how}\n\n{table(one)}\nWhat limits it next: {one.limit}\n"
        for name, one in figures.items()
    )
    return f"""# Figures

`make bench`, {SystemClock().now().date().isoformat()}, commit {_commit()}. {_machine()}. {_versions()}.
Load average before: {os.getloadavg()[2]:.1f} over a quarter of an hour. On a machine that others use too the rates and
times are theirs as much as ours: read the ratios and the CPU.

{parts}
Where a ticket's time goes, and what would pay most: [PROFILE.md](PROFILE.md).
"""


def table(figure: Figure) -> str:
    """A figure's rows."""
    rows = "".join(f"| {row.what} | {row.value} | {row.ratio} | {row.aim} |\n" for row in figure.rows)
    return f"| figure | value | ratio | aim |\n| --- | --- | --- | --- |\n{rows}"


def _machine() -> str:
    memory = Path("/proc/meminfo").read_text("ascii").split()[1]
    return f"{os.cpu_count()} cores, {int(memory) / 1024**2:.0f} GB, {platform.system()} {platform.machine()}"


def _versions() -> str:
    named = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    return f"Python {platform.python_version()}, {named}, Apache Kafka 4.3.1"


def _commit() -> str:
    asked = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)  # noqa: S607
    return asked.stdout.strip()
