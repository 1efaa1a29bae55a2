"""The sixth word: start a service, keep it going, let it go in order.

Nothing happens at import. A service answers /health from its first second, waits for Kafka and Redis and says so,
and is ready only when its partitions are caught up. A stop has a deadline: what is unsent stays in the outboxes for
whoever
comes next.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import structlog
import uvloop
from fastapi import FastAPI

from chassis.answering import answering
from chassis.asking import KafkaEnds
from chassis.clock import SystemClock
from chassis.failures import Unavailable
from chassis.health import Health
from chassis.http import create_http, serve
from chassis.instance import NotStarted, hold_instance
from chassis.kafka import KafkaReader, SubscriberFeed, WrongTopics, ensure_topics, new_broker
from chassis.logs import configure
from chassis.looking import look
from chassis.memory import spare_the_collector
from chassis.metrics import create_metrics
from chassis.parts import Parts
from chassis.pool import new_client
from chassis.repeating import every
from chassis.service import Service
from chassis.settings import EX_CONFIG, ServiceSettings, load
from chassis.wire import KafkaWire
from contracts import topics

log = structlog.get_logger(__name__)
S = TypeVar("S", bound=ServiceSettings)
EX_SOFTWARE = 70
WAIT_SECONDS = 1.0
DUE_EVERY = 0.02
LOOK_EVERY = 1.0
PUT_AWAY_EVERY = 10.0
QUIET = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Base:
    """What an `app.py` is given to fill in: parts that connect later, an HTTP app that answers already, the health."""

    parts: Parts
    http: FastAPI
    health: Health
    instance: str


def main(name: str, settings: type[S], create: Callable[[S, Base], Service]) -> None:
    """A service's `__main__`: exits 0 after a stop that was asked for, 78 when set up wrongly, 70 when it died."""
    chosen = load(settings)
    try:
        uvloop.run(_run(name, chosen, create))
    except NotStarted as reason:
        sys.stderr.write(f"{name}: {reason}\n")
        raise SystemExit(EX_CONFIG) from None
    except Exception as error:
        log.critical("died", exc_info=error)
        raise SystemExit(EX_SOFTWARE) from None


def base(name: str, settings: ServiceSettings) -> Base:
    """The real parts; nothing connects yet."""
    clock, metrics, health = SystemClock(), create_metrics(name), Health()
    redis = new_client(settings.redis_url)
    client = f"steward-{name}-{settings.instance_id}"
    wire, reader = KafkaWire(settings.kafka_bootstrap, client), KafkaReader(settings.kafka_bootstrap)
    parts = Parts(clock, redis, wire, reader, SubscriberFeed(), metrics, ends=KafkaEnds(settings.kafka_bootstrap))
    return Base(parts, create_http(name, health, metrics, clock), health, f"{name}-{settings.instance_id}")


async def _run(name: str, settings: S, create: Callable[[S, Base], Service]) -> None:
    ground = base(name, settings)
    configure(name, settings.log_level, instance=settings.instance_id, refused=ground.parts.metrics.not_logged.inc)
    lock = hold_instance(ground.instance)
    try:
        service = create(settings, ground)
    except ValueError as wrong:
        raise NotStarted(str(wrong)) from wrong
    running = Running(service, ground, settings)
    spare_the_collector()
    try:
        await running.until_stopped()
    finally:
        lock.close()


