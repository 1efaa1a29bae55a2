"""Intake as a process on real Kafka and Redis: both doors lead to tickets and receipts (D-101, D-104, D-109)."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis.asyncio import Redis

from chassis.kafka import KafkaReader
from chassis.wire import KafkaWire, Message
from contracts import topics
from contracts.cloudevents import Event, decode
from contracts.ids import ticket_id
from contracts.requests import RequestRefused, RequestRegistered
from contracts.vocabulary import RefusalReason
from stack.embedded import Running
from tests.harness.eventually import eventually
from tests.harness.process import ROOT, Child, launch

pytestmark = pytest.mark.timeout(180)
PARTITIONS = topics.EMBEDDED_PARTITIONS
KEY = {"authorization": "Bearer demo-call-centre"}


def request(name: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": name,
        "site": "hk-harbour",
        "channel": "phone",
        "text": "The lift in Tower 1 stops between floors",
    } | changes


@dataclass(slots=True)
class Intake:
    """The process, started and killed; its spool and its address stay."""

    environment: Mapping[str, str]
    log: Path
    port: int
    child: Child | None = None

    def start(self) -> None:
        self.child = launch("intake", self.log, self.environment)

    def kill(self) -> None:
        if self.child and self.child.process.poll() is None:
            self.child.kill()


@pytest.fixture(scope="module")
def intake(stack: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    folder: Path = tmp_path_factory.mktemp("intake")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        "KAFKA_BOOTSTRAP": str(stack.addresses["kafka"]),
        "REDIS_URL": str(stack.addresses["redis"]),
        "KAFKA_PARTITIONS": str(PARTITIONS),
        "STEWARD_ESTATE": str(ROOT / "estates" / "demo"),
        "STEWARD_MASTER_KEY": base64.b64encode(bytes(range(32))).decode(),
        "INTAKE_SPOOL": str(folder / "spool"),
        "HTTP_PORT": str(port),
        "INSTANCE_ID": f"t{port}",
    }
    found = Intake(environment, folder / "intake.log", port)
    found.start()
    yield found
    found.kill()


@pytest.fixture
async def client(intake: Intake) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{intake.port}", headers=KEY) as found:
        await eventually(lambda: ready(found), within=60, saying="intake is not ready")
        yield found


async def ready(client: httpx.AsyncClient) -> bool:
    try:
        return (await client.get("/ready")).status_code == 200
    except httpx.TransportError:
        return False


async def events(stack: Running, topic: topics.Topic, *subjects: str) -> list[Event]:
    """What stands on a topic about these subjects."""
    reader = KafkaReader([str(stack.addresses["kafka"])])
    found: list[Event] = []
    for partition in range(PARTITIONS):
        end = await reader.end(topic.name, partition)
        async for batch in reader.read(topic.name, partition, 0, end):
            found += [decode(record.headers, record.value) for record in batch]
    return [event for event in found if event.subject in subjects]


async def test_http_answers_201_and_the_ticket_stands_on_kafka(stack: Running, client: httpx.AsyncClient) -> None:
    answer = await client.post("/v1/requests", json=request("it-http-1"))
    again = await client.post("/v1/requests", json=request("it-http-1"))
    assert (answer.status_code, again.status_code, again.json()) == (201, 200, answer.json())
    subject = f"ticket:{answer.json()['ticket']}"
    received = await events(stack, topics.RECEIVED, subject)
    assert {event.id for event in received} == {received[0].id}
    assert len(await events(stack, topics.KEYS, subject)) >= 1


async def test_requests_over_kafka_get_receipts_and_become_tickets(
    stack: Running, client: httpx.AsyncClient, wire: KafkaWire
) -> None:
    caller = (("caller", b"call-centre"),)
    bodies = [request("it-k-1"), request("it-k-2", colour="red"), request("it-k-3", site="nowhere")]
    values = [json.dumps(body).encode() for body in bodies]
    await wire.send(
        [Message(topics.REQUESTS.name, b["id"].encode(), caller, v) for b, v in zip(bodies, values, strict=True)]
    )
    await wire.send([Message(topics.REQUESTS.name, b"it-k-4", caller, b"{")])

    async def answered() -> list[Event]:
        found = await events(stack, topics.RECEIPTS, "it-k-1", "it-k-2", "it-k-3", "it-k-4")
        return found if len(found) >= 4 else []

    receipts = {event.subject: event.data for event in await eventually(answered, saying="there are no receipts")}
    registered = receipts["it-k-1"]
    assert isinstance(registered, RequestRegistered)
    assert registered.ticket == ticket_id("call-centre", "it-k-1")
    refused = {name: data.errors[0] for name, data in receipts.items() if isinstance(data, RequestRefused)}
    assert [(refused[n].field, refused[n].reason) for n in ("it-k-2", "it-k-3", "it-k-4")] == [
        ("colour", RefusalReason.UNKNOWN_FIELD),
        ("site", RefusalReason.UNKNOWN_SITE),
        ("", RefusalReason.BAD_FORMAT),
    ]
    assert await events(stack, topics.RECEIVED, f"ticket:{registered.ticket}")
    assert await dead(stack) >= 1
    assert (await client.post("/v1/requests", json=request("it-k-1"))).status_code == 200


async def dead(stack: Running) -> int:
    reader = KafkaReader([str(stack.addresses["kafka"])])
    return sum([await reader.end(topics.dead("intake").name, partition) for partition in range(PARTITIONS)])


async def test_what_was_taken_without_kafka_arrives_even_if_intake_dies_meanwhile(
    stack: Running, client: httpx.AsyncClient, intake: Intake
) -> None:
    stack.parts["kafka"].kill()
    names = [f"it-spool-{n}" for n in range(5)]
    answers = await asyncio.gather(*(client.post("/v1/requests", json=request(name), timeout=20) for name in names))
    intake.kill()
    stack.restart("kafka")
    intake.start()
    subjects = [f"ticket:{answer.json()['ticket']}" for answer in answers]

    async def arrived() -> bool:
        return {event.subject for event in await events(stack, topics.RECEIVED, *subjects)} == set(subjects)

    assert [answer.status_code for answer in answers] == [201] * 5
    await eventually(arrived, within=60, saying="what was spooled did not arrive")


async def test_an_emptied_redis_is_made_whole_from_kafka(stack: Running, client: httpx.AsyncClient) -> None:
    before = (await client.post("/v1/requests", json=request("it-redis-1"))).json()
    redis = Redis.from_url(str(stack.addresses["redis"]))
    key = await redis.get(f"keys:{before['ticket']}")
    await redis.flushall()

    async def taken() -> httpx.Response | None:
        answer = await client.post("/v1/requests", json=request("it-redis-1"))
        return None if answer.status_code == 503 else answer

    again = await eventually(taken, saying="intake did not come back")
    assert again is not None
    assert (again.status_code, again.json()) == (200, before)
    assert await redis.get(f"keys:{before['ticket']}") == key
    await redis.aclose()
