"""Whatever fails, whenever, in whatever order: nothing is lost or counted twice, every record is the fold of its topic.

Real Redis under the in-memory log. A rollback puts every key back to an earlier moment under another run_id, as an AOF
two seconds old does. The examples are one per mechanism: without it they fail.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from itertools import accumulate
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from redis.asyncio import Redis

from chassis import catchup, inbound
from chassis.clock import ManualClock
from chassis.decision import HTTP, Input
from chassis.door import Door
from chassis.failures import NotCaughtUp, Unavailable
from chassis.kafka import new_broker
from chassis.record import Record, folded
from chassis.service import Service
from contracts import topics
from contracts.cloudevents import decode
from tests.harness.counting import Add, Added, Count, counting, message
from tests.harness.host import Host, hosted, parts_on
from tests.harness.log import MemoryLog

ASKED = 5
SUBJECTS = ("ticket:a", "ticket:b", "ticket:c")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("send"), st.sampled_from(SUBJECTS), st.sampled_from([1, 2, 10])),
        st.tuples(
            st.sampled_from(["pump", "again", "ask", "crash", "fail", "cut", "remember", "roll back", "forget", "rest"])
        ),
    ),
    min_size=1,
    max_size=25,
)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)
    monkeypatch.setattr(inbound, "BACK_OFF_SECONDS", ())


class Life:
    """One history of the counting service."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.clock = ManualClock(datetime(2026, 3, 2, 1, tzinfo=UTC))
        self.log = MemoryLog(2, self.clock.now)
        self.sent: dict[str, list[int]] = {subject: [] for subject in SUBJECTS}
        self.memory: dict[bytes, bytes] = {}
        self.copies = 0
        self.host: Host
        self.door: Door[Count]

    async def start(self, committed: dict[Any, int] | None = None) -> None:
        self.copies += 1
        parts = parts_on(self.log, self.redis, self.clock, "dispatch")
        service = Service("dispatch", str(self.copies), parts, FastAPI())
        self.door = service.door(counting())
        service.consume(new_broker(["127.0.0.1:1"], "dispatch"), topics.CLASSIFIED, into=self.door)
        self.host = hosted(service, self.log, [topics.CLASSIFIED.name, topics.retry("dispatch").name])
        self.host.feed.committed = committed or {}
        self.log.fail_next = self.log.cut_next = 0
        await self.host.join(range(2))

    async def send(self, subject: str, amount: int) -> None:
        self.sent[subject].append(amount)
        failing, cutting, self.log.fail_next, self.log.cut_next = self.log.fail_next, self.log.cut_next, 0, 0
        await self.log.send([message(subject, amount, len(self.sent[subject]))])
        self.log.fail_next, self.log.cut_next = failing, cutting

    async def pump(self, *, commit: bool = True) -> None:
        batch = self.host.feed.poll(3)
        assert self.host.service.inbound
        try:
            await self.host.service.inbound.on_batch(batch)
        except Unavailable:
            self.host.feed.give_back(batch)
            return
        if self.host.service.ownership and self.host.service.ownership.recovering():
            self.log.fail_next = self.log.cut_next = 0
            await self.host.caught_up()
        for subject in SUBJECTS:  # before a commit, all that was saved is on the topic
            assert (await self.door.record(subject)).version <= self.fold(subject).version
        if commit:
            self.host.feed.commit()
        else:
            self.host.feed.give_back(batch)

    async def ask(self, n: int) -> None:
        """A command over HTTP: whoever sent it may never hear what became of it, nor ask again."""
        now = self.clock.now()
        asked = Input(f"ask-{n}", Add.TYPE, SUBJECTS[0], HTTP, Add(amount=ASKED), now, now)
        with suppress(Unavailable, NotCaughtUp):
            await self.door.handle(asked)

    async def step(self, name: str, *values: Any) -> None:
        match name:
            case "send":
                await self.send(*values)
            case "ask":
                await self.ask(len(self.sent[SUBJECTS[0]]))
            case "pump" | "again":
                await self.pump(commit=name == "pump")
            case "crash":
                await self.host.crash()
                await self.start(self.host.feed.committed)
            case "rest":
                await self.rest()
            case "fail" | "cut":
                setattr(self.log, f"{name}_next", 1)
            case _:
                await self.redis_step(name)

    async def rest(self) -> None:
        """So long that whoever has no timer and an empty outbox is put away."""
        with suppress(NotCaughtUp):
            await self.host.rest()

    async def redis_step(self, name: str) -> None:
        if name == "remember":
            self.memory = {key: await self.redis.dump(key) for key in await self.redis.keys()}  # type: ignore[misc]
            return
        await self.redis.flushall()
        if name == "roll back":
            for key, value in self.memory.items():
                await self.redis.restore(key, 0, value)
            await self.another_run_id()

    async def another_run_id(self) -> None:
        for partition in range(2):
            await self.redis.hset(f"dispatch:{{{partition}}}:meta", "caught", "another")

    async def end(self) -> None:
        await self.host.crash()
        await self.start(self.host.feed.committed)
        while batch := self.host.feed.poll():
            assert self.host.service.inbound
            await self.host.service.inbound.on_batch(batch)
            self.host.feed.commit()
            await self.host.caught_up()
        await self.host.crash()

    def told(self) -> dict[str, list[Added]]:
        """What was added, by subject, each fact once, in the order of the topic."""
        seen: dict[str, dict[str, Added]] = {subject: {} for subject in SUBJECTS}
        for record in self.log.records(topics.LIFECYCLE.name):
            event = decode(record.headers, record.value)
            assert isinstance(event.data, Added)
            seen[event.subject].setdefault(event.id, event.data)
        return {subject: list(ids.values()) for subject, ids in seen.items()}

    def fold(self, subject: str) -> Record[Count]:
        record: Record[Count] = Record()
        for found in self.log.records(topics.LIFECYCLE.name):
            event = decode(found.headers, found.value)
            if event.subject == subject:
                record = folded(record, event, counting().apply)
        return record


