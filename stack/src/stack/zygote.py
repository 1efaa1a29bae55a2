"""Imports once what several servers share, then forks each of them on request: they start in a fraction of the time.

Run as `python -m stack.zygote FOLDER GRACE_SECONDS MODULE…` by `forking.Zygote`, which holds the other end of standard
input, a socket. A request is four bytes of length and JSON (`module`, `environment`, `pidfile`), with three
descriptors: where to answer, the log, a lock that the child keeps. The answer is the child's process id, and at its
end its exit code, a line each. The children are kept from outliving the owner as by `guard.py`, with the same ropes.
"""

import gc
import importlib
import json
import os
import runpy
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from setproctitle import setproctitle

from stack.guard import LOOK_SECONDS, die_with, told_to_stop, wake_on_signals, write_pid

LENGTH = 4
DESCRIPTORS = 3
STANDARD = (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD)
"""Signals that the zygote hears in its own way, and a server in the usual one."""


@dataclass(frozen=True, slots=True)
class Wish:
    """A server that is to be started."""

    module: str
    environment: dict[str, str]
    pidfile: Path
    answer: socket.socket
    log: int
    lock: int


@dataclass(slots=True)
class Brood:
    """The children that run, and how they are told of."""

    grace: float
    wishes: dict[int, Wish] = field(default_factory=dict)

    def born(self, pid: int, wish: Wish) -> None:
        self.wishes[pid] = wish
        write_pid(wish.pidfile, pid)
        _tell(wish.answer, pid)
        os.close(wish.log)
        os.close(wish.lock)

    def bury(self) -> None:
        """Tell of those that have ended."""
        for pid in list(self.wishes):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                wish, code = self.wishes.pop(pid), os.waitstatus_to_exitcode(status)
                wish.pidfile.unlink(missing_ok=True)
                _tell(wish.answer, code if code >= 0 else 128 - code)
                wish.answer.close()

    def end(self, woken: int) -> None:
        """SIGTERM to all, SIGKILL to who is still there after the grace period."""
        self._signal(signal.SIGTERM)
        ends = time.monotonic() + self.grace
        while self.wishes and (left := ends - time.monotonic()) > 0:
            self._next_end(woken, left)
        self._signal(signal.SIGKILL)
        while self.wishes:
            self._next_end(woken, LOOK_SECONDS)

    def _next_end(self, woken: int, seconds: float) -> None:
        """Wait until a child ends, at most so long: its SIGCHLD wakes us."""
        readable, _, _ = select.select([woken], [], [], seconds)
        told_to_stop(woken, readable)  # again: it is heeded already
        self.bury()

    def _signal(self, number: int) -> None:
        for pid in self.wishes:
            os.kill(pid, number)  # not yet waited for, so the number is still this child's


def main(arguments: Sequence[str]) -> int:
    """Serve until the owner goes or says so; in a child, be the module that was asked for."""
    pidfile, grace, modules = Path(arguments[0]) / "zygote.pid", float(arguments[1]), arguments[2:]
    wake, owner = wake_on_signals(), os.getppid()
    write_pid(pidfile, os.getpid())
    for module in modules:
        importlib.import_module(module)
    gc.collect()
    gc.freeze()  # a collection in a child would touch, and so copy, all that was shared
    if wish := _until_a_child(Brood(grace), wake, owner):
        sys.argv = [wish.module]
        runpy.run_module(wish.module, run_name="__main__", alter_sys=True)
    else:
        pidfile.unlink(missing_ok=True)
    return 0


def _until_a_child(brood: Brood, wake: tuple[int, int], owner: int) -> Wish | None:
    """Look after the brood; returns a wish in each new child, and None in the zygote when it is over."""
    control, (woken, _) = socket.socket(fileno=0), wake
    while True:
        readable, _, _ = select.select([control.fileno(), woken], [], [], LOOK_SECONDS)
        over = os.getppid() != owner or told_to_stop(woken, readable)
        if not over and control.fileno() in readable:
            wish = _received(control)
            over = wish is None
            if wish and _forked(brood, wish, lambda: _let_go(brood, control, wake)):
                return wish
        brood.bury()
        if over:
            brood.end(woken)
            return None


def _received(control: socket.socket) -> Wish | None:
    """The next request; None when the owner is gone."""
    head, descriptors, _, _ = socket.recv_fds(control, LENGTH, DESCRIPTORS)
    if len(head) < LENGTH:
        return None
    body = bytearray()
    while len(body) < int.from_bytes(head, "big"):
        more = control.recv(int.from_bytes(head, "big") - len(body))
        if not more:
            return None
        body += more
    said = json.loads(body)
    answer, log, lock = descriptors
    return Wish(
        said["module"], said["environment"], Path(said["pidfile"]), socket.socket(fileno=answer), log=log, lock=lock
    )


def _forked(brood: Brood, wish: Wish, let_go: Callable[[], None]) -> bool:
    """Fork; True in the child, which is then as a process of its own would be."""
    zygote = os.getpid()
    signal.pthread_sigmask(signal.SIG_BLOCK, STANDARD)  # what comes meanwhile waits until there is somebody to take it
    if pid := os.fork():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STANDARD)
        brood.born(pid, wish)
        return False
    die_with(zygote)
    setproctitle(f"{wish.module} [{wish.pidfile.parent}]")
    os.setsid()  # Ctrl-C is for the owner
    signal.set_wakeup_fd(-1)
    for number in STANDARD:
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STANDARD)
    let_go()
    wish.answer.close()
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, standard in ((nothing, 0), (wish.log, 1), (wish.log, 2)):
        os.dup2(descriptor, standard)
    os.close(nothing)
    os.close(wish.log)
    os.environ.clear()
    os.environ.update(wish.environment)
    return True


def _let_go(brood: Brood, control: socket.socket, wake: tuple[int, int]) -> None:
    """What belongs to the zygote alone."""
    for other in brood.wishes.values():
        other.answer.close()
    control.detach()
    for end in wake:  # the writing one is not to be had of `set_wakeup_fd`: from Python 3.12 on asyncio takes it away
        os.close(end)


def _tell(answer: socket.socket, number: int) -> None:
    try:
        answer.sendall(b"%d\n" % number)
    except OSError:
        return  # the owner is gone, or does not want to know any more


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
