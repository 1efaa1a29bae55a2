"""What people and systems do to a running installation, and what its topics then say."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import httpx

from chassis.kafka import KafkaReader
from chassis.wire import KafkaWire, Message, partition_of
from contracts import topics
from contracts.cloudevents import Event, decode, encode
from contracts.commands import Command
from contracts.ids import event_id, subject_of, ticket_id
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from tests.chaos import plan
from tests.chaos.installation import Installation
from tests.harness.eventually import eventually

F = TypeVar("F")
SOURCE = "call-centre"
TRIES_WITHIN = 90.0


def named(name: str, n: int, partition: int | None = None) -> str:
    """A request id; one whose ticket lives in that partition, where one is given."""
    for twist in range(1000):
        found = f"{name}-{plan.SEED}-{n}-{twist}"
        if partition is None or partition_of(subject_of(ticket_id(SOURCE, found)), PARTITIONS) == partition:
            return found
    raise AssertionError(f"no id of a thousand lives in partition {partition}")


async def report(place: Installation, request: str, text: str, /, **more: Any) -> str:
    """A request over HTTP, sent until it is accepted; the ticket's id."""
    body = {"id": request, "channel": "web", "text": text, **more}
    answer = await post(place, "intake", "/v1/requests", body, key="demo-call-centre")
    assert answer.status_code in (200, 201), answer.text
    return str(answer.json()["ticket"])


async def command(place: Installation, ticket: str, action: str, by: str, **body: Any) -> httpx.Response:
    """Somebody of the staff does something to a ticket, through the call centre's system."""
    path = f"/v1/tickets/{ticket}/{action}"
    return await post(place, "dispatch", path, {"by": by, **body}, key="demo-call-centre", again=f"{ticket}-{action}")


async def post(
    place: Installation, service: str, path: str, body: Mapping[str, Any], *, key: str, again: str = ""
) -> httpx.Response:
    """An HTTP call, made again under the same key while the service is away or answers 503."""
    headers = {"Authorization": f"Bearer {key}", **({"Idempotency-Key": again} if again else {})}
    async with httpx.AsyncClient(base_url=place.url(service), timeout=10, headers=headers) as client:

        async def answered() -> httpx.Response | None:
            try:
                answer = await client.post(path, json=body)
            except httpx.TransportError:
                return None
            return None if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE else answer

        return await eventually(answered, within=TRIES_WITHIN, every=0.2, saying=f"{service} did not answer {path}")


async def publish(place: Installation, *messages: Message) -> None:
    """Put messages on Kafka, in order."""
    wire = KafkaWire([place.kafka], "chaos")
    await wire.start()
    try:
        await wire.send(messages)
    finally:
        await wire.stop()


def wish(ticket: str, data: Command, at: Any) -> Message:
    """A command as an integrator publishes it on `tickets.commands`."""
    subject = subject_of(ticket)
    event = Event(
        id=event_id(ticket, data.TYPE, 0), type=data.TYPE, source="/chaos/app", subject=subject, time=at, data=data
    )
    headers, value = encode(event)
    return Message(topics.COMMANDS.name, subject.encode(), tuple(headers), value)


async def told(place: Installation, topic: topics.Topic, ticket: str) -> list[Event]:
    """A ticket's events on a topic, each once, in order."""
    subject, reader = subject_of(ticket), KafkaReader([place.kafka])
    partition = partition_of(subject, PARTITIONS)
    found: dict[str, Event] = {}
    end = await reader.end(topic.name, partition)
    async for batch in reader.read(topic.name, partition, 0, end):
        for record in batch:
            if record.key == subject.encode() and record.value:
                event = decode(record.headers, record.value)
                found.setdefault(event.id, event)
    return list(found.values())


async def facts(place: Installation, topic: topics.Topic, ticket: str, kind: type[F], **fields: Any) -> list[F]:
    """A ticket's facts of one class with these fields."""
    return _matching([event.data for event in await told(place, topic, ticket)], kind, fields)


async def fact(place: Installation, topic: topics.Topic, ticket: str, kind: type[F], **fields: Any) -> F:
    """The first fact of that class, waited for (fixture `town`)."""

    async def there() -> list[F]:
        return _matching(place.heard.data(topic, subject_of(ticket)), kind, fields)

    saying = f"no {kind.__name__} {fields} of {ticket}"
    return (await eventually(there, within=TRIES_WITHIN, saying=saying))[0]


def _matching(data: Sequence[Any], kind: type[F], fields: Mapping[str, Any]) -> list[F]:
    found = [one for one in data if isinstance(one, kind)]
    return [one for one in found if all(getattr(one, name) == wanted for name, wanted in fields.items())]


async def each(work: Sequence[Any]) -> list[Any]:
    """All of it at once."""
    return list(await asyncio.gather(*work))
