"""Facts with fields, as JSON lines on standard output. What could carry personal data does not get through.

Keys are a closed list; a value under any other key is replaced and counted. An exception is told by its type, its
frames and, if it is one of ours, its message: a stranger's message may quote what a resident wrote.
"""

import logging
import re
import sys
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import Enum
from traceback import extract_tb
from types import TracebackType
from typing import Any
from uuid import UUID

import orjson
import structlog
from pydantic import ValidationError
from structlog.contextvars import bound_contextvars, merge_contextvars

Fields = MutableMapping[str, Any]
NOT_LOGGED = "[not logged]"
# Only ids, closed words, numbers and instants: nothing a person wrote, no name, no address.
# fmt: off
KEYS = frozenset(
    {
        "at", "level", "message", "service", "instance", "logger", "error", "subject", "event_id", "event_type",
        "causation_id", "correlation_id", "sequence", "version", "mode", "caller", "topic", "partition", "offset",
        "position", "highwater", "lag", "group", "run_id", "epoch", "reason", "rule", "because", "department",
        "clock", "timer", "due_at", "lateness_seconds", "deadline_at", "count", "size", "records", "attempts",
        "attempt", "seconds", "status", "route", "method", "host", "port", "signal", "dependency", "channel",
        "provider", "reference", "template", "language", "book", "edition", "site", "partitions", "before", "after",
        "file", "line", "findings", "code", "permanent", "work"
    }
)
OURS = frozenset(
    {
        "chassis", "contracts", "estate", "intake", "classifier", "dispatch", "sla_monitor", "notifier", "desk",
        "stack", "steward"
    }
)
# fmt: on
TRUSTED_TEMPLATES = frozenset({"aiokafka", "asyncio", "uvicorn"})
_WORD = re.compile(r"[a-z_][a-z0-9_]{0,40}")
_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,60}")


def configure(
    service: str, level: str = "info", *, instance: str = "1", refused: Callable[[], None] = lambda: None
) -> None:
    """Send this process's log, and its libraries' warnings, to standard output; `refused` is called per value kept out.

    Call once, from `__main__`, with `refused=metrics.not_logged.inc`.
    """
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.EventRenamer("message"),
            _named(service, instance),
            tell_exception,
            only_known(refused),
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[LibraryHandler(logging.WARNING)], level=logging.WARNING, force=True)
    logging.captureWarnings(capture=True)


@contextmanager
def bound(*, event: str | None = None, **ids: str | int) -> Iterator[None]:
    """Put these ids on every line logged inside; `event` appears as `event_id`. Bind once, at the edge."""
    named = ids if event is None else {**ids, "event_id": event}
    with bound_contextvars(**named):
        yield


def only_known(refused: Callable[[], None]) -> structlog.typing.Processor:
    """A processor that replaces values under unknown keys, and values that are no plain fact, by `[not logged]`."""

    def process(_logger: object, _method: str, fields: Fields) -> Fields:
        kept: Fields = {}
        for key, value in fields.items():
            known = key in KEYS and _is_plain(value, key)
            kept[key if _WORD.fullmatch(key) else "unnamed"] = value if known else NOT_LOGGED
            if not known:
                refused()
        return kept

    return process


def tell_exception(_logger: object, _method: str, fields: Fields) -> Fields:
    """A processor that turns `exc_info` into `error`: types, our own messages, frames without their values."""
    given = fields.pop("exc_info", None)
    fields.pop("stack_info", None)
    exception = given if isinstance(given, BaseException) else _current(given)
    if exception is not None:
        fields["error"] = told(exception)
    return fields


def told(exception: BaseException) -> dict[str, Any]:
    """What may be said of an exception, as JSON: type, frames, cause; our own messages, a ValidationError's places."""
    kind = type(exception)
    about: dict[str, Any] = {"type": f"{kind.__module__}.{kind.__qualname__}"}
    if isinstance(exception, ValidationError):
        about["errors"] = [
            {"loc": [_place(part) for part in each["loc"]], "type": each["type"]}
            for each in exception.errors(include_input=False, include_context=False, include_url=False)
        ]
    elif kind.__module__.partition(".")[0] in OURS:
        about["message"] = str(exception)
    about["frames"] = _frames(exception.__traceback__)
    if isinstance(exception, BaseExceptionGroup):
        about["group"] = [told(inner) for inner in exception.exceptions[:5]]
    if exception.__cause__ is not None:
        about["cause"] = told(exception.__cause__)
    return about


class LibraryHandler(logging.Handler):
    """Passes libraries' log records on: the template if it is known to hold no data, never arguments."""

    def emit(self, record: logging.LogRecord) -> None:
        """Log the record through structlog."""
        trusted = record.name.partition(".")[0] in TRUSTED_TEMPLATES
        message = str(record.msg) if trusted else f"{NOT_LOGGED} {record.module}:{record.lineno}"
        exception = record.exc_info[1] if record.exc_info else None
        structlog.get_logger().log(record.levelno, message, logger=record.name, exc_info=exception)


def _named(service: str, instance: str) -> structlog.typing.Processor:
    def process(_logger: object, _method: str, fields: Fields) -> Fields:
        return {**fields, "service": service, "instance": instance}

    return process


def _current(given: object) -> BaseException | None:
    if isinstance(given, tuple):
        return given[1] if isinstance(given[1], BaseException) else None
    return sys.exc_info()[1] if given else None


def _is_plain(value: object, key: str) -> bool:
    if key == "error":
        return isinstance(value, dict)
    if key == "code":  # a provider's word: whatever looks like more than a code stays out
        return isinstance(value, str) and _CODE.fullmatch(value) is not None
    if isinstance(value, tuple | list | frozenset):
        return all(_is_plain(each, key) for each in value)
    return value is None or isinstance(value, str | int | float | Enum | datetime | timedelta | UUID)


def _place(part: int | str) -> int | str:
    return part if isinstance(part, int) or _WORD.fullmatch(part) else NOT_LOGGED


def _frames(traceback: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(traceback)[-12:]]


def _json(fields: Fields, **_: object) -> str:
    return orjson.dumps(fields, default=_spelled).decode()


def _spelled(value: object) -> object:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return list(value) if isinstance(value, frozenset) else str(value)
