"""Dispatch whole: its app on the in-memory log and a real Redis, its HTTP side in process, time in the test's hand."""

import base64
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from chassis import catchup
from chassis.clock import ManualClock
from chassis.health import Health
from chassis.http import create_http
from chassis.keys import Keys
from chassis.run import Base
from chassis.wire import Message
from contracts import topics
from contracts.classification import Classification
from contracts.cloudevents import Event, decode, encode
from contracts.commands import Command
from contracts.facts import TicketClassified
from contracts.ids import event_id, subject_of, ticket_id
from contracts.requests import Report
from contracts.sealing import seal_part
from contracts.vocabulary import Audience, Mode
from dispatch.app import create
from dispatch.handlers import Noting
from dispatch.settings import Settings
from tests.harness.host import Host, hosted, made_whole, parts_on
from tests.harness.log import LogRecord, MemoryLog
from tests.unit.dispatch import play

MASTER = bytes(range(32, 64))
TOWN = Path(play.__file__).parent / "town"
READ = (topics.CLASSIFIED.name, topics.COMMANDS.name, topics.retry("dispatch").name)


@dataclass
class Desk:
    """One dispatch process and everything around it."""

    host: Host
    log: MemoryLog
    clock: ManualClock
    keys: Keys
    redis: Redis
    http: httpx.AsyncClient
    sent: int = 0
    sequences: dict[str, int] = field(default_factory=dict)

    async def report(self, name: str, proposal: Classification, unit: str | None = "1201", **arrival: Any) -> str:
        """A classified report comes in, its key with it; the ticket's id."""
        classified = await self.classified(name, proposal, unit, **arrival)
        await self.send(topics.CLASSIFIED, subject_of(classified.ticket), classified)
        await self.settle()
        return classified.ticket

    async def classified(
        self, name: str, proposal: Classification, unit: str | None, **arrival: Any
    ) -> TicketClassified:
        """A report as it will come in; its key is there."""
        ticket = ticket_id("web", name)
        await self.keys.put(ticket, play.KEY)
        sealed = seal_part(play.KEY, subject_of(ticket), Report(text="自来水管漏水", unit=unit), Audience.HANDLERS)
        fields = {"received_at": self.clock.now(), "report": sealed, **arrival}
        return play.classified(proposal, ticket, **fields)

    async def mentions(self, classified: TicketClassified) -> None:
        """The indexes are asked about a report, and nothing is decided."""
        inbound = self.host.service.inbound
        assert inbound is not None
        assert isinstance(inbound.handler, Noting)
        known = inbound.handler.door.aggregate.known
        assert known is not None
        given = play.Play(subject=subject_of(classified.ticket)).given(classified, topics.CLASSIFIED.name)
        await known([given])

    async def send(
        self, topic: topics.Topic, subject: str, data: TicketClassified | Command, mode: Mode = Mode.LIVE
    ) -> str:
        """One message, as its writer sends it; its id."""
        self.sent += 1
        identity = event_id(subject, data.TYPE, self.sent)
        sequence = self.sent if topic is topics.CLASSIFIED else 0
        now = self.clock.now()
        event = Event(identity, data.TYPE, "/steward/test", subject, now, data, sequence=sequence, mode=mode)
        headers, value = encode(event)
        await self.log.send([Message(topic.name, subject.encode(), tuple(headers), value)])
        return identity

    async def settle(self) -> None:
        """Everything on the topics is taken, and everything due has fired."""
        while await self.host.drain() or await self.host.service.fire_due():
            self.clock.advance(timedelta(milliseconds=500))

    def facts(self, ticket: str) -> list[Event]:
        """All of a subject's facts on the lifecycle topic."""
        subject = ticket if ":" in ticket else subject_of(ticket)
        return [event for event in self.events(topics.LIFECYCLE) if event.subject == subject]

    def events(self, topic: topics.Topic) -> list[Event]:
        """Everything readable on a topic."""
        records: Sequence[LogRecord] = self.log.records(topic.name)
        return [decode(record.headers, record.value) for record in records if record.value is not None]

    async def act(self, ticket: str, action: str, token: str = "token-of-erik", **request: Any) -> httpx.Response:
        """An action over HTTP. `body`, `key` and `headers` may be given."""
        self.sent += 1
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": request.get("key", f"k-{self.sent}")}
        headers |= request.get("headers", {})
        kept = {name: value for name, value in headers.items() if value}
        return await self.http.post(f"/v1/tickets/{ticket}/{action}", json=request.get("body", {}), headers=kept)

    async def read(self, ticket: str, token: str = "token-of-erik", **headers: str) -> httpx.Response:
        """The ticket as it stands."""
        given = {"Authorization": f"Bearer {token}", **headers}
        return await self.http.get(f"/v1/tickets/{ticket}", headers=given)


def settings(redis_url: str = "redis://127.0.0.1:1") -> Settings:
    """As the environment would give them."""
    return Settings(
        kafka_bootstrap=("127.0.0.1:1",),
        redis_url=redis_url,
        steward_estate=TOWN,
        steward_master_key=base64.b64encode(MASTER).decode(),
    )


async def started(redis: Redis, log: MemoryLog, clock: ManualClock) -> Desk:
    """A process of dispatch that has caught up."""
    parts = parts_on(log, redis, clock, "dispatch")
    health = Health()
    ground = Base(parts, create_http("dispatch", health, parts.metrics, clock), health, "dispatch-1")
    service = create(settings(), ground)
    await made_whole(redis)
    host = hosted(service, log, READ)
    await host.join(range(log.partitions))
    transport = httpx.ASGITransport(app=service.http)
    client = httpx.AsyncClient(transport=transport, base_url="http://dispatch")
    return Desk(host, log, clock, Keys(redis, MASTER, clock), redis, client)


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process only: no other's facts can be in flight."""
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)


@pytest.fixture
def clock() -> ManualClock:
    moment: datetime = play.MONDAY
    return ManualClock(moment)


@pytest.fixture
async def desk(redis: Redis, clock: ManualClock) -> AsyncIterator[Desk]:
    found = await started(redis, MemoryLog(3, clock.now), clock)
    yield found
    await found.http.aclose()
    await found.host.crash()