class Running:
    """A service from its start to its stop."""

    def __init__(self, service: Service, ground: Base, settings: ServiceSettings) -> None:
        self._service = service
        self._ground = ground
        self._settings = settings
        self._stop = asyncio.Event()
        self._http_stop = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def until_stopped(self) -> None:
        """Serve until SIGTERM or SIGINT."""
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, self._stop.set)
        http = asyncio.ensure_future(self._serve())
        working = asyncio.ensure_future(self._work())
        stopping = asyncio.ensure_future(self._stop.wait())
        await asyncio.wait({http, working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        log.log(logging.INFO if self._stop.is_set() else logging.ERROR, "stopping")
        deadline = self._settings.stop_deadline_seconds
        try:
            async with asyncio.timeout(deadline):
                await self._let_go(working)
        except TimeoutError:
            log.warning("stop_deadline_passed", seconds=deadline)
        self._http_stop.set()
        for task in (http, working):
            if task.done() and not task.cancelled() and (error := task.exception()):
                raise error
        await http

    async def _serve(self) -> None:
        try:
            await serve(
                self._service.http,
                self._settings.http_host,
                self._settings.http_port,
                stop=self._http_stop,
                deadline=timedelta(seconds=2),
                listening=lambda port: log.info("listening", host=self._settings.http_host, port=port),
            )
        except OSError as error:
            raise NotStarted(str(error)) from error

    async def _work(self) -> None:
        service = self._service
        await self._wait_for_redis()
        await self._wait_for_kafka()
        loops = [every(DUE_EVERY, service.firing.fire_when_due, self._stop)] if service.firing else []
        loops += [every(LOOK_EVERY, service.sweep, self._stop), every(LOOK_EVERY, self._look, self._stop)]
        loops += [every(PUT_AWAY_EVERY, service.resting.look, self._stop)] if service.resting else []
        loops += [start() for start in service.beside]
        self._tasks = [asyncio.ensure_future(loop) for loop in loops]
        self._ground.health.started = True
        log.info("started")
        done, _ = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    async def _wait_for_redis(self) -> None:
        while not await self._answers("redis", self._ping):  # noqa: ASYNC110  nobody tells us when Redis is back
            await asyncio.sleep(WAIT_SECONDS)

    async def _ping(self) -> None:
        with answering():
            await self._ground.parts.redis.ping()

    async def _wait_for_kafka(self) -> None:
        while not await self._answers("kafka", self._connect):  # noqa: ASYNC110  nor Kafka
            await asyncio.sleep(WAIT_SECONDS)

    async def _connect(self) -> None:
        parts, wanted = self._ground.parts, self._settings
        try:
            parts.partitions = await ensure_topics(
                wanted.kafka_bootstrap, wanted.kafka_partitions, wanted.kafka_replication
            )
        except WrongTopics as wrong:
            raise NotStarted(str(wrong)) from wrong
        if isinstance(parts.wire, KafkaWire):
            await parts.wire.start()
        if self._service.broker:
            await self._service.broker.start()

    async def _answers(self, dependency: str, ask: Callable[[], object]) -> bool:
        now = self._ground.parts.clock.now()
        try:
            await ask()  # type: ignore[misc]  # both are coroutine functions
        except Unavailable as reason:
            self._ground.health.dependency(dependency, up=False, now=now)
            self._ground.parts.metrics.unavailable.inc()  # idle or not: ops must see it
            log.warning("waiting", dependency=dependency, reason=str(reason))
            return False
        self._ground.health.dependency(dependency, up=True, now=now)
        return True

    async def _look(self) -> None:
        """Once a second: what health and the gauges say."""
        health, now = self._ground.health, self._ground.parts.clock.now()
        redis = await self._answers("redis", self._ping)
        if health.silent(now, QUIET) or health.is_away("kafka"):
            await self._answers("kafka", self._ask_kafka)
        if redis:
            await self._service.look()
            await look(self._service, health)

    async def _ask_kafka(self) -> None:
        """Nothing was fetched for a while: is it Kafka that is away, or is it us?"""
        try:
            async with asyncio.timeout(WAIT_SECONDS * 5):
                await self._ground.parts.reader.end(topics.retry(self._service.name).name, 0)
        except TimeoutError:
            raise Unavailable("Kafka does not answer within 5 s") from None

    async def _let_go(self, working: "asyncio.Future[None]") -> None:
        service = self._service
        self._stop.set()
        if service.inbound:
            service.inbound.leaving.set()
        if service.ownership:
            await service.ownership.stop()
        working.cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(working, *self._tasks, *service.performing, return_exceptions=True)
        if service.broker:
            await service.broker.stop()
        if isinstance(service.parts.wire, KafkaWire):
            await service.parts.wire.stop()
        if service.parts.ends:
            await service.parts.ends.stop()
        await service.parts.redis.aclose()


__all__ = ["Base", "NotStarted", "Running", "base", "hold_instance", "look", "main", "new_broker"]
