"""Looking for words in every byte that an installation keeps: topics, files, Redis, logs, metrics (D-108).

Mail sink and SMS gateway are outside parties: what they were handed is theirs.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from redis.asyncio import Redis

from chassis.kafka import KafkaReader
from contracts import topics
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from tests.chaos.installation import Installation

OUTSIDE: Final = ("sms", "mail", "estate")
"""Folders of an installation that are not its own: two stand-ins for other firms, and the reviewed files."""
KEYS_A_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class Needle:
    """A word to look for, in every spelling in which JSON and logs write it."""

    what: str
    text: str

    @property
    def spellings(self) -> tuple[bytes, ...]:
        escaped = json.dumps(self.text)[1:-1]
        return tuple({self.text.encode(), escaped.encode(), escaped.upper().replace("\\U", "\\u").encode()})

    def is_in(self, content: bytes) -> bool:
        return any(spelling in content for spelling in self.spellings)


@dataclass(slots=True)
class Search:
    """What was found where; `looked` counts the bytes of each kind of place."""

    needles: Sequence[Needle]
    found: list[tuple[str, str]]
    looked: dict[str, int]

    def look(self, kind: str, where: str, content: bytes) -> None:
        self.looked[kind] = self.looked.get(kind, 0) + len(content)
        self.found += [(needle.what, where) for needle in self.needles if needle.is_in(content)]

    def places_of(self, what: str) -> list[str]:
        """Where one word was found, each place once."""
        return sorted({where for found, where in self.found if found == what})


async def search(place: Installation, needles: Sequence[Needle]) -> Search:
    """Look through everything."""
    done = Search(needles, [], {})
    async for topic, content in _records(place.kafka):
        done.look("topics, as a consumer reads them", topic, content)
    async for where, content in _values(place.redis):
        done.look("Redis, every key by its type", where, content)
    for kind, file in _files(place.place.var):
        done.look(kind, str(file.relative_to(place.place.var)), file.read_bytes())
    for name, page in (await _pages(place)).items():
        done.look("metrics pages", f"metrics of {name}", page)
    return done


async def _records(kafka: str) -> AsyncIterator[tuple[str, bytes]]:
    """Every record of every topic, uncompressed: key, value, headers."""
    reader = KafkaReader([kafka])
    for topic in topics.TOPICS:
        for partition in range(PARTITIONS):
            end = await reader.end(topic.name, partition)
            async for batch in reader.read(topic.name, partition, 0, end):
                for record in batch:
                    headers = b"".join(name.encode() + (value or b"") for name, value in record.headers)
                    yield topic.name, (record.key or b"") + (record.value or b"") + headers


async def _values(url: str) -> AsyncIterator[tuple[str, bytes]]:
    """Every key with its value, as commands give it: a DUMP would be compressed."""
    redis = Redis.from_url(url)
    try:
        async for key in redis.scan_iter(count=KEYS_A_PAGE):
            yield f"redis {key!r}", key + b"".join(_bytes(await _value(redis, key)))
    finally:
        await redis.aclose()


async def _value(redis: Redis, key: bytes) -> Any:
    match await redis.type(key):
        case b"string":
            return await redis.get(key)
        case b"hash":
            return list((await redis.hgetall(key)).items())
        case b"list":
            return await redis.lrange(key, 0, -1)
        case b"zset":
            return await redis.zrange(key, 0, -1)
        case b"set":
            return list(await redis.smembers(key))
        case other:
            raise AssertionError(f"{key!r} is of a type that nobody here uses: {other!r}")


def _bytes(value: Any) -> Iterator[bytes]:
    if isinstance(value, bytes):
        yield value
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _bytes(one)


def _files(var: Path) -> Iterator[tuple[str, Path]]:
    """Every file as it lies on the disk, with what it is."""
    for file in sorted(var.rglob("*")):
        folder = file.relative_to(var).parts[0]
        if file.is_file() and folder not in OUTSIDE:
            yield KINDS.get(folder, "other files") if file.name != "log" else "logs", file


KINDS: Final[Mapping[str, str]] = {
    "kafka": "Kafka's files, raw",
    "redis": "Redis' append-only file, raw",
    "spool": "intake's spool, raw",
    "logs": "logs",
}


async def _pages(place: Installation) -> dict[str, bytes]:
    async with httpx.AsyncClient(timeout=10) as client:
        return {name: (await client.get(f"{place.url(name)}/metrics")).content for name in place.services}
