"""The embedded stack: from `steward up` to ready, and what its processes hold in memory."""

import subprocess
import sys
import time

from bench.figure import Figure, Row
from bench.place import cpu_seconds, resident_mb, scratch
from steward.installation import Plan
from steward.up import announced

WITHIN = 180.0


def measure() -> Figure:
    """The second start on the same data: the first one also formats Kafka's storage and creates the topics."""
    with scratch(sites_wanted=1) as plan:
        first, _, _ = _up(plan)
        again, memory, cpu = _up(plan)
    rows = [
        Row("`steward up` to ready, an empty folder", f"{first:.1f} s", aim="10 s"),
        Row("`steward up` to ready, again on its data", f"{again:.1f} s", aim="10 s"),
        Row("CPU of it, all processes", f"{sum(cpu.values()):.1f} s"),
        Row("resident memory, all processes", f"{sum(memory.values()):,.0f} MB", aim="1,200 MB"),
    ]
    rows += [
        Row(f"resident memory, {name}", f"{mb:,.0f} MB", f"{mb / sum(memory.values()):.2f}")
        for name, mb in sorted(memory.items(), key=lambda pair: -pair[1])
    ]
    return Figure(
        "Embedded stack",
        "`steward up` with the demo's sites and one more, until every /ready says yes; memory right after, of what "
        "several share each its part.",
        tuple(rows),
        limit="CPU: Java and 120 partitions are a third of it; then imports, once for all, and the classifier's cases.",
    )


def _up(plan: Plan) -> tuple[float, dict[str, float], dict[str, float]]:
    """Start, wait, look, stop: seconds to ready, MB and CPU seconds by process."""
    plan.var.mkdir(parents=True, exist_ok=True)
    options = ["--var", str(plan.var), "--estate", str(plan.estate), "--ports", "free"]
    started = time.monotonic()
    with (plan.var / "bench-up.log").open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  ourselves
            [sys.executable, "-m", "steward", "up", *options], env=dict(plan.environ), stdout=output, stderr=output
        )
        try:
            while not announced(plan.var):
                if process.poll() is not None or time.monotonic() - started > WITHIN:
                    raise RuntimeError(f"`steward up` did not become ready within {WITHIN:.0f} s")
                time.sleep(0.02)  # nobody tells us when the address file is there
            taken = time.monotonic() - started
            pids = _pids(plan) | {"steward up": process.pid}
            memory = {name: resident_mb(pid) for name, pid in pids.items()}
            return taken, memory, {name: cpu_seconds(pid) for name, pid in pids.items()}
        finally:
            process.terminate()
            process.wait()


def _pids(plan: Plan) -> dict[str, int]:
    parts = {file.parent.name: int(file.read_text()) for file in plan.var.glob("*/pid")}
    return parts | {file.stem: int(file.read_text()) for file in (plan.var / "services").glob("*.pid")}
