"""sla-monitor whole: its app on the in-memory log and a real Redis, time in the test's hand (D-407, D-409)."""

from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from chassis import catchup
from chassis.clock import ManualClock
from chassis.health import Health
from chassis.http import create_http
from chassis.run import Base
from chassis.wire import Message
from contracts import facts, topics
from contracts.cloudevents import Event, decode, encode
from contracts.facts import Fact, LifecycleFact
from contracts.ids import event_id, subject_of
from contracts.vocabulary import Clock, ReplyKind, ReplyMeans, TicketState
from estate import load
from sla_monitor.app import NAME, create
from sla_monitor.domain.state import Clocks
from sla_monitor.settings import Settings
from sla_monitor.walk import Walk
from tests.harness.host import Host, hosted, parts_on
from tests.harness.log import MemoryLog
from tests.unit.estate.demo import CALLERS, POLICIES, spoiled
from tests.unit.sla_monitor.timetable import TICKET, ticket, when

READ = (topics.LIFECYCLE.name, topics.retry(NAME).name)
SHANGHAI_KEY, HONG_KONG_KEY = "a-system-of-all-sites", "a-system-of-hong-kong"


@dataclass
class Monitor:
    """One log, one Redis, any number of copies of the service one after the other."""

    estate: Path
    redis: Redis
    clock: ManualClock
    log: MemoryLog
    host: Host | None = None
    sequence: int = 0

    async def starts(self, instance: str = "1") -> Host:
        """A copy of the service is up and caught up; it goes on where the one before it had committed."""
        parts = parts_on(self.log, self.redis, self.clock, NAME)
        health = Health()
        base = Base(parts, create_http(NAME, health, parts.metrics, self.clock), health, f"{NAME}-{instance}")
        environment: dict[str, Any] = {"kafka_bootstrap": "127.0.0.1:1", "redis_url": "redis://127.0.0.1:1"}
        service = create(Settings(steward_estate=self.estate, **environment), base)
        host = hosted(service, self.log, READ)
        if self.host:
            host.feed.committed = self.host.feed.committed
        await host.join(range(6))
        self.host = host
        return host

    async def happens(self, fact: LifecycleFact) -> None:
        """Dispatch publishes a fact, now."""
        self.sequence += 1
        subject = subject_of(TICKET)
        identity = event_id(subject, fact.TYPE, self.sequence)
        event = Event(identity, fact.TYPE, "/steward/dispatch", subject, self.clock.now(), fact, self.sequence)
        headers, value = encode(event)
        await self.log.send([Message(topics.LIFECYCLE.name, subject.encode(), tuple(headers), value)])

    async def until(self, shown: str) -> None:
        """What is there is read, and what is due by then fires, minute by minute."""
        assert self.host is not None
        while self.clock.now() < when(shown):
            self.clock.advance(min(timedelta(minutes=1), when(shown) - self.clock.now()))
            await self.host.drain()
            await self.host.service.fire_due()

    def told(self, kind: type[Fact], clock: Clock | None = None) -> list[Event]:
        """Facts of a kind on tickets.deadlines, each once whatever was sent twice."""
        events = [decode(record.headers, record.value) for record in self.log.records(topics.DEADLINES.name)]
        found = {event.id: event for event in events if isinstance(event.data, kind)}
        return [event for event in found.values() if clock is None or getattr(event.data, "clock", None) is clock]

    def walk(self) -> Walk:
        """The walk over the tickets, as the service would start it."""
        assert self.host is not None
        assert self.host.service.inbound is not None
        door: Any = self.host.service.inbound.handler
        return Walk(door, self.host.service.assignment, self.redis, self.clock, load(self.estate).version)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No other process has facts in flight here."""
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)


@pytest.fixture
def monitor(redis: Redis, tmp_path: Path) -> Monitor:
    keys = (
        ("fcc790f24258bfc1974c4717e67229ade3b4df859d3296a5e019fac10c12c280", SHANGHAI_KEY),
        ("a245a3f0a215f40fa10c4b21b1900577cdebaba9edd6dff330f4c393c96c32ca", HONG_KONG_KEY),
    )
    for old, key in keys:
        estate = spoiled(tmp_path, CALLERS, old, sha256(key.encode()).hexdigest())
    clock = ManualClock(when("09:00"))
    return Monitor(estate, redis, clock, MemoryLog(6, clock.now))


def opened() -> LifecycleFact:
    return facts.TicketOpened(snapshot=ticket(when("09:00")))


async def test_a_missed_first_answer_is_warned_of_breached_and_climbs(monitor: Monitor) -> None:
    await monitor.starts()
    await monitor.happens(opened())
    await monitor.until("11:40")
    assert [e.time for e in monitor.told(facts.DeadlineWarned, Clock.FIRST_RESPONSE)] == [when("10:30")]
    assert [e.time for e in monitor.told(facts.DeadlineBreached, Clock.FIRST_RESPONSE)] == [when("11:00")]
    assert [e.time for e in monitor.told(facts.EscalationRaised)] == [when("11:00"), when("11:30")]


async def test_a_restart_on_an_empty_redis_fires_nothing_twice_and_forgets_nothing(monitor: Monitor) -> None:
    host = await monitor.starts()
    await monitor.happens(opened())
    await monitor.until("11:10")
    await host.crash()
    await monitor.redis.flushall()
    monitor.clock.set(when("11:20"))
    await monitor.starts("2")
    await monitor.until("11:40")
    assert len(monitor.told(facts.DeadlineBreached, Clock.FIRST_RESPONSE)) == 1
    levels = [event.data.level for event in monitor.told(facts.EscalationRaised) if hasattr(event.data, "level")]
    assert levels == [1, 2]


async def test_an_answer_still_unread_when_the_service_comes_back_is_no_breach(monitor: Monitor) -> None:
    """Rule 9: the timer waits for what happened before its hour to be read."""
    host = await monitor.starts()
    await monitor.happens(opened())
    await monitor.until("10:00")
    await host.crash()
    monitor.clock.set(when("10:50"))
    answer = {"means": ReplyMeans.PHONE, "kind": ReplyKind.FIRST_RESPONSE, "replied_at": when("10:50")}
    await monitor.happens(facts.TicketReplyRecorded.model_validate({"snapshot": ticket(when("09:00")), **answer}))
    monitor.clock.set(when("13:45"))
    host = await monitor.starts("2")
    await host.service.fire_due()
    await monitor.until("14:00")
    assert not monitor.told(facts.DeadlineBreached, Clock.FIRST_RESPONSE)


async def test_an_edited_estate_moves_the_open_clocks_once(monitor: Monitor) -> None:
    host = await monitor.starts()
    await monitor.happens(opened())
    await monitor.until("09:10")
    await host.crash()
    spoiled(monitor.estate.parent, POLICIES, "first_response: {working_hours: 2}", "first_response: {working_hours: 3}")
    await monitor.starts("2")
    walk = monitor.walk()
    everywhere = frozenset(range(6))
    assert [await walk.over(everywhere), await monitor.walk().over(everywhere)] == [1, 0]
    await monitor.redis.delete(*[f"{NAME}:{{{partition}}}:walked" for partition in everywhere])
    assert await walk.over(everywhere) == 0, "walked again, it finds nothing to move"
    record = await walk.door.record(subject_of(TICKET))
    assert record.state is not None
    assert _due(record.state, Clock.FIRST_RESPONSE) == when("12:00")
    await monitor.until("12:10")
    assert [e.time for e in monitor.told(facts.DeadlineBreached, Clock.FIRST_RESPONSE)] == [when("12:00")]


async def test_a_partition_that_was_elsewhere_meanwhile_is_walked_again(monitor: Monitor) -> None:
    """While copies are replaced one by one, a copy of the older edition may have set its clocks."""
    await monitor.starts()
    walk, names = monitor.walk(), [f"{NAME}:{{{partition}}}:walked" for partition in range(6)]
    ours = set(walk.assignment.caught)
    await walk._new_ones()
    walk.assignment.caught.clear()
    await walk._new_ones()
    await monitor.redis.mset(dict.fromkeys(names, "an older edition"))
    walk.assignment.caught.update(ours)
    await walk._new_ones()
    assert set(await monitor.redis.mget(names)) == {walk.version.encode()}


async def test_a_closed_tickets_clocks_are_put_away_the_walk_passes_them_by_and_they_can_be_read(
    monitor: Monitor,
) -> None:
    host = await monitor.starts()
    await monitor.happens(opened())
    await monitor.until("09:10")
    closed = ticket(when("09:00"), state=TicketState.CLOSED, closed_at=when("09:10"))
    await monitor.happens(facts.TicketClosed(snapshot=closed, reason="answered"))
    await monitor.until("09:20")
    walk, told = monitor.walk(), len(monitor.log.order)
    before = await walk.door.record(subject_of(TICKET))
    assert await host.rest() == 1
    assert await walk.over(frozenset(range(6))) == 0
    assert await walk.door.record(subject_of(TICKET)) == before
    assert len(monitor.log.order) == told


def _due(state: Clocks, clock: Clock) -> object:
    return next(kept.reading.due_at for kept in state.clocks if kept.reading.clock is clock)


async def test_staff_and_systems_of_the_site_see_the_clocks(monitor: Monitor) -> None:
    host = await monitor.starts()
    await monitor.happens(opened())
    await monitor.until("11:05")
    transport = httpx.ASGITransport(app=host.service.http)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        path = f"/v1/tickets/{TICKET}/clocks"
        seen = await client.get(path, headers={"Authorization": f"Bearer {SHANGHAI_KEY}"})
        assert seen.status_code == 200
        assert seen.headers["etag"] == f'"{seen.json()["sequence"]}"'
        first = next(one for one in seen.json()["clocks"] if one["reading"]["clock"] == "first_response")
        assert first["breaches"] == ["2026-11-24T03:00:00Z"]
        assert [one["level"] for one in seen.json()["escalations"]] == [1]
        other = await client.get(path, headers={"Authorization": f"Bearer {HONG_KONG_KEY}"})
        nobody = await client.get(path)
        unknown = await client.get(
            f"/v1/tickets/{TICKET[:-1]}1/clocks", headers={"Authorization": f"Bearer {SHANGHAI_KEY}"}
        )
        assert [other.status_code, nobody.status_code, unknown.status_code] == [403, 401, 404]
