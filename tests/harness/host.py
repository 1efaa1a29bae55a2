"""Runs a `Service` on the in-memory log: the test polls, commits, crashes and moves time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from redis.asyncio import Redis

from chassis.clock import Clock, ManualClock
from chassis.keys import WHOLE
from chassis.metrics import create_metrics
from chassis.parts import Parts
from chassis.resting import WINDOW
from chassis.service import Service
from tests.harness.log import MemoryFeed, MemoryLog


@dataclass(slots=True)
class Host:
    """One process of one service."""

    service: Service
    feed: MemoryFeed
    log: MemoryLog

    async def join(self, partitions: Sequence[int]) -> None:
        """Get these partitions and wait until they are caught up."""
        ownership = self._ownership
        await ownership.on_partitions_revoked(list(self.feed.assignment()))
        tps = self.feed.join(partitions)
        await ownership.on_partitions_assigned(tps)
        await self.caught_up()

    async def caught_up(self) -> None:
        """Wait for the catch-ups that are under way."""
        while self._ownership.recovering():
            self.service.assignment.moved.clear()
            await self.service.assignment.moved.wait()

    async def pump(self) -> int:
        """One batch, taken through and committed; how many records it held."""
        batch = self.feed.poll()
        if batch and self.service.inbound:
            await self.service.inbound.on_batch(batch)
            self.feed.commit()
        return len(batch)

    async def drain(self) -> int:
        """Batches until there are none."""
        total = 0
        while taken := await self.pump():
            total += taken
        return total

    async def rest(self, after: timedelta = WINDOW) -> float:
        """So long that whoever rests is put away, if not said otherwise; how many were. Raises `NotCaughtUp`."""
        clock, count = self.service.parts.clock, self.service.parts.metrics.put_away._value
        assert isinstance(clock, ManualClock)
        assert self.service.resting
        clock.advance(after)
        before = float(count.get())
        await self.service.resting.look()
        return float(count.get()) - before

    async def crash(self) -> None:
        """Gone without a word: nothing is committed, nothing flushed."""
        await self._ownership.stop()

    @property
    def _ownership(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
        assert self.service.ownership is not None
        return self.service.ownership


def parts_on(log: MemoryLog, redis: Redis, clock: Clock, name: str) -> Parts:
    """Parts on the in-memory log; the feed is put in once the service's topics are known."""
    feed = MemoryFeed(log, ())
    return Parts(clock, redis, log, log, feed, create_metrics(name), log.partitions)


async def made_whole(redis: Redis) -> None:
    """What `restoring_keys` says in the end: no key is missing from this Redis but those that are gone."""
    await redis.hset(WHOLE, mapping={"run": (await redis.info("server"))["run_id"], "ms": 0})


def hosted(service: Service, log: MemoryLog, topics: Sequence[str]) -> Host:
    """The service on its feed."""
    feed = service.parts.feed
    assert isinstance(feed, MemoryFeed)
    feed.topics = tuple(topics)
    return Host(service, feed, log)
