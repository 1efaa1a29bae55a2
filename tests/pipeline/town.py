"""All five services in one process, on the in-memory log and a real Redis, with the time in the test's hand.

`at` lets time pass to a moment and does something then; every timer that is due on the way fires at its own instant.
`expect` looks at what stands on the topics. Nothing sleeps.
"""

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import httpx
from redis.asyncio import Redis

import classifier.app
import dispatch.app
import intake.app
import notifier.app
import sla_monitor.app
from chassis.clock import ManualClock
from chassis.decision import from_ms
from chassis.health import Health
from chassis.http import create_http
from chassis.run import Base
from chassis.service import Service
from chassis.settings import read
from classifier.settings import Settings as ClassifierSettings
from contracts.cloudevents import Event, decode
from contracts.ids import subject_of
from contracts.topics import CLASSIFIED, COMMANDS, DEADLINES, LIFECYCLE, NOTIFICATIONS, RECEIVED, REQUESTS, Topic, retry
from dispatch.settings import Settings as DispatchSettings
from intake.settings import Settings as IntakeSettings
from notifier.domain.outcomes import AskOutcome, CannotSay, SendOutcome, Sent
from notifier.providers.provider import Message
from notifier.settings import Settings as NotifierSettings
from sla_monitor.settings import Settings as SlaSettings
from tests.harness.eventually import eventually
from tests.harness.host import Host, hosted, parts_on
from tests.harness.log import MemoryLog

ROOT = Path(__file__).resolve().parents[2]
SHANGHAI = ZoneInfo("Asia/Shanghai")
PARTITIONS = 6
T = TypeVar("T")
READS: dict[str, tuple[Topic, ...]] = {
    "intake": (REQUESTS,),
    "classifier": (RECEIVED,),
    "dispatch": (CLASSIFIED, COMMANDS),
    "sla-monitor": (LIFECYCLE,),
    "notifier": (LIFECYCLE, DEADLINES),
}


def environment(var: Path) -> dict[str, str]:
    """What the services read at their start; neither Kafka nor Redis is looked for at these addresses."""
    return {
        "KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "REDIS_URL": "redis://127.0.0.1:1",
        "STEWARD_ESTATE": str(ROOT / "estates" / "demo"),
        "STEWARD_MASTER_KEY": base64.b64encode(b"k" * 32).decode(),
        "INTAKE_SPOOL": str(var),
        "SMS_KEY_ID": "id",
        "SMS_KEY_SECRET": "secret",
    }


@dataclass(slots=True)
class PostOffice:
    """A provider that keeps what it was given; `answers` are given first, then every message is sent."""

    name: str
    kept: list[Message] = field(default_factory=list)
    answers: list[SendOutcome] = field(default_factory=list)

    async def send(self, message: Message) -> SendOutcome:
        self.kept.append(message)
        return self.answers.pop(0) if self.answers else Sent(reference=f"{self.name}-{len(self.kept)}")

    async def ask(self, message: Message) -> AskOutcome:  # noqa: ARG002  the port's shape
        return CannotSay()


