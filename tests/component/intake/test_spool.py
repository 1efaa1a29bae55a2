"""Kafka away: what was answered 201 is on disk and arrives later, in order; a full disk is a 503 (rule 8)."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from chassis.clock import ManualClock
from chassis.failures import Unavailable
from chassis.keys import Keys
from chassis.wire import Message, Position
from contracts import topics
from contracts.ids import subject_of
from intake.spool import Spool, SpoolFull, _Work
from tests.component.intake.conftest import LEAK, NOW, Desk, opened, serving
from tests.harness.eventually import eventually
from tests.harness.log import MemoryLog


@dataclass(frozen=True, slots=True)
class Before:
    """A wire that does something before it sends."""

    first: Callable[[Sequence[Message]], Awaitable[None]]
    log: MemoryLog

    async def send(self, messages: Sequence[Message]) -> list[Position]:
        await self.first(messages)
        return await self.log.send(messages)


def away(desk: Desk, *, sends: int = 1_000_000) -> None:
    desk.log.fail_next = sends


def back(desk: Desk) -> None:
    desk.log.fail_next = 0


async def take(desk: Desk, *names: str) -> list[int]:
    return [(await desk.post(LEAK | {"id": name})).status_code for name in names]


def arrived(desk: Desk) -> list[str]:
    return [event.subject for event in desk.events(topics.RECEIVED)]


async def test_what_is_taken_without_kafka_waits_and_is_sent_once_it_is_back(desk: Desk) -> None:
    away(desk)
    assert await take(desk, "a", "b", "c") == [201, 201, 201]
    with pytest.raises(Unavailable):
        await desk.publishing.drain()
    assert arrived(desk) == []
    back(desk)
    assert await desk.publishing.drain() == 3
    assert len(set(arrived(desk))) == 3
    assert len(desk.log.records(topics.KEYS.name)) == 3
    assert (await desk.publishing.spool.depth()).count == 0


async def test_what_has_left_the_spool_is_nowhere_in_its_files(tmp_path: Path) -> None:
    """D-108: a ticket's wrapped key that waited here must not outlive its erasure in a freed page or a journal."""
    spool = Spool(tmp_path / "wiped.db")
    key = b"a key, wrapped: nobody may find it here"
    waiting = Message(topics.KEYS.name, b"k", (), key)
    await spool.append([[waiting]] * 50, NOW)
    assert key in held(tmp_path)
    await spool.remove((await spool.oldest(30))[-1].place)
    await spool.remove((await spool.oldest(30))[-1].place)
    assert key not in held(tmp_path)
    spool.close()


async def test_a_repetition_that_waited_while_its_ticket_was_erased_brings_no_key_back_d108(desk: Desk) -> None:
    ticket = (await desk.post(LEAK)).json()["ticket"]
    desk.publishing.kafka = False  # the repetition goes into the spool
    assert (await desk.post(LEAK)).status_code == 200
    await erased(desk, ticket)
    await desk.publishing.drain()
    assert [bool(record.value) for record in desk.log.records(topics.KEYS.name)] == [True, False, True, False]


async def test_a_spool_that_waited_gives_redis_no_erased_key_back_d108(desk: Desk) -> None:
    """It is put back at every start, also into a Redis that has lost nothing."""
    ticket = (await desk.post(LEAK)).json()["ticket"]
    desk.publishing.kafka = False
    await desk.post(LEAK)
    await erased(desk, ticket)
    desk.restoring.seen = ""
    await desk.restoring.look()
    assert not await desk.redis.get(f"keys:{ticket}")


async def test_an_erasure_is_kept_although_the_next_redis_reads_a_key_behind_it_d108(desk: Desk) -> None:
    ticket = (await desk.post(LEAK)).json()["ticket"]
    issued = desk.log.records(topics.KEYS.name)[0]
    await erased(desk, ticket)
    await desk.log.send([Message(topics.KEYS.name, issued.key, tuple(issued.headers), issued.value)])
    await desk.redis.flushall()
    await desk.restoring.look()
    assert not await desk.redis.get(f"keys:{ticket}")


async def erased(desk: Desk, ticket: str) -> None:
    """What dispatch does; in another process, so this one may still remember the key."""
    elsewhere = Keys(desk.redis, desk.settings.master_key, desk.clock)
    await elsewhere.erase(ticket)
    await desk.log.send([Message(topics.KEYS.name, subject_of(ticket).encode(), (), None)])


def held(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("wiped.db*"))


async def test_requests_go_into_the_spool_at_once_while_kafka_is_known_to_be_away(desk: Desk) -> None:
    away(desk, sends=1)
    assert await take(desk, "a", "b") == [201, 201]
    assert ((await desk.publishing.spool.depth()).count, arrived(desk)) == (2, [])
    await desk.publishing.drain()
    assert await take(desk, "c") == [201]
    assert len(arrived(desk)) == 3


async def test_the_spool_is_emptied_in_the_order_in_which_it_was_filled(desk: Desk) -> None:
    away(desk)
    names = [f"r{n}" for n in range(30)]
    tickets = [(await desk.post(LEAK | {"id": name})).json()["ticket"] for name in names]
    back(desk)
    order: list[str] = []

    async def noting(messages: Sequence[Message]) -> None:
        order.extend(one.key.decode() for one in messages if one.key and one.topic == topics.RECEIVED.name)

    desk.publishing.wire = Before(noting, desk.log)
    await desk.publishing.drain()
    assert order == [f"ticket:{ticket}" for ticket in tickets]


