"""The owner's side of the zygote: servers that are forked from a process which has imported what they share."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from stack.errors import NotReadyError
from stack.part import LINGERING, last_words
from stack.zygote import LENGTH

KILLED = 128 + signal.SIGKILL
MOST_BYTES = 64


@dataclass(slots=True)
class Forked:
    """A running server, as `subprocess.Popen` shows one."""

    pid: int
    _answer: socket.socket
    _code: int | None = None

    def poll(self) -> int | None:
        """Its exit code, as a shell gives it; None while it runs."""
        if self._code is None and select.select([self._answer], [], [], 0)[0]:
            said = self._answer.recv(MOST_BYTES)
            self.ended(int(said) if said else KILLED)  # without a word: the zygote was killed, and the kernel killed it
        return self._code

    def ended(self, code: int) -> None:
        """Take note of its exit code."""
        self._code = code
        self._answer.close()

    def wait(self, within: timedelta) -> int:
        """Its exit code, once it has ended. Raises TimeoutError."""
        if self._code is None and not select.select([self._answer], [], [], within.total_seconds())[0]:
            raise TimeoutError(f"process {self.pid} has not ended after {within.total_seconds():.0f} s")
        code = self.poll()
        assert code is not None  # noqa: S101  there was something to read
        return code

    def terminate(self) -> None:
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)


@dataclass(slots=True)
class Zygote:
    """Forks servers that share `modules`; begun when it is first needed, and again when it was killed.

    Its log is `folder/zygote.log`. When this process ends, however it ends, so do all that were forked, within `grace`.
    """

    folder: Path
    modules: Sequence[str]
    grace: timedelta
    _process: "subprocess.Popen[bytes] | None" = None
    _control: socket.socket | None = None
    _one: threading.Lock = field(default_factory=threading.Lock)

    def begin(self) -> None:
        """Start importing; returns at once."""
        with self._one:
            self._begun()

    def fork(self, module: str, environment: Mapping[str, str], *, pidfile: Path, log: int, lock: int) -> Forked:
        """Run `module` as `python -m` would; its output goes to `log`, and it keeps the descriptor `lock`.

        Waits until the modules are imported. Raises NotReadyError with the log's last lines when they cannot be.
        """
        said = json.dumps({"module": module, "environment": dict(environment), "pidfile": str(pidfile)}).encode()
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                self._ask(said, [theirs.fileno(), log, lock])
            told = ours.recv(MOST_BYTES)
        except OSError:
            told = b""
        if not told:
            ours.close()
            raise NotReadyError(f"{module} could not be started. {last_words(self._log)}")
        pid, _, code = told.decode().partition("\n")
        forked = Forked(int(pid), ours)
        if code:  # it has ended already
            forked.ended(int(code))
        return forked

    def close(self) -> None:
        """Ask all to stop, and wait until they have."""
        with self._one:
            if self._control:
                self._control.close()
            if self._process:
                try:
                    self._process.wait((self.grace + LINGERING).total_seconds())
                except subprocess.TimeoutExpired:
                    self._process.kill()
                    self._process.wait()
            self._control = self._process = None

    @property
    def _log(self) -> Path:
        return self.folder / "zygote.log"

    def _ask(self, said: bytes, descriptors: Sequence[int]) -> None:
        with self._one:
            control = self._begun()
            socket.send_fds(control, [len(said).to_bytes(LENGTH, "big")], descriptors)
            control.sendall(said)

    def _begun(self) -> socket.socket:
        if self._control and self._process and self._process.poll() is None:
            return self._control
        if self._control:
            self._control.close()
        self.folder.mkdir(parents=True, exist_ok=True)
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "stack.zygote", str(self.folder), str(self.grace.total_seconds())]
        with theirs, self._log.open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603  our own module only
                [*command, *self.modules],
                stdin=theirs.fileno(),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us, who stop the servers in order
            )
        self._control = ours
        return ours
