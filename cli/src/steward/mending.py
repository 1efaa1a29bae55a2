"""Deliberate interventions: a service's records thrown away to be rebuilt, keys restored, a ticket's person erased."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from redis.asyncio import Redis
from redis.exceptions import RedisError

from chassis.keys import name as key_name
from chassis.keys import put_erased
from contracts import topics
from contracts.cloudevents import Unreadable, decode
from contracts.facts import KeyIssued
from contracts.ids import ticket_of
from steward.answers import misused, unreachable
from steward.calling import Reply, call, new_session
from steward.reading import Reader, read_to_end
from steward.story import Told, key_of, opened

KEEPING = ("dispatch", "sla-monitor", "notifier")
"""The services that keep records."""
STATELESS = ("intake", "classifier")
GONE_WITHIN = timedelta(seconds=20)
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Erased:
    """How many sealed parts the story has, and how many opened before and open now."""

    parts: int
    before: int
    now: int


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[Redis]:
    """Redis. Raises CommandError (3) when it does not answer."""
    redis = Redis.from_url(url, socket_connect_timeout=2)
    try:
        yield redis
    except (RedisError, OSError) as error:
        raise unreachable(f"Redis at {url} does not answer ({type(error).__name__}); start it: steward up") from None
    finally:
        await redis.aclose()


async def forget_records(redis: Redis, service: str) -> int:
    """Delete what the service keeps per partition (records, outboxes, timers, positions); its topic has it all."""
    if service not in KEEPING:
        known = f"{', '.join(KEEPING)}, keys"
        raise misused(f"{service} keeps no records that could be rebuilt; those that can: {known}")
    found = [key async for key in redis.scan_iter(f"{service}:{{[0-9]*}}:*", count=AT_ONCE)]
    for start in range(0, len(found), AT_ONCE):
        await redis.unlink(*found[start : start + AT_ONCE])
    return len(found)


async def restore_keys(redis: Redis, source: Reader, progress: Callable[[], None]) -> tuple[int, int]:
    """Put back every ticket's key that `tickets.keys` has, take away those it has erased: how many of each."""
    kept: dict[str, str | None] = {}
    async for record in read_to_end(source, source.parts(topics.KEYS.name)):
        progress()
        try:
            ticket = ticket_of((record.key or b"").decode(errors="replace"))
            fact = decode(record.headers, record.value).data if record.value else None
        except (ValueError, Unreadable):
            continue
        kept[ticket] = fact.wrapped if isinstance(fact, KeyIssued) else None
    async with redis.pipeline(transaction=False) as pipe:
        for ticket, wrapped in kept.items():
            if wrapped is None:
                put_erased(pipe, ticket)
            else:
                pipe.set(key_name(ticket), wrapped)
        await pipe.execute()
    gone = sum(wrapped is None for wrapped in kept.values())
    return len(kept) - gone, gone


def restart(var: Path, service: str) -> bool:
    """End the service's process under `steward up`, which starts it again; False where it does not run here."""
    try:
        pid = int((var / "services" / f"{service}.pid").read_text())
        os.kill(pid, signal.SIGTERM)
    except (FileNotFoundError, ValueError, ProcessLookupError):
        return False
    return True


async def ask_to_erase(url: str, key: str, ticket: str) -> Reply:
    """The command to dispatch. Doing it again is no harm."""
    async with new_session(key) as session:
        headers = {"Idempotency-Key": f"erase-{ticket}"}
        return await call(session, "POST", f"{url}/v1/tickets/{ticket}/erase", {"reason": "requested"}, headers)


async def until_key_gone(redis: Redis, ticket: str) -> bool:
    """Whether the ticket's key has left Redis in time: nothing stands there, or that it was erased."""
    end = time.monotonic() + GONE_WITHIN.total_seconds()
    while await redis.get(key_name(ticket)):
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.1)
    return True


async def opening(redis: Redis, ticket: str, story: Sequence[Told], master: bytes) -> int:
    """How many sealed parts of a story open now."""
    key = await key_of(redis, ticket, master)
    return sum(len(opened(one, key).opened) for one in story) if key else 0


def parts_of(story: Sequence[Told]) -> int:
    return sum(len(one.sealed) for one in story)
