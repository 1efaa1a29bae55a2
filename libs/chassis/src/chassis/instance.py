"""One process per instance id: two consumers of one id would both read, and Kafka would not fence either."""

import fcntl
import tempfile
from pathlib import Path
from typing import IO


class NotStarted(Exception):  # noqa: N818  an answer to the operator
    """The service cannot run like this; the message says what to do."""


def hold_instance(instance: str) -> IO[str]:
    """A lock on the instance id, held until it is closed. Raises `NotStarted` when another process has it."""
    path = Path(tempfile.gettempdir()) / f"steward-{instance}.lock"
    held = path.open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise NotStarted(f"another process runs as {instance}; stop it, or set INSTANCE_ID to another name") from None
    return held
