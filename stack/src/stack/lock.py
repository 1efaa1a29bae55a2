"""Locks on directories. A lock lives as long as any process holds its descriptor: a child that inherits it keeps it."""

import fcntl
import os
from datetime import timedelta
from pathlib import Path

from stack.errors import AlreadyRunningError
from stack.waiting import until

AT_ONCE = timedelta(0)


def hold(path: Path, *, what: str, wait: timedelta = AT_ONCE) -> int:
    """Take the lock at `path` and return its descriptor (not inheritable; pass it on with `pass_fds`).

    The holder's process id is written into the file for the next one's error message.
    Raises AlreadyRunningError when somebody else still holds it after `wait`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if not until(lambda: _taken(descriptor), within=wait):
        holder = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise AlreadyRunningError(
            f"{what} is already running on {path.parent} (started by process {holder}). "
            "Stop that one first (steward down), or use another directory."
        )
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def holder(path: Path) -> int | None:
    """The process that took the lock at `path`, None when nobody holds it (whatever an earlier one wrote there)."""
    if not path.exists():
        return None
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        return None if _taken(descriptor) else int(os.pread(descriptor, 32, 0) or b"0")
    finally:
        os.close(descriptor)


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