async def test_an_answer_that_is_lost_sends_the_same_again(desk: Desk) -> None:
    desk.log.cut_next = 1
    assert await take(desk, "a") == [201]
    await desk.publishing.drain()
    assert len(arrived(desk)) == 2
    assert len({event.id for event in desk.events(topics.RECEIVED)}) == 1


async def test_a_slow_kafka_is_not_waited_for(desk: Desk) -> None:
    slow = asyncio.Event()

    async def waiting(_: Sequence[Message]) -> None:
        await slow.wait()

    desk.publishing.patience = 0.05
    desk.publishing.wire = Before(waiting, desk.log)
    assert await take(desk, "a") == [201]
    assert (await desk.publishing.spool.depth()).count == 1
    slow.set()
    await desk.publishing.drain()
    assert len({event.id for event in desk.events(topics.RECEIVED)}) == 1


async def test_a_restart_keeps_what_waits(tmp_path: Path, redis: Redis) -> None:
    clock = ManualClock(NOW)
    log = MemoryLog(6, clock.now)
    async for first in serving(opened(tmp_path, redis, log, clock)):
        away(first)
        assert await take(first, "a", "b") == [201, 201]
    back(first)
    async for second in serving(opened(tmp_path, redis, log, clock)):
        assert await second.publishing.drain() == 2
        assert await take(second, "a") == [200]


async def test_the_spool_holds_nothing_personal_in_the_open(desk: Desk, tmp_path: Path) -> None:
    away(desk)
    await take(desk, "a")
    everything = b"".join(path.read_bytes() for path in (tmp_path / "spool").iterdir())
    assert b"tickets.received" in everything
    assert not any(word.encode() in everything for word in ("林知夏", "1201室", "漏水", "12345678"))


@pytest.fixture
async def desk_on_a_small_disk(tmp_path: Path, redis: Redis) -> AsyncIterator[Desk]:
    clock = ManualClock(NOW)
    async for found in serving(opened(tmp_path, redis, MemoryLog(6, clock.now), clock)):
        found.publishing.spool.close()
        found.publishing.spool = Spool(tmp_path / "small.db", max_pages=6)
        yield found


async def test_a_full_disk_is_a_503_and_nothing_is_half_written(desk_on_a_small_disk: Desk) -> None:
    desk = desk_on_a_small_disk
    away(desk)
    statuses = await take(desk, *(f"r{n}" for n in range(12)))
    assert set(statuses) == {201, 503}
    taken = statuses.count(201)
    assert (await desk.publishing.spool.depth()).count == taken
    refused = await desk.post(LEAK | {"id": "late"})
    assert (refused.status_code, refused.headers["content-type"]) == (503, "application/problem+json")
    assert int(refused.headers["retry-after"]) > 0
    back(desk)
    assert await desk.publishing.drain() == taken
    assert len(arrived(desk)) == len(desk.log.records(topics.KEYS.name)) == taken
    assert await take(desk, "late") == [200]  # it was on the register, and is on Kafka only now
    assert len(arrived(desk)) == taken + 1


async def test_a_group_is_on_disk_whole_or_not_at_all(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "small.db", max_pages=6)
    small = Message("t", b"k", (("h", b"v"),), b"x" * 100)
    await spool.append([[small]], NOW)
    with pytest.raises(SpoolFull, match=r"small\.db cannot be written"):
        await spool.append([[small], [Message("t", b"k", (), b"x" * 100_000)]], NOW)
    assert [row.messages for row in await spool.oldest(10)] == [(small,)]
    spool.close()


async def test_many_at_once_share_their_fsync_and_all_are_there(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool.db")
    await asyncio.gather(*(spool.append([[Message("t", b"%d" % n, (), None)]], NOW) for n in range(300)))
    rows = await spool.oldest(1000)
    assert {row.messages[0].key for row in rows} == {b"%d" % n for n in range(300)}
    await spool.remove(rows[9].place)
    assert (await spool.depth()).count == 290
    spool.close()
    with sqlite3.connect(tmp_path / "spool.db") as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    db.close()


async def test_depth_and_age_are_told(desk: Desk) -> None:
    away(desk)
    await take(desk, "a", "b")
    desk.clock.advance(timedelta(seconds=90))
    await desk.publishing.look()
    assert (await desk.metric("steward_spool_depth"), await desk.metric("steward_spool_age_seconds")) == (2, 90)
    assert await desk.metric("steward_spooled_total") == 2


async def test_the_drainer_comes_back_after_kafka_was_away(desk: Desk, monkeypatch: Any) -> None:
    monkeypatch.setattr("chassis.repeating.BACK_OFF_SECONDS", 0.01)
    monkeypatch.setattr("intake.publishing.LOOK_EVERY", 0.01)
    away(desk, sends=3)
    assert await take(desk, "a") == [201]
    drainer = asyncio.ensure_future(desk.publishing.draining())

    async def is_there() -> bool:
        return bool(arrived(desk))

    await eventually(is_there, within=5)
    drainer.cancel()
    await asyncio.gather(drainer, return_exceptions=True)
    assert len(arrived(desk)) == 1


async def test_who_gives_up_waiting_takes_nobody_with_him(desk: Desk) -> None:
    """The spool's thread once died of an answer that nobody waited for any more, and with it every later request."""
    spool, gate = desk.publishing.spool, threading.Event()
    busy = asyncio.ensure_future(spool._do(_Work(Future(), ask=lambda _: gate.wait(10))))
    given_up = asyncio.ensure_future(spool.depth())
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    gate.set()
    await busy
    away(desk, sends=1)
    async with asyncio.timeout(5):
        assert await take(desk, "after") == [201]
        assert (await spool.depth()).count == 1