@dataclass(slots=True)
class Town:
    """The whole pipeline. `day` is the day whose clock times `at` and `between` name."""

    redis: Redis
    start: datetime
    clock: ManualClock = field(init=False)
    log: MemoryLog = field(init=False)
    hosts: dict[str, Host] = field(default_factory=dict)
    sms: PostOffice = field(default_factory=lambda: PostOffice("aliyun"))
    mail: PostOffice = field(default_factory=lambda: PostOffice("smtp"))
    beside: dict[str, list["asyncio.Task[None]"]] = field(default_factory=dict)
    asked: int = 0

    def __post_init__(self) -> None:
        self.clock = ManualClock(self.start)
        self.log = MemoryLog(PARTITIONS, self.clock.now)

    async def open(self) -> None:
        """Start all five services."""
        for name in READS:
            await self.start_service(name)

    async def start_service(self, name: str, committed: dict[Any, int] | None = None) -> None:
        """Start one service, as after a crash when it ran before."""
        service = self._create(name)
        self.hosts[name] = host = hosted(service, self.log, [t.name for t in READS[name]] + [retry(name).name])
        host.feed.committed = committed or {}
        await host.join(range(PARTITIONS))
        self.beside[name] = [asyncio.ensure_future(start()) for start in service.beside]

    async def stop_service(self, name: str) -> dict[Any, int]:
        """The service is gone; where it had come to."""
        host = self.hosts.pop(name)
        for task in self.beside.pop(name):
            task.cancel()
        await host.crash()
        return host.feed.committed

    def _create(self, name: str) -> Service:
        parts = parts_on(self.log, self.redis, self.clock, name)
        health = Health(started=True)
        base = Base(parts, create_http(name, health, parts.metrics, self.clock), health, f"{name}-1")
        match name:
            case "intake":
                return intake.app.create(read(IntakeSettings), base)
            case "classifier":
                return classifier.app.create(read(ClassifierSettings), base)
            case "dispatch":
                return dispatch.app.create(read(DispatchSettings), base)
            case "sla-monitor":
                return sla_monitor.app.create(read(SlaSettings), base)
            case _:
                providers = {"aliyun": self.sms, "smtp": self.mail}
                return notifier.app.create(read(NotifierSettings), base, providers)

    async def at(self, moment: str | datetime, act: Awaitable[T] | None = None) -> T | None:
        """Let time pass to `moment` (an instant, or `HH:MM[:SS]` of the day in Shanghai), then act, then settle."""
        await self.until(self._instant(moment))
        answer = await act if act is not None else None
        await self.settle()
        return answer

    async def until(self, moment: datetime) -> None:
        """Time passes; whatever is due on the way happens at its own instant."""
        await self.settle()
        while (due := await self._next_due()) is not None and due <= moment:
            self.clock.set(max(due, self.clock.now()))
            await self.settle()
        self.clock.set(max(moment, self.clock.now()))
        await self.settle()

    async def settle(self) -> None:
        """Until nobody has anything left to do at this instant."""
        while await self._round():
            pass

    async def _round(self) -> int:
        done = 0
        for host in list(self.hosts.values()):
            done += await host.drain()
            done += await host.service.fire_due()
            if host.service.performing:
                await asyncio.gather(*host.service.performing)
                done += 1
        return done

    async def _next_due(self) -> datetime | None:
        """The earliest timer that a running service has armed in the future."""
        earliest = [
            found[0][1]
            for name in self.hosts
            for partition in range(PARTITIONS)
            if (found := await self.redis.zrange(f"{name}:{{{partition}}}:armed", 0, 0, withscores=True))
        ]
        return from_ms(int(min(earliest))) if earliest else None

    def _instant(self, moment: str | datetime) -> datetime:
        if isinstance(moment, datetime):
            return moment
        hours, minutes, seconds = (*map(int, moment.split(":")), 0)[:3]
        today = self.clock.now().astimezone(SHANGHAI)
        return today.replace(hour=hours, minute=minutes, second=seconds, microsecond=0)

    # what people and systems do

    async def report(self, text: str, *, site: str = "sh-lanting", channel: str = "phone", **more: Any) -> str:
        """A request over HTTP; the ticket's id."""
        answer = await self.post("intake", "/v1/requests", {"site": site, "channel": channel, "text": text, **more})
        assert answer.status_code == 201, answer.text
        ticket = str(answer.json()["ticket"])

        async def arrived() -> bool:
            return bool(self.events(RECEIVED, ticket))

        await eventually(arrived, within=10, saying="what intake accepted did not reach the log")
        return ticket

    async def command(self, ticket: str, action: str, person: str, **body: Any) -> httpx.Response:
        """A member of the staff, or the web form for the resident, does something to a ticket."""
        key = "demo-web-form" if person == "resident" else f"demo-{person}"
        return await self.post("dispatch", f"/v1/tickets/{ticket}/{action}", body, key=key)

    async def post(
        self, service: str, path: str, body: dict[str, Any], *, key: str = "demo-call-centre", **headers: str
    ) -> httpx.Response:
        """An HTTP call to a service, made again while it answers 503: intake first makes its register whole."""
        self.asked += 1
        transport = httpx.ASGITransport(app=self.hosts[service].service.http)
        async with httpx.AsyncClient(transport=transport, base_url="http://town") as client:
            sent = {"Authorization": f"Bearer {key}", "Idempotency-Key": f"town-{self.asked}", **headers}

            async def answered() -> httpx.Response | None:
                answer = await client.post(path, json=body, headers=sent)
                return answer if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE else None

            return await eventually(answered, within=20, saying=f"{service} was not able to answer")

    # what stands on the topics

    def events(self, topic: Topic, ticket: str | None = None) -> list[Event]:
        """Every event on a topic, once, oldest first."""
        found: dict[str, tuple[int, Event]] = {}
        for record in self.log.records(topic.name):
            if record.value:
                event = decode(record.headers, record.value)
                found.setdefault(event.id, (record.timestamp, event))
        events = [event for _, event in sorted(found.values(), key=lambda pair: (pair[0], pair[1].sequence))]
        return [e for e in events if ticket is None or e.subject == subject_of(ticket)]

    def facts(self, kind: type[T], ticket: str | None = None) -> list[T]:
        """Every fact of one class, oldest first."""
        topics = (RECEIVED, CLASSIFIED, LIFECYCLE, DEADLINES, NOTIFICATIONS)
        return [e.data for topic in topics for e in self.events(topic, ticket) if isinstance(e.data, kind)]

    def expect(self, moments: tuple[datetime, datetime], kind: type[T], ticket: str | None = None, **fields: Any) -> T:
        """Exactly one fact of that class with those fields, in that span; it is returned."""
        topics = (RECEIVED, CLASSIFIED, LIFECYCLE, DEADLINES, NOTIFICATIONS)
        matching = [
            event
            for topic in topics
            for event in self.events(topic, ticket)
            if isinstance(event.data, kind)
            and all(getattr(event.data, name) == value for name, value in fields.items())
        ]
        inside = [event.data for event in matching if moments[0] <= event.time <= moments[1]]
        assert len(inside) == 1, f"{kind.__name__} {fields}: {[(e.time.isoformat(), e.data) for e in matching]}"
        fact = inside[0]
        assert isinstance(fact, kind)
        return fact

    def between(self, first: str, last: str) -> tuple[datetime, datetime]:
        """A span of the current day."""
        return self._instant(first), self._instant(last)

    def types(self, ticket: str) -> list[str]:
        """The story of a ticket as short names, by time."""
        topics: Sequence[Topic] = (RECEIVED, CLASSIFIED, LIFECYCLE, DEADLINES, NOTIFICATIONS)
        told = [
            (event.time, order, event.sequence, event.type.removeprefix("steward.").removesuffix(".v1"))
            for order, topic in enumerate(topics)
            for event in self.events(topic, ticket)
        ]
        return [name for *_, name in sorted(told)]


async def opened(redis: Redis, start: datetime) -> AsyncIterator[Town]:
    """A town for a fixture."""
    town = Town(redis, start)
    await town.open()
    yield town
    for name in list(town.hosts):
        await town.stop_service(name)
