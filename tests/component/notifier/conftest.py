"""The notifier whole: its app on the in-memory log and a real Redis, real ways out, time in the test's hand."""

import asyncio
import base64
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis

from chassis import catchup
from chassis.clock import ManualClock
from chassis.health import Health
from chassis.http import create_http
from chassis.keys import Keys
from chassis.run import Base
from chassis.wire import Message
from contracts import ids, topics
from contracts.cloudevents import Event, decode, encode
from contracts.facts import Fact, LifecycleFact
from contracts.vocabulary import Mode
from notifier.app import create
from notifier.providers.provider import Provider
from notifier.settings import Settings
from tests.component.notifier.counters import START, MailCounter, SmsCounter, mail_counter, sms_counter
from tests.harness.host import Host, hosted, made_whole, parts_on
from tests.harness.log import MemoryLog
from tests.unit.notifier.town import KEY, SUBJECT, TICKET

PHONE, MAIL = "8613800138000", "lin@example.com"
MASTER = bytes(range(32, 64))
READ = [topic.name for topic in (topics.LIFECYCLE, topics.DEADLINES, topics.retry("notifier"))]


def settings() -> Settings:
    """As the environment would give them."""
    return Settings(
        kafka_bootstrap=("127.0.0.1:1",),
        redis_url="redis://127.0.0.1:1",
        steward_estate=Path("estates/demo"),
        steward_master_key=SecretStr(base64.b64encode(MASTER).decode()),
        sms_key_id="id",
        sms_key_secret=SecretStr("secret"),
    )


@dataclass
class Town:
    """One notifier process, the topics it stands between, and what arrived."""

    redis: Redis
    clock: ManualClock
    log: MemoryLog
    sms: SmsCounter
    mail: MailCounter
    hosts: list[Host] = field(default_factory=list)
    sent: dict[str, int] = field(default_factory=dict)

    async def start(self) -> None:
        """A process that has caught up."""
        parts = parts_on(self.log, self.redis, self.clock, "notifier")
        health = Health()
        ground = Base(parts, create_http("notifier", health, parts.metrics, self.clock), health, "notifier-1")
        providers: dict[str, Provider] = {"aliyun": self.sms.provider, "smtp": self.mail.provider}
        service = create(settings(), ground, providers)
        host = hosted(service, self.log, READ)
        await host.join(range(self.log.partitions))
        self.hosts.append(host)

    async def learn(self, data: Fact, subject: str = SUBJECT, mode: Mode = Mode.LIVE) -> None:
        """A fact of another service, as its writer publishes it."""
        topic = topics.LIFECYCLE if isinstance(data, LifecycleFact) else topics.DEADLINES
        n = self.sent[topic.name] = self.sent.get(topic.name, 0) + 1
        event = Event(
            ids.event_id(topic.name, data.TYPE, n),
            data.TYPE,
            "/steward/test",
            subject,
            self.clock.now(),
            data,
            n,
            mode=mode,
        )
        headers, value = encode(event)
        await self.log.send([Message(topic.name, subject.encode(), tuple(headers), value)])

    async def settle(self) -> None:
        """What is on the topics is taken, what is due has fired, what was announced is done."""
        host = self.hosts[-1]
        while await host.drain() or await host.service.fire_due() or host.service.performing:
            await asyncio.gather(*host.service.performing)
            self.clock.advance(timedelta(milliseconds=200))

    async def fire_and_die(self) -> None:
        """The process is killed after `sending` was published and before it heard anything of the provider."""
        host = self.hosts[-1]
        await host.drain()
        self.clock.advance(timedelta(seconds=1))
        assert host.service.firing is not None
        host.service.firing.work = replace(host.service.firing.work, perform=None)
        await host.service.fire_due()
        await host.crash()

    async def wait(self, span: timedelta) -> None:
        self.clock.advance(span)
        await self.settle()

    def facts(self) -> list[Any]:
        """Everything on the notifier's own topic."""
        return [decode(one.headers, one.value).data for one in self.log.records(topics.NOTIFICATIONS.name)]

    def story(self) -> list[str]:
        """What became of the messages, in order: `received wanted`, `received sending` …"""
        return [f"{one.notice.value} {one.TYPE.split('.')[2]}" for one in self.facts()]

    def wishes(self) -> list[Any]:
        return [decode(one.headers, one.value).data for one in self.log.records(topics.COMMANDS.name)]


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process only: no other's facts can be in flight."""
    monkeypatch.setattr(catchup, "SETTLING_SECONDS", 0.0)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(START)


@pytest.fixture
async def town(redis: Redis, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Town]:
    async with sms_counter(tmp_path / "sms", clock) as sms, mail_counter(tmp_path / "mail") as mail:
        found = Town(redis, clock, MemoryLog(3, clock.now), sms, mail)
        await made_whole(redis)
        await Keys(redis, MASTER, clock).put(TICKET, KEY)
        await found.start()
        yield found
        await found.hosts[-1].crash()
