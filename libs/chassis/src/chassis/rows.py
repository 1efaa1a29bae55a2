"""What a save, a claim and a catch-up hand to and get from Redis: plain rows, packed and unpacked. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from msgspec import Raw, Struct, msgpack

from chassis.entries import Entry

SEPARATOR = "\x1f"
AWAKE = -1
_PACK = msgpack.Encoder().encode
_UNPACK = msgpack.Decoder(tuple[str, tuple[tuple[str, bytes], ...], bytes]).decode


class Heal(IntEnum):
    """Whether a save is a catch-up's, which no certificate is asked for."""

    NOT = 0
    FORWARD = 1
    """A record is only ever moved forward."""
    ANEW = 2
    """What stands there is of another form, and gives way."""


class Saving(Struct, frozen=True, gc=False):
    """One subject of a save: the version it must have, the one it gets, its body, entries and timers (due in ms)."""

    subject: str
    expected: int
    version: int
    body: bytes
    entries: tuple[Entry, ...] = ()
    arm: tuple[tuple[str, int], ...] = ()
    cancel: tuple[str, ...] = ()
    rests: int | None = None
    """Since when (ms) it rests; `AWAKE` if it rests no more; None where it never did."""


class Leaving(Struct, frozen=True, gc=False):
    """A subject that may be put away: the version it must have, and its stub; none where it rests no more."""

    subject: str
    version: int
    stub: bytes = b""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A due timer under our lease."""

    subject: str
    name: str
    due_ms: int


@dataclass(frozen=True, slots=True)
class Meta:
    """What a partition's catch-up starts from; -1 where nothing is known. `form`: of its records."""

    caught: str | None = None
    own: int = -1
    own_ms: int = 0
    dead: int = -1
    form: str = ""


def pack_savings(savings: Sequence[Saving], *, heal: Heal) -> bytes:
    """What `save.lua` unpacks."""
    rows = [
        (
            s.subject,
            s.expected,
            s.version,
            lua_text(s.body),
            [lua_text(pack_entry(e)) for e in s.entries],
            s.arm,
            s.cancel,
            *(() if s.rests is None else (s.rests,)),
        )
        for s in savings
    ]
    return _PACK((int(heal), rows))


def pack_leaving(leaving: Sequence[Leaving], again_ms: int, *, heal: bool) -> bytes:
    """What `put_away.lua` unpacks."""
    return _PACK((int(heal), again_ms, [(one.subject, one.version, lua_text(one.stub)) for one in leaving]))


def pack_clearing(done: Mapping[str, int], own: int, own_ms: int) -> bytes:
    """What `clear.lua` unpacks."""
    return _PACK((tuple(done.items()), own, own_ms))


def lua_text(raw: bytes) -> Raw:
    """Bytes as Lua's cmsgpack takes them: it knows text of any content (str 32), and no bytes."""
    return Raw(b"".join((b"\xdb", len(raw).to_bytes(4), raw)))


def pack_entry(entry: Entry) -> bytes:
    """An outbox entry: its sequence in 16 digits, then the message."""
    return b"%016d" % entry.sequence + _PACK((entry.topic, entry.headers, entry.value))


def unpack_entry(packed: bytes) -> Entry:
    """The inverse of `pack_entry`."""
    return Entry(int(packed[:16]), *_UNPACK(memoryview(packed)[16:]))


def claimed(member: bytes, due: bytes) -> Claimed:
    """A timer as Lua names it, with its due instant."""
    subject, _, name = member.decode().partition(SEPARATOR)
    return Claimed(subject, name, int(due))


def score_of(first: Sequence[tuple[bytes, float]]) -> int | None:
    """The score of a sorted set's first member, None where it is empty."""
    return int(first[0][1]) if first else None


def ms_of(time: tuple[int, int]) -> int:
    """What Redis answers to TIME (seconds, microseconds), as ms since the epoch."""
    seconds, micros = time
    return int(seconds) * 1000 + int(micros) // 1000
