"""A running installation's topics and keys, for commands that look at past tickets."""

import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from chassis.keys import name as key_name
from chassis.store import text_of
from contracts.ids import subject_of
from contracts.sealing import SealBroken, unwrap_key
from steward import master_key
from steward.answers import CommandError, unreachable
from steward.reading import Reader, reader
from steward.rulebook.past import KeysOf
from steward.where import where


@dataclass(frozen=True, slots=True)
class Opened:
    """The topics; `keys` only where the operator gave the master key."""

    source: Reader
    keys: KeysOf | None


@asynccontextmanager
async def opened(var: Path, key_file: Path | None) -> AsyncIterator[Opened]:
    """What runs on `var`. Raises CommandError: 3 when a part does not answer, 2 for a key that is none."""
    there, master = where(var), master_key.given(key_file, os.environ)
    if master is None:
        async with reader(there.kafka) as source:
            yield Opened(source, None)
        return
    redis = Redis.from_url(there.redis, socket_connect_timeout=2)
    try:
        async with reader(there.kafka) as source:
            yield Opened(source, keys_in(redis, master))
    finally:
        await redis.aclose()


def keys_in(redis: Redis, master: bytes) -> KeysOf:
    """The tickets' keys in Redis. Asking raises CommandError for another installation's master key."""

    async def keys(tickets: Sequence[str]) -> Mapping[str, bytes | None]:
        try:
            found = await redis.mget([key_name(ticket) for ticket in tickets])
        except (RedisError, OSError) as error:
            raise unreachable(f"Redis does not answer ({type(error).__name__}); start it with: steward up") from None
        return {ticket: _key(master, ticket, value) for ticket, value in zip(tickets, found, strict=True)}

    return keys


def _key(master: bytes, ticket: str, wrapped: bytes | str | None) -> bytes | None:
    try:
        return unwrap_key(master, text_of(wrapped), subject_of(ticket)) if wrapped else None
    except SealBroken:
        raise CommandError("this master key is another installation's; name the right one with --key") from None
