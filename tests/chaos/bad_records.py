"""Kafka records that nobody should write: each kind by name, and seeded mutants of the golden examples."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from contracts import topics
from tests.harness.process import ROOT
from tests.harness.raw import Name, Rough

EXAMPLES: Final = ROOT / "libs" / "contracts" / "examples"
STRANGER: Final = b"ticket:00000000-0000-4000-8000-000000000bad"
JUNK: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 2**63, 1e308, "", " ", "\x00", "\ud800", "x" * 20_000, "9999-99-99T99:99:99Z"),
    *("0001-01-01T00:00:00Z", "AAAAAAAAAA", "１２３４５６７８９０", [], {}, [[]] * 1_000, {"x": {"y": None}}),
)
Headers = Sequence[tuple[Any, bytes | None]]


@dataclass(frozen=True, slots=True)
class Bad:
    """One record by the name of its fault. `certainly`: no reader may take it for anything else."""

    fault: str
    record: Rough
    certainly: bool = True


def example_of(topic: topics.Topic) -> tuple[str, Any]:
    """A type that stands on the topic, and its golden data."""
    name = topic.types[0].TYPE
    return name, json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))["data"]


def headers_of(kind: str, **changed: bytes | None) -> Headers:
    """Right headers, but for what is changed."""
    usual: dict[str, bytes | None] = {
        "ce_specversion": b"1.0",
        "ce_id": b"stranger-1",
        "ce_type": kind.encode(),
        "ce_source": b"/chaos/stranger",
        "ce_time": b"2026-03-02T01:30:00Z",
        "ce_subject": STRANGER,
        "ce_sequence": b"1",
        "content-type": b"application/json",
    }
    return list((usual | changed).items())


def bad_records(topic: topics.Topic, chance: random.Random, mutants: int) -> list[Bad]:
    """All kinds for one topic, in the same order for every topic, then so many mutants."""
    kind, data = example_of(topic)
    sound = json.dumps(data).encode()
    kinds = [*_bad_frames(kind, sound), *_bad_values(kind), *_bad_headers(kind, sound)]
    whole = kinds + [_mutant(kind, data, chance) for _ in range(mutants)]
    return [_numbered(bad, n) for n, bad in enumerate(whole)]


def _numbered(bad: Bad, n: int) -> Bad:
    """The same under an id of its own, so that its answer can be told from others'."""
    key, value, headers = bad.record
    own = [(name, b"stranger-%d" % n if name == "ce_id" else content) for name, content in headers]
    return replace(bad, record=(key, value, own))


def _bad_frames(kind: str, sound: bytes) -> Iterator[Bad]:
    right = headers_of(kind)
    yield Bad("nothing at all", (None, None, []))
    yield Bad("empty key and value", (b"", b"", []))
    yield Bad("bytes that are no text", (b"\xff\xfe", b"\x00\xff\xfe", [("ce_type", b"\xff")]))
    yield Bad("key that is no text", (b"\xff" + STRANGER, sound, right))
    yield Bad("key of another subject", (b"ticket:somebody-else", sound, right))
    yield Bad("no key", (None, sound, right))
    yield Bad("huge key", (b"k" * 300_000, sound, right))
    yield Bad("no value", (STRANGER, None, right))
    yield Bad("no headers", (STRANGER, sound, []))


def _bad_values(kind: str) -> Iterator[Bad]:
    right = headers_of(kind)
    huge = json.dumps({"x": "y" * 900_000}).encode()
    for fault, value in {
        "no JSON": b"neither json nor anything",
        "JSON cut off": b'{"snapshot": {"ticket": "',
        "null": b"null",
        "a list": b"[]",
        "a string": b'"ticket"',
        "a number": b"1e999",
        "no fields": b"{}",
        "UTF-16": '{"x": 1}'.encode("utf-16"),
        "text that is no UTF-8": b'{"x": "\xff\xfe"}',
        "lists 100,000 deep": b"[" * 100_000,
        "objects 20,000 deep": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        "900 kB of one field": huge,
    }.items():
        yield Bad(f"value: {fault}", (STRANGER, value, right))


def _bad_headers(kind: str, sound: bytes) -> Iterator[Bad]:
    faults: dict[str, dict[str, bytes | None]] = {
        "unknown type": {"ce_type": b"steward.nobody.knows.v9"},
        "type that is no text": {"ce_type": b"\xff\xfe"},
        "null type": {"ce_type": None},
        "endless type": {"ce_type": b"x" * 200_000},
        "another version of CloudEvents": {"ce_specversion": b"0.3"},
        "time that never was": {"ce_time": b"2026-13-45T99:00:00Z"},
        "time without offset": {"ce_time": b"2026-03-02T01:30:00"},
        "negative sequence": {"ce_sequence": b"-1"},
        "endless sequence": {"ce_sequence": b"9" * 60},
        "subject that is no text": {"ce_subject": b"\xff"},
        "source with blanks": {"ce_source": b"a b"},
        "unknown mode": {"ce_mode": b"maybe"},
    }
    for fault, changed in faults.items():
        yield Bad(f"header: {fault}", (STRANGER, sound, headers_of(kind, **changed)))
    yield Bad("header: name that is no text", (STRANGER, b"x", [(Name(b"\xff\xfe"), b"\xfd"), *headers_of(kind)]))
    yield Bad("header: 3,000 of them", (STRANGER, b"x", [(f"h{n}", b"x") for n in range(3_000)]))


def _mutant(kind: str, data: Any, chance: random.Random) -> Bad:
    """The example with one field somewhere replaced by junk; some readers may still make sense of it."""
    copy = json.loads(json.dumps(data))
    path = chance.choice(list(_paths(copy)))
    junk = chance.choice(JUNK)
    holder = copy
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = junk
    value = json.dumps(copy).encode()
    return Bad(f"{'.'.join(map(str, path))} is {junk!r:.40}", (STRANGER, value, headers_of(kind)), certainly=False)


def _paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield (*before, step)
        yield from _paths(inner, (*before, step))
