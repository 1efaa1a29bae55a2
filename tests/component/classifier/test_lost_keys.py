"""Redis lost the tickets' keys: reports read meanwhile wait, and none goes to a person for it (rules 3 and 7)."""

import asyncio
import base64
from datetime import UTC, datetime
from pathlib import Path

import pytest
from redis.asyncio import Redis

import classifier.app
from chassis import catchup
from chassis.clock import ManualClock
from chassis.health import Health
from chassis.http import create_http
from chassis.keys import Keys
from chassis.restoring import Restoring
from chassis.run import Base
from chassis.wire import Message
from classifier.engines import Engines
from classifier.settings import SHIPPED, Settings
from contracts import topics
from contracts.cloudevents import Event, decode, encode
from contracts.facts import KeyIssued, RequestReceived, TicketClassified
from contracts.ids import event_id, subject_of, ticket_id
from contracts.requests import Report
from contracts.sealing import seal_part, wrap_key
from contracts.vocabulary import Audience, Category, Channel
from tests.harness.eventually import eventually
from tests.harness.host import hosted, parts_on
from tests.harness.log import MemoryLog

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
MASTER, KEY = bytes(range(32)), bytes(range(32, 64))
TICKET = ticket_id("call-centre", "one")
SUBJECT = subject_of(TICKET)


def message(topic: topics.Topic, fact: KeyIssued | RequestReceived) -> Message:
    event = Event(
        id=event_id(TICKET, fact.TYPE, 0), type=fact.TYPE, source="/test", subject=SUBJECT, time=NOW, data=fact
    )
    headers, value = encode(event)
    return Message(topic.name, SUBJECT.encode(), tuple(headers), value)


def key_and_report() -> list[Message]:
    sealed = seal_part(KEY, SUBJECT, Report(text="三单元的电梯坏了，困了人"), Audience.HANDLERS)
    received = RequestReceived(
        ticket=TICKET,
        number="E77DMNPQ0D",
        site="sh-lanting",
        channel=Channel.PHONE,
        received_at=NOW,
        source="call-centre",
        sealed=sealed,
    )
    issued = KeyIssued(ticket=TICKET, wrapped=wrap_key(MASTER, KEY, SUBJECT))
    return [message(topics.KEYS, issued), message(topics.RECEIVED, received)]


async def test_a_report_waits_for_its_key_to_come_back(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)
    clock = ManualClock(NOW)
    log, health = MemoryLog(3, clock.now), Health(started=True)
    parts = parts_on(log, redis, clock, "classifier")
    settings = Settings(
        kafka_bootstrap=("127.0.0.1:1",),
        redis_url="redis://127.0.0.1:1",
        steward_estate=Path("estates/demo"),
        steward_master_key=base64.b64encode(MASTER).decode(),
    )
    engines = Engines(SHIPPED)
    monkeypatch.setattr(classifier.app, "Engines", lambda _: engines)
    base = Base(parts, create_http("classifier", health, parts.metrics, clock), health, "classifier-1")
    service = classifier.app.create(settings, base)
    host = hosted(service, log, [topics.RECEIVED.name, topics.retry("classifier").name])
    await host.join(range(3))
    await log.send(key_and_report())

    reading = asyncio.ensure_future(host.drain())

    async def waited() -> bool:
        value = parts.metrics.registry.get_sample_value("steward_unavailable_total")
        return bool(value)

    await eventually(waited, within=10, saying="nobody waited for the key")
    assert log.records(topics.CLASSIFIED.name) == []
    restoring = next(start.__self__ for start in service.beside if isinstance(start.__self__, Restoring))  # type: ignore[attr-defined]
    await restoring.look()
    await reading
    (record,) = log.records(topics.CLASSIFIED.name)
    fact = decode(record.headers, record.value).data
    assert isinstance(fact, TicketClassified)
    assert (fact.needs_triage, fact.proposal.category) == (None, Category.FACILITY_REPAIR)
    assert (await Keys(redis, MASTER, clock).get_many([TICKET]))[TICKET] == KEY
    await host.crash()
    engines.close()
