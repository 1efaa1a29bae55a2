"""Small indexes beside the records (design.md, Who decides what): add and count in one call, idempotent by member.

Each index has a tag of its own, such as `b:S07/B12`, so the count is the same for whoever asks, on whichever partition.
"""

from datetime import datetime, timedelta

from redis.asyncio import Redis

from chassis.answering import answering
from chassis.decision import to_ms

_ADD = """
local ordinal = redis.call('ZSCORE', KEYS[2], ARGV[1])
if not ordinal then
  local last = redis.call('ZREVRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  ordinal = (tonumber(last[2]) or 0) + 1
  redis.call('ZADD', KEYS[2], ordinal, ARGV[1])
  redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
end
local window = tonumber(ARGV[3])
for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. (tonumber(ARGV[2]) - 2 * window))) do
  redis.call('ZREM', KEYS[1], old)
  redis.call('ZREM', KEYS[2], old)
end
redis.call('PEXPIRE', KEYS[1], 2 * window)
redis.call('PEXPIRE', KEYS[2], 2 * window)
local own = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or ARGV[2])
local found = {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  if math.abs(tonumber(redis.call('ZSCORE', KEYS[1], member)) - own) <= window then
    found[#found + 1] = member
  end
end
return found
"""


class Index:
    """The indexes of one service."""

    def __init__(self, redis: Redis, service: str) -> None:
        self._redis = redis
        self._service = service
        self._add = redis.register_script(_ADD)

    async def add_and_count(self, tag: str, member: str, at: datetime, window: timedelta) -> list[str]:
        """Note `member` under `tag` at `at`; all members of the window that ends with it, oldest first, itself last.

        Asking again with the same member gives the answer as of its first mention, later members left out: a redelivery
        decides the same. Raises `Unavailable`.
        """
        members = await self.add_and_list(tag, member, at, window)
        return members[: members.index(member) + 1]

    async def add_and_list(self, tag: str, member: str, at: datetime, window: timedelta) -> list[str]:
        """The same with those that were mentioned since: none at the first mention, some when it is asked again.

        Whoever is sent something by those who came later needs them: what they sent may have come before it was there
        to take it. Raises `Unavailable`.
        """
        key = f"{self._service}:{{{tag}}}"
        args: list[str | int] = [member, to_ms(at), window // timedelta(milliseconds=1)]
        with answering():
            members = await self._add(keys=[key, f"{key}:order"], args=args)
        return [entry.decode() for entry in members]
