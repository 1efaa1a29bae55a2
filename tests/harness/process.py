"""Services as child processes: started, killed, counted."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(slots=True)
class Child:
    """One running module."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def kill(self) -> None:
        """kill -9: it gets no chance to say anything."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=40)


def launch(module: str, log: Path, environment: Mapping[str, str]) -> Child:
    """Start `python -m module` in the project's root."""
    with log.open("ab") as sink:
        process = subprocess.Popen(  # noqa: S603  our own modules only
            [sys.executable, "-m", module], cwd=ROOT, env={**os.environ, **environment}, stdout=sink, stderr=sink
        )
    return Child(process, log)
