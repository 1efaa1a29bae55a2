"""When Redis does not answer: one failure word for all its ways (rule 7)."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import exceptions as away

from chassis.failures import Unavailable

_AWAY = (
    away.ConnectionError,
    away.TimeoutError,
    away.BusyLoadingError,
    away.ReadOnlyError,
    away.ClusterDownError,
    away.TryAgainError,
    away.OutOfMemoryError,
    away.MasterDownError,
    OSError,
)
_AWAY_CODES = ("MISCONF", "NOREPLICAS", "READONLY", "LOADING", "OOM", "MASTERDOWN", "UNKILLABLE", "BUSY")
"""Answers that redis-py has no type for, or that came out of a script: this server cannot write now."""


@contextmanager
def answering() -> Iterator[None]:
    """Turn every way in which Redis can be away into `Unavailable`; what is our own mistake stays what it is."""
    try:
        yield
    except _AWAY as error:
        raise Unavailable(f"Redis does not answer ({type(error).__name__})") from error
    except away.ResponseError as error:
        code = str(error).partition(" ")[0]
        if code not in _AWAY_CODES:
            raise
        raise Unavailable(f"Redis cannot write now ({code})") from error
