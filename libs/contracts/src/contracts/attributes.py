"""CloudEvents attributes out of Kafka headers: each is checked, and what is wrong is named (`Unreadable`)."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final

from contracts.vocabulary import DeadReason, Mode

MAX_HEADER: Final = 1_024
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_WORD = re.compile(r"[\x21-\x7e]{1,128}", re.ASCII)
_COUNT = re.compile(r"\d{1,18}", re.ASCII)
_MODES: Final = {mode.value: mode for mode in Mode}


class Unreadable(Exception):  # noqa: N818  an answer about the message, not a fault of the program
    """The record can never be read: `reason` for the dead letter, `message` bounded and without personal data."""

    def __init__(self, reason: DeadReason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


def texts(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    """The headers as text; where one cannot be read, only those that are CloudEvents' or tracing's: all others are
    passed over whatever they hold.
    """
    headers = tuple(headers)
    try:
        found = {name: raw.decode() for name, raw in headers if raw is not None and len(raw) <= MAX_HEADER}
    except UnicodeDecodeError:
        found = {}
    if len(found) == len(headers):
        return found
    ours = {name: raw for name, raw in headers if name[:3] == "ce_" or name == "traceparent"}
    return {name: _text(name, raw) for name, raw in ours.items()}


def _text(name: str, raw: bytes | None) -> str:
    if raw is None or len(raw) > MAX_HEADER:
        raise Unreadable(DeadReason.UNREADABLE, f"header {name[:40]!r} is null or longer than {MAX_HEADER} bytes")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise Unreadable(DeadReason.UNREADABLE, f"header {name[:40]!r} is not UTF-8") from None


def required(found: dict[str, str], name: str) -> str:
    """An attribute that must be there."""
    if text := found.get(name):
        return text
    raise Unreadable(DeadReason.UNREADABLE, f"header {name!r} is missing or empty; send CloudEvents 1.0 in binary mode")


def word(found: dict[str, str], name: str, otherwise: str = "") -> str:
    """An id or a source: printable ASCII without blanks."""
    if _WORD.fullmatch(text := found.get(name, otherwise)):
        return text
    raise Unreadable(
        DeadReason.UNREADABLE, f"header {name!r} is missing, or is not 1 to 128 printable ASCII characters"
    )


def check_version(found: dict[str, str]) -> None:
    """CloudEvents 1.0 and nothing else."""
    if found.get("ce_specversion") != "1.0":
        raise Unreadable(
            DeadReason.UNREADABLE, "header 'ce_specversion' is not 1.0; send CloudEvents 1.0 in binary mode"
        )


def instant(text: str) -> datetime:
    """An RFC 3339 instant as UTC."""
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # the shape of an instant, but no such day: answered below
    raise Unreadable(DeadReason.UNREADABLE, f"header 'ce_time' is {text[:40]!r}; write RFC 3339 with an offset")


def count(found: dict[str, str], name: str) -> int | None:
    """A whole number from 0, where there is one."""
    if (text := found.get(name)) is None:
        return None
    if _COUNT.fullmatch(text):
        return int(text)
    raise Unreadable(DeadReason.UNREADABLE, f"header {name!r} is {text[:40]!r}; write a whole number from 0")


def mode(text: str) -> Mode:
    """`live` or `import`."""
    if known := _MODES.get(text):
        return known
    raise Unreadable(DeadReason.UNREADABLE, f"header 'ce_mode' is {text[:40]!r}; write one of {', '.join(_MODES)}")
