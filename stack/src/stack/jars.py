"""Kafka's jars: fetched by coordinate, each checked against its pinned sha256, kept for ever.

jgo knows the repository's address and downloads; it keeps cut downloads and enforces no checksum, so every file is
checked here before it gets its final name. A whole set leaves a marker with each file's size and modification time:
the next start compares those (no network, no hashing) and hashes again only what was touched.
"""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import stamina

from stack.cache import KAFKA, MARKER, cache_folder
from stack.errors import JarsUnavailableError

AT_ONCE = 8
ATTEMPTS = 4
TIMEOUT_SECONDS = 30
WITH_REASON, REASON_LENGTH = 3, 300
CURE = (
    "Check the network (a proxy is taken from HTTPS_PROXY) and the free disk space, then run it again: what has come "
    "is kept. STEWARD_MAVEN names a mirror; KAFKA_BOOTSTRAP skips the embedded Kafka altogether."
)


@dataclass(frozen=True, slots=True)
class Jar:
    sha256: str
    group: str
    artifact: str
    version: str

    @property
    def coordinate(self) -> str:
        return f"{self.group}:{self.artifact}:{self.version}"

    @property
    def filename(self) -> str:
        return f"{self.artifact}-{self.version}.jar"


class WrongJarError(RuntimeError):
    """What came is not what was pinned."""


Fetch = Callable[[Jar, Path], Path]


def pinned() -> tuple[Jar, ...]:
    """The 46 jars of a Kafka 4.3.1 broker, as Maven resolves them."""
    return parse(files("stack").joinpath("kafka_jars.txt").read_text("utf-8"))


def parse(text: str) -> tuple[Jar, ...]:
    """Lines of `sha256  group:artifact:version`; `#` starts a comment. Raises ValueError naming the line."""
    rows = [line.split() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for row in rows:
        if len(row) != 2 or row[1].count(":") != 2:  # noqa: PLR2004 a hash and a coordinate of three parts
            raise ValueError(
                f"the list of jars has the line {' '.join(row)!r}; each is 'sha256  group:artifact:version'"
            )
    return tuple(Jar(sha256, *coordinate.split(":")) for sha256, coordinate in rows)


def from_maven(jar: Jar, into: Path) -> Path:
    """Download one jar into the empty folder `into`; `$STEWARD_MAVEN` names a mirror to use instead of the default."""
    from jgo.maven import MavenContext  # noqa: PLC0415  0.2 s of every command, and needed once

    mirror = os.environ.get("STEWARD_MAVEN")
    context = MavenContext(
        repo_cache=into, remote_repos={"mirror": mirror} if mirror else None, timeout=TIMEOUT_SECONDS
    )
    return Path(context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve())


def classpath(
    cache: Path | None = None, jars: Sequence[Jar] | None = None, fetch: Fetch = from_maven
) -> tuple[Path, ...]:
    """The paths of all jars, present and right; what is missing or wrong is fetched.

    Raises JarsUnavailableError naming each coordinate that could not be had, why, and what to do.
    """
    wanted = pinned() if jars is None else tuple(jars)
    folder = (cache or cache_folder()) / KAFKA
    if not whole(folder, wanted):
        with _alone(folder):
            _complete(folder, wanted, fetch)
    return tuple(folder / jar.filename for jar in wanted)


def whole(folder: Path, jars: Sequence[Jar]) -> bool:
    """Whether the marker vouches for every file as it lies there now."""
    marker = folder / MARKER
    return marker.exists() and _read(marker) == _looks(folder, jars)


def right(path: Path, jar: Jar) -> bool:
    return path.exists() and hashlib.sha256(path.read_bytes()).hexdigest() == jar.sha256


def _complete(folder: Path, jars: Sequence[Jar], fetch: Fetch) -> None:
    missing = [jar for jar in jars if not right(folder / jar.filename, jar)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(lambda jar: _outcome(jar, folder, fetch), missing))
    failed = [reason for reason in outcomes if reason is not None]
    if failed:
        raise JarsUnavailableError(_explain(folder, len(jars), failed))
    marker = folder / MARKER
    fresh = marker.with_suffix(".new")
    fresh.write_text(json.dumps(_looks(folder, jars)))
    fresh.replace(marker)


def _outcome(jar: Jar, folder: Path, fetch: Fetch) -> str | None:
    try:
        _obtain(jar, folder, fetch)
    except Exception as error:  # noqa: BLE001 whatever the client raises belongs in the list of what failed
        return f"{jar.coordinate}: {error}"
    return None


@stamina.retry(on=Exception, attempts=ATTEMPTS, timeout=120, wait_initial=0.3, wait_max=5)
def _obtain(jar: Jar, folder: Path, fetch: Fetch) -> None:
    scratch = Path(tempfile.mkdtemp(prefix=".fetching-", dir=folder))
    try:
        came = fetch(jar, scratch)
        if not right(came, jar):
            raise WrongJarError(f"what came has not the pinned sha256 {jar.sha256[:12]}… ({came.stat().st_size} bytes)")
        came.replace(folder / jar.filename)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left_over in folder.glob(".fetching-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        yield


def _looks(folder: Path, jars: Sequence[Jar]) -> dict[str, list[str | int]]:
    present = ((jar, folder / jar.filename) for jar in jars)
    return {
        jar.filename: [jar.sha256, path.stat().st_size, path.stat().st_mtime_ns]
        for jar, path in present
        if path.exists()
    }


def _read(marker: Path) -> object:
    try:
        return json.loads(marker.read_text())
    except ValueError:
        return None


def _explain(folder: Path, total: int, failed: Sequence[str]) -> str:
    """All coordinates are named, the first few with their reason: with the network away it is the same for all."""
    listed = [f"  {reason[:REASON_LENGTH]}" for reason in failed[:WITH_REASON]]
    others = [reason.partition(": ")[0] for reason in failed[WITH_REASON:]]
    if others:
        listed.append(f"  and {len(others)} more: {', '.join(others)}")
    what = f"{len(failed)} of {total} Kafka jars could not be fetched into {folder}:"
    return "\n".join([what, *listed, CURE])
