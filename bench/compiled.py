"""The classifier as plain Python and compiled, asked in turn: two processes, each does a round when it is told to."""

import json
import subprocess
import sys
from collections.abc import Sequence
from os import environ
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
_COMMAND = [sys.executable, "-m", "bench.classifier", "--rounds"]

Round = Sequence[Sequence[float]]
"""What each message and each bad text cost, in seconds of CPU."""


def in_turn(texts: Sequence[str], turns: int) -> tuple[Sequence[Round], Sequence[Round]]:
    """So many rounds of both. The wheel is built of these sources now; raises CalledProcessError where it can't be."""
    with TemporaryDirectory() as folder:
        subprocess.run(["bash", "deploy/wheel.sh", folder], check=True, cwd=ROOT)  # noqa: S603, S607  our own
        with _started() as plain, _started(PYTHONPATH=folder) as compiled:
            both = [(_round(plain, texts), _round(compiled, texts)) for _ in range(turns)]
    return [plain for plain, _ in both], [compiled for _, compiled in both]


def _started(**settings: str) -> subprocess.Popen[str]:
    streams, env = subprocess.PIPE, {**environ, **settings}
    return subprocess.Popen(_COMMAND, stdin=streams, stdout=streams, cwd=ROOT, env=env, text=True)  # noqa: S603  our own


def _round(side: subprocess.Popen[str], texts: Sequence[str]) -> Round:
    assert side.stdin
    assert side.stdout
    side.stdin.write(json.dumps(texts) + "\n")
    side.stdin.flush()
    found: Round = json.loads(side.stdout.readline())
    return found
