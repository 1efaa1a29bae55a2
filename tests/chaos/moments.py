"""When a kill hurts most, as it is seen from outside.

Redis tells everything it does to whoever asks (`MONITOR`), the SMS gateway's file grows with every message it takes.
"""

import socket
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.chaos.installation import Installation, kind_of
from tests.chaos.plan import Moment

MET_WITHIN = 10.0
"""Seconds after which somebody who has nothing to do is killed at any moment."""
LOOK_SECONDS = 0.001
DONE = {
    Moment.LOADED: b'] "MGET" "%s:{',
    Moment.SAVED: b' lua] "SET" "%s:{',
    Moment.SENT: b' lua] "LPOP" "%s:{',
    Moment.MENTIONED: b' lua] "ZADD" "%s:{b:',
}
"""What Redis is heard doing at a moment, for the service named."""


def kill(place: Installation, victim: str, moment: Moment) -> bool:
    """kill -9 as soon as the moment is there; whether it came."""
    came = moment is Moment.ANY or reached(place, victim, moment)
    place.kill(victim, moment if came else f"at no moment of its own: nothing was heard {moment}")
    return came


def reached(place: Installation, victim: str, moment: Moment) -> bool:
    """Wait for the moment, and no longer than `MET_WITHIN`."""
    if moment is Moment.HANDED_OVER:
        return _grows(place.place.var / "sms" / "messages.jsonl")
    return _heard(place.redis, DONE[moment] % kind_of(victim).name.encode())


def _heard(redis: str, words: bytes) -> bool:
    found, end = urlsplit(redis), time.monotonic() + MET_WITHIN
    with socket.create_connection((found.hostname, found.port or 6379), timeout=MET_WITHIN) as line:
        line.sendall(b"MONITOR\r\n")
        rest = b""
        while time.monotonic() < end:
            try:
                heard = line.recv(1 << 20)
            except TimeoutError:
                return False
            if not heard:
                return False
            rest = rest[-len(words) :] + heard
            if words in rest:
                return True
    return False


def _grows(file: Path) -> bool:
    before, end = _size(file), time.monotonic() + MET_WITHIN
    while time.monotonic() < end:
        if _size(file) > before:
            return True
        time.sleep(LOOK_SECONDS)  # another process' file: nobody tells us, and a few ms later the answer is noted
    return False


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0
