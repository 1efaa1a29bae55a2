"""What a save, a claim and a catch-up hand to and get from Redis: plain rows, packed and unpacked. Pure."""

from dataclasses import dataclass

import msgpack

from chassis.aggregate import Entry

SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Saving:
    """One subject of a save: the version it must have, the one it gets, its body, entries and timers (due in ms)."""

    subject: str
    expected: int
    version: int
    body: bytes
    entries: tuple[Entry, ...] = ()
    arm: tuple[tuple[str, int], ...] = ()
    cancel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due timer under our lease."""

    subject: str
    name: str
    due_ms: int


@dataclass(frozen=True, slots=True)
class Meta:
    """What a partition's catch-up starts from; -1 where nothing is known."""

    caught: str | None
    own: int
    own_ms: int
    dead: int


def pack_entry(entry: Entry) -> bytes:
    """An outbox entry: its sequence in 16 digits, then the message."""
    packed: bytes = msgpack.packb((entry.topic, entry.headers, entry.value))
    return b"%016d" % entry.sequence + packed


def unpack_entry(packed: bytes) -> Entry:
    """The inverse of `pack_entry`."""
    topic, headers, value = msgpack.unpackb(packed[16:], use_list=False)
    return Entry(int(packed[:16]), topic, headers, value)


def claimed(member: bytes, due: bytes) -> Claimed:
    """A timer as Lua names it, with its due instant."""
    subject, _, name = member.decode().partition(SEPARATOR)
    return Claimed(subject, name, int(due))
