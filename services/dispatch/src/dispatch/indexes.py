"""Dispatch's small indexes in Redis beside its records: who has how much at work, which number is which ticket.

They are noted after a decision has been published, from its facts, so a crash in between leaves them behind by one step
until the ticket's next fact. A decision never depends on them for being right, only for being well spread.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta

from redis.asyncio import Redis

from chassis.answering import answering
from contracts.facts import LifecycleFact
from contracts.snapshot import Snapshot
from dispatch.domain.standing import at_work


class Indexes:
    """The indexes of the whole group; every key carries its own tag."""

    def __init__(self, redis: Redis, numbers_valid: timedelta) -> None:
        self._redis = redis
        self._numbers_valid = numbers_valid

    async def ticket_of(self, number: str) -> str | None:
        """The ticket that has this register number, or None. Raises `Unavailable`."""
        with answering():
            found = await self._redis.get(_number(number))
        return found.decode() if isinstance(found, bytes) else None

    async def loads(self, people: Iterable[str]) -> Mapping[str, int]:
        """How many tickets each of these people has at work. Raises `Unavailable`."""
        asked = list(dict.fromkeys(people))
        if not asked:
            return {}
        with answering():
            async with self._redis.pipeline(transaction=False) as pipe:
                for person in asked:
                    pipe.scard(_load(person))
                counts = await pipe.execute()
        return dict(zip(asked, map(int, counts), strict=True))

    async def note(self, facts: Iterable[LifecycleFact]) -> None:
        """Note what these facts changed. Doing it again changes nothing. Raises `Unavailable`."""
        snapshots = list({fact.snapshot.ticket: fact.snapshot for fact in facts}.values())
        if not snapshots:
            return
        with answering():
            before = await self._workers(snapshots)
            async with self._redis.pipeline(transaction=False) as pipe:
                for snapshot, had in zip(snapshots, before, strict=True):
                    for key, member, working in _moves(snapshot, had):
                        (pipe.sadd if working else pipe.srem)(key, member)
                    pipe.set(_number(snapshot.number), snapshot.ticket, ex=self._numbers_valid)
                await pipe.execute()

    async def _workers(self, snapshots: Sequence[Snapshot]) -> list[frozenset[str]]:
        async with self._redis.pipeline(transaction=False) as pipe:
            for snapshot in snapshots:
                pipe.smembers(_work(snapshot.ticket))
            found = await pipe.execute()
        return [frozenset(member.decode() for member in members) for members in found]


def _moves(snapshot: Snapshot, had: frozenset[str]) -> Iterable[tuple[str, str, bool]]:
    """Which members enter (True) or leave which sets; a person's load before the ticket's own list of workers."""
    has = at_work(snapshot)
    for person in sorted(has ^ had):
        yield _load(person), snapshot.ticket, person in has
        yield _work(snapshot.ticket), person, person in has


def _load(person: str) -> str:
    return f"dispatch:{{load:{person}}}"


def _work(ticket: str) -> str:
    return f"dispatch:{{work:{ticket}}}"


def _number(number: str) -> str:
    return f"dispatch:{{number:{number}}}"
