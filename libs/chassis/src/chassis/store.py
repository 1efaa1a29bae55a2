"""Records, outboxes, timers and parked letters in Redis, all of one partition under one tag (rules 3, 4, 9). I/O only.

Keys of dispatch's partition 17, each beginning `dispatch:{17}:`

| key | type | what |
| --- | --- | --- |
| `r:<subject>` | string | version in 16 digits, then the record; or its stub, where it was put away |
| `o:<subject>` | list | outbox entries, oldest first |
| `dirty` | sorted set | subjects whose outbox is not empty, by the moment it began to fill |
| `due` | hash | timer -> due instant in ms: which timers are valid |
| `armed`, `inflight` | sorted sets | timers waiting, by due instant; timers claimed, by the end of the lease |
| `resting` | sorted set | subjects that rest, by the ms since when |
| `parked` | hash | subject -> open dead letters, oldest first |
| `meta` | hash | `caught` (run_id), `own`, `own_ms`, `dead` (positions in the own and dead-letter topic), `form` |
"""

import asyncio
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

import orjson
from redis.asyncio import Redis

from chassis import rows
from chassis.answering import answering
from chassis.entries import Entry
from chassis.failures import Conflict, NotCaughtUp
from chassis.rows import SEPARATOR, Claimed, Heal, Leaving, Meta, Saving

LEASE_MS = 30_000


