"""Which port a part listens on: the usual one, else the next free one; or any free one."""

import secrets
import socket
from collections.abc import Collection
from enum import StrEnum

from stack.errors import StackError

LOOPBACK = "127.0.0.1"
KAFKA, REDIS, MAIL, MAIL_VIEW, SMS = 9092, 6379, 2525, 2580, 2590
REACH = 100
HIGHEST = 65_535
BELOW_EPHEMERAL = range(15_000, 32_000)
DRAWS = 200


class Ports(StrEnum):
    USUAL = "usual"
    FREE = "free"


def choose(usual: int, *, ports: Ports = Ports.USUAL, taken: Collection[int] = ()) -> int:
    """The port to use for a part whose usual port is `usual`; never one of `taken`.

    Raises StackError when none of the next 100 is free.
    """
    return _any_free(taken) if ports is Ports.FREE else _next_free(usual, taken)


def is_free(port: int) -> bool:
    """Whether a server could listen on the loopback's `port` now (a connection in TIME_WAIT does not hinder one)."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    """Whether somebody accepts connections on the loopback's `port`."""
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex((LOOPBACK, port)) == 0


def _next_free(usual: int, taken: Collection[int]) -> int:
    candidates = range(usual, min(usual + REACH, HIGHEST + 1))
    found = next((port for port in candidates if port not in taken and is_free(port)), None)
    if found is None:
        raise StackError(f"no free port on {LOOPBACK} from {usual} to {candidates[-1]}; stop what listens there")
    return found


def _any_free(taken: Collection[int]) -> int:
    """Below the range that the system hands to outgoing connections: one of those could take it before the server."""
    drawn = (BELOW_EPHEMERAL.start + secrets.randbelow(len(BELOW_EPHEMERAL)) for _ in range(DRAWS))
    found = next((port for port in drawn if port not in taken and is_free(port)), None)
    if found is None:
        raise StackError(
            f"no free port on {LOOPBACK} among {DRAWS} tried of {BELOW_EPHEMERAL}; stop what listens there"
        )
    return found