async def live(redis_url: str, history: list[tuple[Any, ...]]) -> None:
    redis = Redis.from_url(redis_url)
    await redis.flushall()
    life = Life(redis)
    await life.start()
    for step in history:
        await life.step(*step)
    await life.end()
    for subject, told in life.told().items():
        assert [added.amount for added in told if added.amount != ASKED] == life.sent[subject]
        assert [added.total for added in told] == list(accumulate(added.amount for added in told))
        assert await life.door.record(subject) == life.fold(subject)
    assert life.host.service.parts.metrics.forks._value.get() == 0
    await redis.aclose()


ONE = ("send", SUBJECTS[0], 1)


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    derandomize=True,
)
@example(history=[ONE, ("fail",), ("pump",), ("pump",)])  # a redelivered input sends what its first attempt could not
@example(history=[ONE, ("cut",), ("pump",), ("pump",)])  # the same when only the answer was lost
@example(history=[("fail",), ("ask",), ("crash",)])  # the next owner sweeps
@example(history=[("remember",), ONE, ("pump",), ("roll back",), ONE, ("pump",), ("pump",)])  # run_id
@example(history=[ONE, ("pump",), ("forget",), ONE, ("pump",), ("pump",)])  # an empty Redis
@example(history=[ONE, ("again",), ("pump",)])  # handled inputs are part of the fold
@example(history=[ONE, ("again",), ("rest",), ("pump",)])  # of what was put away too
@example(history=[ONE, ("pump",), ("rest",), ("remember",), ONE, ("pump",), ("roll back",), ONE, ("pump",), ("pump",)])
@given(history=steps)
def test_nothing_is_lost_or_counted_twice_at_any_crash_point(redis_server: str, history: list[tuple[Any, ...]]) -> None:
    asyncio.run(live(redis_server, history))
