"""`steward` from outside, as a person or a script runs it; and which processes an installation has left."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
TIMEOUT = 150


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


def steward(*arguments: object, var: Path) -> Ran:
    """Run one command on an installation's folder."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STEWARD_")}
    environment |= {"STEWARD_VAR": str(var), "STEWARD_ESTATE": str(ROOT / "estates" / "demo")}
    ran = subprocess.run(  # noqa: S603  ourselves
        [sys.executable, "-m", "steward", *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def processes_of(var: Path) -> list[str]:
    """Every process whose command line or environment names this folder, by its command line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "cmdline").read_bytes(), (folder / "environ").read_bytes()
        except OSError:
            continue
        if any(str(var).encode() in part for part in said) and int(folder.name) != os.getpid():
            words = said[0].decode(errors="replace").split("\0")
            found.append(f"{folder.name}: {' '.join(words)}")
    return found
