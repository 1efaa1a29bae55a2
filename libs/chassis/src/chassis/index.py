"""Small indexes beside the records (design.md, Who decides what): add and count in one call, idempotent by member.

Each index has a tag of its own, such as `b:S07/B12`, so the count is the same for whoever asks, on whichever partition.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from redis.asyncio import Redis

from chassis.decision import to_ms
from chassis.store import answering

_ADD = """
redis.call('ZADD', KEYS[1], 'NX', ARGV[2], ARGV[1])
local own = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]))
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. (tonumber(ARGV[2]) - 2 * tonumber(ARGV[3])))
redis.call('PEXPIRE', KEYS[1], 2 * tonumber(ARGV[3]))
return redis.call('ZRANGEBYSCORE', KEYS[1], own - tonumber(ARGV[3]), own)
"""


class Index:
    """The indexes of one service."""

    def __init__(self, redis: Redis, service: str) -> None:
        self._redis = redis
        self._service = service
        self._add = redis.register_script(_ADD)

    async def add_and_count(self, tag: str, member: str, at: datetime, window: timedelta) -> list[str]:
        """Note `member` under `tag` at `at`; all members of the window that ends with it, oldest first, itself
        included.

        Asking again with the same member gives the answer as of its first mention, later members left out: a redelivery
        decides the same. Raises `Unavailable`.
        """
        window_ms = int(window / timedelta(milliseconds=1))
        with answering():
            found = await self._add(keys=[f"{self._service}:{{{tag}}}"], args=[member, to_ms(at), window_ms])
        return [entry.decode() for entry in found]

    async def note_load(self, person: str, ticket: str, *, working: bool) -> None:
        """Note that a person has, or no longer has, this ticket at work. Raises `Unavailable`."""
        key = f"{self._service}:{{load:{person}}}"
        with answering():
            await (self._redis.sadd(key, ticket) if working else self._redis.srem(key, ticket))

    async def loads(self, people: Sequence[str]) -> Mapping[str, int]:
        """How many tickets each person has at work. Raises `Unavailable`."""
        with answering():
            async with self._redis.pipeline(transaction=False) as pipe:
                for person in people:
                    pipe.scard(f"{self._service}:{{load:{person}}}")
                counts = await pipe.execute()
        return dict(zip(people, map(int, counts), strict=True))
