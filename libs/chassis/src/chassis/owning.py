"""Which partitions are ours: taken over at assignment, caught up in the background, let go in order (rules 1 and 3)."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiokafka import TopicPartition
from aiokafka.abc import ConsumerRebalanceListener

from chassis.failures import Gap, NotCaughtUp, Unavailable
from chassis.feed import Assignment, Feed

log = structlog.get_logger(__name__)
HAND_OVER_SECONDS = 25.0
RETRY_SECONDS = 1.0


class Ownership(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Listens to rebalances. `catch_up(partition)` makes a partition's records what the topic says, then it is resumed.

    Nothing long happens inside `on_partitions_assigned`: it is no barrier and sends no heartbeats. Revocation waits
    for the running batch, so a successor never meets a half-done one.
    """

    def __init__(
        self,
        feed: Feed,
        assignment: Assignment,
        catch_up: Callable[[int], Awaitable[None]],
        leaving: asyncio.Event,
        busy: asyncio.Lock,
    ) -> None:
        self._feed = feed
        self._assignment = assignment
        self._catch_up = catch_up
        self._leaving = leaving
        self._busy = busy
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._unplaced: set[TopicPartition] = set()
        self._stopped = False

    async def on_partitions_assigned(self, assigned: list[TopicPartition]) -> None:
        """Pause first; a task per partition does the rest."""
        self._feed.pause(*assigned)
        if not self._stopped:
            self._leaving.clear()
        for tp in assigned:
            self._assignment.start(tp, 0)
        self._unplaced = set(assigned)
        log.info("partitions_assigned", partitions=sorted({tp.partition for tp in assigned}))
        for partition in {tp.partition for tp in assigned}:
            self.recover(partition)

    async def on_partitions_revoked(self, revoked: list[TopicPartition]) -> None:
        """Tell a waiting handler to leave, wait for it, then forget the partitions."""
        if not revoked:
            return
        self._leaving.set()
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        try:
            async with asyncio.timeout(HAND_OVER_SECONDS), self._busy:
                self._assignment.lose(revoked)
        except TimeoutError:
            log.error("handler_outlived_rebalance", seconds=HAND_OVER_SECONDS)
            self._assignment.lose(revoked)

    def recover(self, partition: int) -> None:
        """(Re)start the catch-up of a partition; nothing is read of it meanwhile."""
        self._assignment.caught.discard(partition)
        running = self._tasks.get(partition)
        if running is None or running.done():
            self._tasks[partition] = asyncio.create_task(self._until_caught(partition), name=f"catch-up-{partition}")

    def recovering(self) -> list[int]:
        """Partitions that are ours but not caught up."""
        return sorted(self._assignment.owned() - self._assignment.caught)

    async def stop(self) -> None:
        """Cancel what is under way; whoever is assigned something now will not wait for us."""
        self._stopped = True
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _until_caught(self, partition: int) -> None:
        mine = [tp for tp in self._assignment.handled if tp.partition == partition]
        self._feed.pause(*mine)
        while True:
            try:
                await self._place(mine)
                await self._catch_up(partition)
            except (Unavailable, NotCaughtUp) as reason:
                log.warning("catch_up_waits", partition=partition, reason=str(reason))
            except Gap as gap:
                log.error("own_topic_has_a_gap", partition=partition, reason=str(gap))
            except Exception as error:
                log.exception("catch_up_failed", partition=partition, error=type(error).__name__)
            else:
                break
            await asyncio.sleep(RETRY_SECONDS)
        self._assignment.caught.add(partition)
        self._assignment.moved.set()
        self._feed.resume(*[tp for tp in mine if tp in self._feed.assignment()])

    async def _place(self, mine: list[TopicPartition]) -> None:
        """After an assignment, what stands before the position was handled by whoever had it.

        Kafka is asked for it here: an answer that fails or takes long inside the listener would leave the partition
        paused for ever.
        """
        for tp in self._unplaced.intersection(mine):
            self._assignment.passed(tp, await self._feed.position(tp))
            self._unplaced.discard(tp)