class Store:
    """A service's keys. Every call raises `Unavailable` when Redis does not answer; a save that timed out may have
    happened.
    """

    def __init__(self, redis: Redis, service: str) -> None:
        self._redis = redis
        self._service = service
        lua = files("chassis") / "lua"
        self._lua = {
            name: redis.register_script((lua / f"{name}.lua").read_text())
            for name in ("save", "clear", "claim", "release", "certify", "put_away")
        }

    def _prefix(self, partition: int) -> str:
        return f"{self._service}:{{{partition}}}:"

    async def _run(self, name: str, partition: int, *args: bytes | str | float) -> Any:  # noqa: ANN401  Lua answers with anything
        with answering():
            return await self._lua[name](keys=[self._prefix(partition)], args=args)

    async def load(self, partition: int, subjects: Sequence[str]) -> tuple[list[bytes | None], list[bytes | None]]:
        """Stored records and open dead letters of the subjects, in their order."""
        prefix = self._prefix(partition)
        records: Any
        with answering():
            records, parked = await asyncio.gather(
                self._redis.mget([f"{prefix}r:{subject}" for subject in subjects]), self._redis.hlen(f"{prefix}parked")
            )
            if not parked:  # as always but after a fault: nobody is asked for
                return records, [None] * len(records)
            letters: Any = await self._redis.hmget(f"{prefix}parked", list(subjects))
        return records, letters

    async def save(self, partition: int, savings: Sequence[Saving], *, heal: Heal = Heal.NOT) -> list[int]:
        """Save all or nothing; the length of each subject's outbox afterwards. Raises `Conflict`, `NotCaughtUp`,
        `Unavailable`.
        """
        answer = await self._run("save", partition, rows.pack_savings(savings, heal=heal))
        match answer[0]:
            case b"SAVED":
                return [int(length) for length in answer[1]]
            case b"CONFLICT":
                raise Conflict(tuple(subject.decode() for subject in answer[1]))
            case _:
                raise NotCaughtUp(f"partition {partition} of {self._service} must catch up with this Redis first")

    async def outboxes(self, partition: int, subjects: Sequence[str]) -> list[list[Entry]]:
        """The outbox of each subject, from its head."""
        prefix = self._prefix(partition)
        with answering():
            async with self._redis.pipeline(transaction=False) as pipe:
                for subject in subjects:
                    pipe.lrange(f"{prefix}o:{subject}", 0, -1)
                boxes = await pipe.execute()
        return [[rows.unpack_entry(packed) for packed in box] for box in boxes]

    async def clear(self, partition: int, done: Mapping[str, int], own: int = -1, own_ms: int = 0) -> None:
        """Drop acknowledged entries up to each subject's sequence; advance the own position (next offset, its ms)."""
        await self._run("clear", partition, rows.pack_clearing(done, own, own_ms))

    async def dirty(self, partition: int, *, older_than_ms: int = 0, most: int = 500) -> list[str]:
        """Subjects whose outbox has waited for at least so many ms, on Redis' clock."""
        key = f"{self._prefix(partition)}dirty"
        with answering():
            upto = rows.ms_of(await self._redis.time()) - older_than_ms
            found = await self._redis.zrangebyscore(key, "-inf", upto, start=0, num=most)
        return [text_of(subject) for subject in found]

    async def left_behind(self, partitions: Sequence[int], older_than_ms: int) -> list[int]:
        """Of these partitions, those where an outbox has waited for at least so many ms, on Redis' clock."""
        with answering():
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.time()
                for partition in partitions:
                    pipe.zrange(f"{self._prefix(partition)}dirty", 0, 0, withscores=True)
                time, *found = await pipe.execute()
        upto, heads = rows.ms_of(time) - older_than_ms, zip(partitions, map(rows.score_of, found), strict=True)
        return [partition for partition, head in heads if head is not None and head <= upto]

    async def claim(self, partition: int, up_to_ms: int, most: int = 200, lease_ms: int = LEASE_MS) -> list[Claimed]:
        """Timers due up to the watermark, under a lease; those whose earlier lease ran out come first."""
        flat = await self._run("claim", partition, up_to_ms, most, lease_ms)
        return [rows.claimed(member, due) for member, due in zip(flat[::2], flat[1::2], strict=True)]

    async def waking(self, partitions: Mapping[int, int]) -> tuple[list[int], int | None]:
        """Of partitions with the ms up to which their timers may fire, those where one is due or a lease has run out;
        and the earliest instant that a timer waits for in any of the others.

        One round trip for all of them, and nothing is changed: most looks find nothing.
        """
        with answering():
            async with self._redis.pipeline(transaction=False) as pipe:
                pipe.time()
                for partition in partitions:
                    pipe.zrange(f"{self._prefix(partition)}armed", 0, 0, withscores=True)
                    pipe.zrange(f"{self._prefix(partition)}inflight", 0, 0, withscores=True)
                time, *found = await pipe.execute()
        now = rows.ms_of(time)
        heads = [
            (rows.score_of(timers), rows.score_of(leases))
            for timers, leases in zip(found[::2], found[1::2], strict=True)
        ]
        due = [
            partition
            for (partition, up_to_ms), (head, lease) in zip(partitions.items(), heads, strict=True)
            if (head is not None and head <= up_to_ms) or (lease is not None and lease <= now)
        ]
        waiting = [head for partition, (head, _) in zip(partitions, heads, strict=True) if partition not in due]
        return due, min((head for head in waiting if head is not None), default=None)

    async def release(self, partition: int, timers: Sequence[Claimed]) -> None:
        """Done with timers that changed nothing; those armed anew stay."""
        if timers:
            flat = [part for t in timers for part in (f"{t.subject}{SEPARATOR}{t.name}", t.due_ms)]
            await self._run("release", partition, *flat)

    async def resting(self, partition: int, until_ms: int, most: int) -> list[str]:
        """Subjects that have rested since then or longer, the oldest first."""
        key = f"{self._prefix(partition)}resting"
        with answering():
            found = await self._redis.zrangebyscore(key, "-inf", until_ms, start=0, num=most)
        return [text_of(subject) for subject in found]

    async def put_away(self, partition: int, leaving: Sequence[Leaving], again_ms: int, *, heal: bool = False) -> int:
        """Put those away that nobody has touched, and say how many; the others are looked at again when `again_ms` is
        due. A catch-up (`heal`) is asked for no certificate. Raises `NotCaughtUp`.
        """
        gone = int(await self._run("put_away", partition, rows.pack_leaving(leaving, again_ms, heal=heal)))
        if gone < 0:
            raise NotCaughtUp(f"partition {partition} of {self._service} must catch up with this Redis first")
        return gone

    async def armed(self, partition: int) -> int:
        """How many timers wait."""
        return (await self.counts([partition]))[0][0]

    async def counts(self, partitions: Sequence[int]) -> list[tuple[int, int]]:
        """Per partition, how many timers wait and how many subjects are parked."""
        with answering():
            async with self._redis.pipeline(transaction=False) as pipe:
                for partition in partitions:
                    pipe.zcard(f"{self._prefix(partition)}armed")
                    pipe.hlen(f"{self._prefix(partition)}parked")
                    pipe.hexists(f"{self._prefix(partition)}parked", "")
                found = [int(count) for count in await pipe.execute()]
        rows = zip(found[::3], found[1::3], found[2::3], strict=True)
        return [(armed, parked - unreadable) for armed, parked, unreadable in rows]

    async def run_id(self) -> tuple[str, int]:
        """The server's own run_id and for how many seconds it has been up."""
        with answering():
            info = await self._redis.info("server")
        return str(info["run_id"]), int(info["uptime_in_seconds"])

    async def caught(self, partitions: Sequence[int]) -> list[str]:
        """The run_id of the server that each partition was caught up with; empty where it never was."""
        with answering():
            async with self._redis.pipeline(transaction=False) as pipe:
                for partition in partitions:
                    pipe.hget(f"{self._prefix(partition)}meta", "caught")
                found = await pipe.execute()
        return [text_of(run_id or b"") for run_id in found]

    async def meta(self, partition: int) -> Meta:
        """Where the partition stands."""
        with answering():
            found = await self._redis.hgetall(f"{self._prefix(partition)}meta")
        caught: Any = found.get(b"caught")
        return Meta(
            caught.decode() if caught else None,
            int(found.get(b"own", -1)),
            int(found.get(b"own_ms", 0)),
            int(found.get(b"dead", -1)),
            text_of(found.get(b"form", b"")),
        )

    async def certify(self, partition: int, run_id: str, meta: Meta) -> bool:
        """Mark the partition caught up with this server; False when another server answers meanwhile."""
        return bool(await self._run("certify", partition, run_id, meta.own, meta.own_ms, meta.dead, meta.form))

    async def doubt(self, partition: int) -> None:
        """Refuse saves until the next certificate, and forget timers and who rests: the records are to be made anew."""
        prefix = self._prefix(partition)
        with answering():
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hdel(f"{prefix}meta", "caught", "own", "own_ms", "form")
                pipe.delete(*(f"{prefix}{name}" for name in ("due", "armed", "inflight", "resting")))
                await pipe.execute()

    async def park(self, partition: int, letters: Mapping[str, Sequence[str]]) -> None:
        """Write the open dead letters of subjects; an empty list frees the subject."""
        key = f"{self._prefix(partition)}parked"
        with answering():
            async with self._redis.pipeline(transaction=True) as pipe:
                for subject, open_letters in letters.items():
                    if open_letters:
                        pipe.hset(key, subject, orjson.dumps(list(open_letters)))
                    else:
                        pipe.hdel(key, subject)
                await pipe.execute()

    async def parked(self, partition: int) -> dict[str, list[str]]:
        """Every parked subject with its open letters."""
        with answering():
            found = await self._redis.hgetall(f"{self._prefix(partition)}parked")
        return {text_of(subject): orjson.loads(letters) for subject, letters in found.items()}


def text_of(raw: Any) -> str:  # noqa: ANN401  redis-py's stubs know no client that always gives bytes
    """What Redis gave as bytes, as text."""
    return str(raw, "utf-8")


__all__ = ["Claimed", "Store", "text_of"]
