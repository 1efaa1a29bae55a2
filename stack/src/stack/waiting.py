"""Waiting with a deadline for something that another process does."""

import time
from collections.abc import Callable
from datetime import timedelta

PAUSE_SECONDS = 0.02


def until(holds: Callable[[], bool], *, within: timedelta) -> bool:
    """Ask at once, then every 20 ms, until `holds()` is true (True) or `within` has passed (False)."""
    deadline = time.monotonic() + within.total_seconds()
    while not holds():
        if time.monotonic() >= deadline:
            return False
        time.sleep(PAUSE_SECONDS)  # a port or another process: there is nothing to wait on
    return True
