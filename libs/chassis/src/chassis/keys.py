"""The tickets' keys in Redis, wrapped under the installation's master key; `tickets.keys` restores them (design.md,
sealing).

A key that is gone makes everything sealed under it unreadable: that is erasure. So nothing here keeps a key for
longer than a few seconds. Where a key was erased, an empty value stands in its place for a month: what brings keys
back (the topic read again, a spool that waited) finds the place taken. And a key that is missing from a Redis that may
have lost it is not gone: whoever asks waits until `chassis.restoring` has read `tickets.keys` again.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import Pipeline

from chassis.answering import answering
from chassis.clock import Clock
from chassis.failures import Unavailable
from chassis.store import text_of
from contracts.cloudevents import Unreadable, decode
from contracts.facts import KeyIssued
from contracts.ids import subject_of
from contracts.sealing import SealBroken, unwrap_key, wrap_key

log = structlog.get_logger(__name__)
KEPT_FOR = timedelta(seconds=5)
KEPT_MOST = 10_000
ERASED = b""
"""Stands where an erased key stood."""
ERASED_FOR = timedelta(days=30)
"""Far longer than a process with something in its spool stays away, or Kafka keeps a tombstone."""
WHOLE = "keys:whole"
"""The run_id of the Redis under which the keys were last made whole, and when (`chassis.restoring`)."""


class Keys:
    """Ticket id -> the ticket's 32-byte key, or None where there is none (any more)."""

    def __init__(self, redis: Redis, master: bytes, clock: Clock) -> None:
        self._redis = redis
        self._master = master
        self._clock = clock
        self._kept: OrderedDict[str, tuple[datetime, bytes]] = OrderedDict()

    async def get_many(self, tickets: Sequence[str]) -> dict[str, bytes | None]:
        """The keys of these tickets; None where there is none or where another master key wrapped it (logged).

        Raises `Unavailable`, also where a key is missing while Redis is not known to be whole.
        """
        now = self._clock.now()
        found: dict[str, bytes | None] = {ticket: self._recent(ticket, now) for ticket in tickets}
        missing = [ticket for ticket, key in found.items() if key is None]
        if missing:
            with answering():
                wrapped = await self._redis.mget([name(ticket) for ticket in missing])
            if not all(wrapped):
                await self._certain()
            for ticket, value in zip(missing, wrapped, strict=True):
                found[ticket] = self._unwrapped(ticket, value, now)
        return found

    async def _certain(self) -> None:
        """Raises `Unavailable` while what is missing may only be lost."""
        with answering():
            whole, server = await self._redis.hget(WHOLE, "run"), await self._redis.info("server")
        if text_of(whole or b"") != str(server["run_id"]):
            raise Unavailable("Redis was restarted; the tickets' keys are being read again from tickets.keys")

    async def put(self, ticket: str, key: bytes) -> str:
        """Keep a new ticket's key unless it has one; return the wrapped key that counts, for `tickets.keys`."""
        mine = wrap_key(self._master, key, subject_of(ticket))
        with answering():
            earlier = await self._redis.set(name(ticket), mine, nx=True, get=True)
        return text_of(earlier) if earlier else mine

    async def erase(self, ticket: str) -> None:
        """Forget a ticket's key, here and in Redis, and note that it was erased. Doing it again is no harm."""
        self._kept.pop(ticket, None)
        with answering():
            await self._redis.set(name(ticket), ERASED, ex=ERASED_FOR)

    async def erased(self, tickets: Sequence[str]) -> frozenset[str]:
        """Which of these are noted as erased, as Redis knows it this moment. Raises `Unavailable`."""
        with answering():
            found = await self._redis.mget([name(ticket) for ticket in tickets]) if tickets else []
        return frozenset(ticket for ticket, value in zip(tickets, found, strict=True) if value == ERASED)

    def _recent(self, ticket: str, now: datetime) -> bytes | None:
        at, key = self._kept.get(ticket, (now, None))
        return key if key and now - at < KEPT_FOR else None

    def _unwrapped(self, ticket: str, value: object, now: datetime) -> bytes | None:
        if not value:
            return None
        try:
            return self._keep(ticket, unwrap_key(self._master, text_of(value), subject_of(ticket)), now)
        except SealBroken:
            log.error("key_does_not_unwrap", subject=subject_of(ticket))
            return None

    def _keep(self, ticket: str, key: bytes, now: datetime) -> bytes:
        self._kept[ticket] = (now, key)
        self._kept.move_to_end(ticket)
        while len(self._kept) > KEPT_MOST:
            self._kept.popitem(last=False)
        return key


def name(ticket: str) -> str:
    """The Redis key that holds a ticket's wrapped key."""
    return f"keys:{ticket}"


def put_erased(pipe: Pipeline, ticket: str) -> None:
    """Put into a pipeline that a ticket's key was erased."""
    pipe.set(name(ticket), ERASED, ex=ERASED_FOR)


def restore_key(pipe: Pipeline, key: bytes | None, headers: Iterable[tuple[str, bytes]], value: bytes | None) -> None:
    """Put into a pipeline what a record of `tickets.keys` says: a key that is there stays, an erased one is gone."""
    if not value:
        put_erased(pipe, (key or b"").decode(errors="replace").removeprefix(subject_of("")))
        return
    try:
        fact = decode(headers, value).data
    except Unreadable as unreadable:
        log.error("key_record_unreadable", reason=unreadable.message)
        return
    if isinstance(fact, KeyIssued):
        pipe.set(name(fact.ticket), fact.wrapped, nx=True)
