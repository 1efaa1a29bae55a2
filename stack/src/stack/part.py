"""One server as a child process under its guard: start, readiness, clean stop."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from stack import guard, lock
from stack.errors import NotReadyError
from stack.waiting import until

GRACE = timedelta(seconds=15)
LINGERING = timedelta(seconds=20)
LAST_LINES = 15


@dataclass(frozen=True, slots=True)
class Part:
    """A running server: `name` for people, `folder` with its data, lock and log, `process` its guard."""

    name: str
    folder: Path
    command: Callable[[], Sequence[str]]
    process: "subprocess.Popen[bytes]"

    @property
    def pid(self) -> int:
        """The server's own process id (not the guard's). Raises NotReadyError when it does not run."""
        pidfile = _pidfile(self.folder)
        if not until(lambda: pidfile.exists() or not self.alive, within=timedelta(seconds=5)) or not self.alive:
            raise NotReadyError(f"{self.name} does not run; see {log_of(self.folder)}")
        return int(pidfile.read_text())

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def again(self) -> "Part":
        """Start it once more on the same folder and port, after `stop` or `kill`. Not yet ready."""
        return spawn(self.name, self.command, self.folder)

    def stop(self) -> None:
        """SIGTERM, then SIGKILL after the grace period; returns when nothing of it is left."""
        with contextlib.suppress(ProcessLookupError):
            self.process.terminate()
        self._gone()

    def kill(self) -> None:
        """SIGKILL to the server itself, as a crash would: for tests of what survives it."""
        with contextlib.suppress(NotReadyError, ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self._gone()

    def _gone(self) -> None:
        try:
            self.process.wait((GRACE + LINGERING).total_seconds())
        except subprocess.TimeoutExpired:
            self.process.kill()  # the kernel kills the server with it
            self.process.wait()
        if self.process.stdin is not None:
            self.process.stdin.close()


def spawn(
    name: str,
    command: Callable[[], Sequence[str]],
    folder: Path,
    *,
    env: Mapping[str, str] | None = None,
    wait: timedelta = LINGERING,
) -> Part:
    """Start `command()` under a guard, working in `folder`, holding the folder's lock, its output in `folder/log`.

    `command` is called under the lock: it may prepare the folder, which a second start must not touch.
    A server left by an owner that was killed needs a moment to go: `wait` is how long the lock is waited for.
    Raises AlreadyRunningError.
    """
    held = lock.hold(folder / "lock", what=name, wait=wait)
    try:
        _pidfile(folder).unlink(missing_ok=True)
        prepared = command()
        with log_of(folder).open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 the command is made by this package
                [sys.executable, "-I", "-S", guard.__file__, _pidfile(folder), str(GRACE.total_seconds()), *prepared],
                cwd=folder,
                env=None if env is None else {**os.environ, **env},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(held,),
                start_new_session=True,  # Ctrl-C is for the owner, which stops the parts in order
            )
    finally:
        os.close(held)
    return Part(name, folder, command, process)


def ready(part: Part, answers: Callable[[], bool], *, within: timedelta, cure: str) -> None:
    """Wait until `answers()`; on failure the part is stopped and NotReadyError carries its last words and the cure."""
    if until(lambda: answers() or not part.alive, within=within) and part.alive:
        return
    why = "did not answer in time" if part.alive else f"ended with exit code {part.process.returncode}"
    part.stop()
    raise NotReadyError(
        f"{part.name} {why} ({within.total_seconds():.0f} s). {cure}\n{last_words(log_of(part.folder))}"
    )


def last_words(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines() if log.exists() else []
    return "\n".join([f"The last lines of {log}:", *(f"  {line}" for line in lines[-LAST_LINES:])])


def log_of(folder: Path) -> Path:
    return folder / "log"


def _pidfile(folder: Path) -> Path:
    return folder / "pid"
