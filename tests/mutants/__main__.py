"""`make mutants`: every mechanism off once, in a copy of the tree; exit code 0 if none of them went unnoticed."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL

from tests.harness.process import ROOT
from tests.mutants.mutant import Mutant
from tests.mutants.table import MUTANTS

PATIENCE = 240
"""Seconds for the tests of one mutant. What never ends was noticed too."""
FAILED = 1
"""pytest's exit code for failed tests; any other would mean that they could not be run."""
LEFT_OUT = shutil.ignore_patterns(".*", "var", "__pycache__", "node_modules")


def main(words: Sequence[str]) -> int:
    """All mutants, or those whose mechanism has one of these words in it."""
    asked = [one for one in MUTANTS if not words or any(word in one.mechanism for word in words)]
    survivors = [one for one in asked if not _noticed(one)]
    print(f"{len(asked) - len(survivors)} of {len(asked)} mechanisms are missed by a test as soon as they are off")
    return 1 if survivors or not asked else 0


def _noticed(mutant: Mutant) -> bool:
    with _copy() as tree:
        before = _tests(tree, mutant)
        _switch_off(tree, mutant)
        after = _tests(tree, mutant)
    noticed = before == 0 and after in (FAILED, None)
    print(f"{'noticed  ' if noticed else 'SURVIVED '} {mutant.mechanism} [exit {before}, then {after}]", flush=True)
    return noticed


@contextmanager
def _copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="steward-mutant-") as folder:
        tree = Path(folder) / "tree"
        shutil.copytree(ROOT, tree, ignore=LEFT_OUT)
        yield tree


def _switch_off(tree: Path, mutant: Mutant) -> None:
    path = tree / mutant.file
    text = path.read_text()
    times = text.count(mutant.found)
    assert times == 1, f"{mutant.file}: {mutant.found!r} stands there {times} times, not once"
    path.write_text(text.replace(mutant.found, mutant.put))


def _tests(tree: Path, mutant: Mutant) -> int | None:
    """pytest's exit code in that tree, with that tree's code; None if it did not end in time."""
    sources = [str(path) for path in sorted(tree.glob("*/*/src")) + sorted(tree.glob("*/src"))]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *mutant.tests]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sources)}
    try:
        done = subprocess.run(  # noqa: S603  our own tests
            command, cwd=tree, env=environ, timeout=PATIENCE, check=False, stdout=DEVNULL, stderr=DEVNULL
        )
    except subprocess.TimeoutExpired:
        return None
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
