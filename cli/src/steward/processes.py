"""A service as a child process under the stack's guard: no orphan, however we end; its log is kept."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import takewhile
from pathlib import Path

from stack import guard, lock
from stack.part import LINGERING, last_words

GRACE = timedelta(seconds=25)
"""More than the services' own stop deadline."""
MOST_LINES = 20


@dataclass(slots=True)
class ServiceProcess:
    """One service. `started` is on the monotonic clock; `failures` counts ends that nobody asked for in a row."""

    name: str
    module: str
    url: str
    environment: Mapping[str, str]
    var: Path
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    stopping: bool = field(default=False)

    @property
    def log(self) -> Path:
        return self.var / "logs" / f"{self.name}.log"

    @property
    def exit_code(self) -> int | None:
        """How it ended, None while it runs."""
        return self.process.poll() if self.process else None

    def start(self) -> None:
        """Start it, or start it once more. What a killed owner left of it is waited for, never joined."""
        folder = self.var / "services"
        held = lock.hold(folder / f"{self.name}.lock", what=self.name, wait=LINGERING)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        pidfile = folder / f"{self.name}.pid"
        command = [sys.executable, "-I", "-S", guard.__file__, str(pidfile), str(GRACE.total_seconds())]
        try:
            with self.log.open("ab") as output:
                self.process = subprocess.Popen(  # noqa: S603  our own modules only
                    [*command, sys.executable, "-m", self.module],
                    env=dict(self.environment),
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    pass_fds=(held,),
                    start_new_session=True,  # Ctrl-C is for us, who stop them in order
                )
        finally:
            os.close(held)
        self.started = time.monotonic()

    def ask_to_stop(self) -> None:
        """SIGTERM; returns at once."""
        self.stopping = True
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                self.process.terminate()

    def wait_until_gone(self) -> None:
        """Wait for its end; the guard kills it when its grace is over."""
        if self.process is None:
            return
        try:
            self.process.wait((GRACE + LINGERING).total_seconds())
        except subprocess.TimeoutExpired:
            self.process.kill()  # the kernel kills the service with its guard
            self.process.wait()
        if self.process.stdin:
            self.process.stdin.close()

    def last_words(self) -> str:
        """What it said in plain words at its end, for a message; else the end of its log."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        plain = list(takewhile(lambda line: not line.startswith("{"), reversed(lines)))[:MOST_LINES]
        return "\n".join(reversed(plain)) or last_words(self.log)
