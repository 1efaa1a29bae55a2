"""Stands between an owner and a server, so that the server never outlives the owner, however the owner dies.

Run by path (`python -I -S guard.py PIDFILE GRACE_SECONDS COMMAND…`), standard library only: it starts in milliseconds.
Three ropes, because each alone has a hole:
- the owner holds the other end of standard input: its end of file means the owner is gone (a forked child of the owner
  may hold that end open, so)
- the parent's process id is looked at every second;
- on Linux the server gets SIGKILL when the guard itself dies. That signal is tied to the *thread* that started the
  server; the guard has one thread only, the owner may have many. This is why the owner does not do it itself.
"""

import ctypes
import os
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOOK_SECONDS = 1.0


def main(arguments: Sequence[str]) -> int:
    pidfile, grace, command = Path(arguments[0]), float(arguments[1]), list(arguments[2:])
    owner, (woken, _) = os.getppid(), wake_on_signals()
    me = os.getpid()
    server = subprocess.Popen(  # noqa: S603 the owner says what to run
        command,
        stdin=subprocess.DEVNULL,
        close_fds=False,  # the directory's lock goes down to the server
        preexec_fn=lambda: die_with(me),  # noqa: PLW1509 one thread only
    )
    write_pid(pidfile, server.pid)
    while server.poll() is None:
        readable, _, _ = select.select([0, woken], [], [], LOOK_SECONDS)
        if 0 in readable or os.getppid() != owner or told_to_stop(woken, readable):
            _stop(server, grace)
    pidfile.unlink(missing_ok=True)
    return server.returncode if server.returncode >= 0 else 128 - server.returncode


def wake_on_signals() -> tuple[int, int]:
    """A descriptor that becomes readable when a signal comes, be it that a child has ended; and its other end."""
    reader, writer = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC) if hasattr(os, "pipe2") else _plain_pipe()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    return reader, writer


def _plain_pipe() -> tuple[int, int]:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    return reader, writer


def told_to_stop(woken: int, readable: Sequence[int]) -> bool:
    """Whether any of the signals that came is more than a child's end."""
    return woken in readable and any(number != signal.SIGCHLD for number in os.read(woken, 64))


def die_with(guard: int) -> None:
    """Called in a child: the kernel kills it when its guard dies."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != guard:
        os._exit(1)


def _stop(server: "subprocess.Popen[bytes]", grace: float) -> None:
    server.terminate()
    try:
        server.wait(grace)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def write_pid(pidfile: Path, pid: int) -> None:
    fresh = pidfile.with_suffix(".new")
    fresh.write_text(f"{pid}\n")
    fresh.replace(pidfile)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
