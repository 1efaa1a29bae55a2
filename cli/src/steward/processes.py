"""A service as a process of its own, forked from the stack's zygote: no orphan, however we end; its log is kept."""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from stack import lock
from stack.errors import StackError
from stack.forking import Forked, Zygote
from stack.part import LINGERING, last_words
from steward.answers import CommandError

MOST_LINES = 20


@dataclass(slots=True)
class ServiceProcess:
    """One service. `started` is on the monotonic clock; `failures` counts ends that nobody asked for in a row."""

    name: str
    module: str
    url: str
    environment: Mapping[str, str]
    var: Path
    zygote: Zygote
    process: Forked | None = None
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
        """Start it, or start it once more. What a killed owner left of it is waited for, never joined.

        Raises CommandError.
        """
        try:
            self._start()
        except StackError as error:
            raise CommandError(str(error)) from None
        self.started = time.monotonic()

    def _start(self) -> None:
        folder = self.var / "services"
        held = lock.hold(folder / f"{self.name}.lock", what=self.name, wait=LINGERING)
        self.log.parent.mkdir(parents=True, exist_ok=True)
        pidfile = folder / f"{self.name}.pid"
        try:
            with self.log.open("ab") as output:
                log = output.fileno()
                self.process = self.zygote.fork(self.module, self.environment, pidfile=pidfile, log=log, lock=held)
        finally:
            os.close(held)

    def ask_to_stop(self) -> None:
        """SIGTERM; returns at once."""
        self.stopping = True
        if self.process:
            self.process.terminate()

    def wait_until_gone(self) -> None:
        """Wait for its end; it is killed when its grace is over."""
        if self.process is None:
            return
        try:
            self.process.wait(self.zygote.grace)
        except TimeoutError:
            self.process.kill()
            self.process.wait(LINGERING)

    def last_words(self) -> str:
        """What it said in plain words at its end, for a message; else the end of its log."""
        lines = self.log.read_text("utf-8", errors="replace").splitlines()
        plain = list(takewhile(lambda line: not line.startswith("{"), reversed(lines)))[:MOST_LINES]
        return "\n".join(reversed(plain)) or last_words(self.log)
