"""A whole installation on this machine for a benchmark, as `steward up` starts it, and what its processes use."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import sites
from stack.embedded import Running
from stack.ports import Ports
from steward.installation import Installation, Plan, services_on
from steward.screen import keep_quiet

TICKS = os.sysconf("SC_CLK_TCK")
SITES = 100
_OURS = ("KAFKA_", "REDIS_", "STEWARD_", "INTAKE_", "NOTIFIER_", "SMS_", "SMTP_", "INSTANCE_", "HTTP_")


@dataclass(frozen=True, slots=True)
class Place:
    """The running installation."""

    plan: Plan
    stack: Running
    installation: Installation

    @property
    def kafka(self) -> str:
        return str(self.stack.addresses["kafka"])

    @property
    def intake(self) -> str:
        return str(self.stack.addresses["intake"])

    def pids(self) -> dict[str, int]:
        """The process id of everything that runs, by name; of a service that is the service's own, not its guard's."""
        folder = self.plan.var / "services"
        services = {file.stem: int(file.read_text()) for file in sorted(folder.glob("*.pid"))}
        return services | {name: part.pid for name, part in self.stack.parts.items()}


@contextmanager
def scratch(sites_wanted: int = SITES) -> Iterator[Plan]:
    """A plan in a folder that goes again, with an estate of so many sites, blind to what the shell has set."""
    folder = Path(tempfile.mkdtemp(prefix="steward-bench-"))
    environ = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    try:
        yield Plan(folder / "var", sites.write(folder / "estate", sites_wanted), Ports.FREE, environ=environ)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def services(plan: Plan, stack: Running) -> AsyncIterator[Place]:
    """The five services, all ready, on a started stack."""
    async with services_on(stack, plan, keep_quiet) as installation:
        yield Place(plan, stack, installation)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mb(pid: int) -> float:
    """Resident memory of a process; of what several share, its part (PSS), so that a sum counts nothing twice."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:"))
