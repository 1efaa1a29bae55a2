"""What stands in Redis for a subject that was put away: its version, and since when its topic tells of it. Pure.

A record is the fold of its own facts, and those are kept for ever (rule 3): where nothing more is expected, it need not
stay. The stub says that the subject is no new one, and Lua checks its version as it does a record's.
"""

from typing import Any

from msgspec import Struct

from chassis.record import DIGITS, Record

MARK = b"\xc1"
"""No record begins so: MessagePack never uses this byte."""


class Stub(Struct, frozen=True, gc=False):
    """A put-away subject: the sequence of its last own fact, and the ms in which its first was made."""

    version: int
    began_ms: int


def dumped(record: Record[Any]) -> bytes:
    """The body of a record's stub as bytes (the version stands before it in Redis)."""
    return MARK + b"%d" % record.began_ms


def stub_in(stored: bytes | None) -> Stub | None:
    """The stub in a stored value; None for a record, and where nothing is stored."""
    if stored is None or stored[DIGITS : DIGITS + 1] != MARK:
        return None
    return Stub(int(stored[:DIGITS]), int(stored[DIGITS + 1 :]))
