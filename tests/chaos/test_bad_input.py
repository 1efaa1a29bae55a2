"""Bad input (D-109): over HTTP a precise refusal and never a 5xx; over Kafka a dead letter or a receipt, and never a
stopped partition. After each bad record a good one on the same partition of every topic has to come through.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import httpx
import pytest
from aiokafka import TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from chassis.dead import text_headers
from chassis.kafka import KafkaReader
from chassis.wire import Message
from contracts import topics
from contracts.facts import NotificationSent
from contracts.ids import event_id, ticket_id
from contracts.requests import RequestRefused
from contracts.topics import SERVICES
from tests.chaos import bad_http, estate, plan, talking
from tests.chaos.bad_records import Bad, bad_records
from tests.chaos.installation import Installation
from tests.chaos.report import Proof
from tests.harness.eventually import eventually
from tests.harness.raw import produce

PARTITION = 3
MUTANTS = 24
MUTANT_CALLS = 400
READERS = {
    topics.RECEIVED: ("classifier",),
    topics.CLASSIFIED: ("dispatch",),
    topics.COMMANDS: ("dispatch",),
    topics.LIFECYCLE: ("sla-monitor", "notifier"),
    topics.DEADLINES: ("notifier",),
}
"""Who has to set a bad record aside; `tickets.requests` is answered with a receipt where that can be."""
UNREAD = (topics.NOTIFICATIONS, topics.KEYS, topics.CHOICES, topics.RECEIPTS)
"""Read only when a service starts or Redis is another: a restart at the end shows what they do."""
RESIDENT = {"name": "林测试", "phone": "+8619900004321"}

pytestmark = [pytest.mark.at_length, pytest.mark.timeout(900)]


@dataclass(frozen=True, slots=True)
class Written:
    """A bad record, and where it stands."""

    topic: topics.Topic
    offset: int
    bad: Bad

    @property
    def receipt(self) -> str:
        """The id of the receipt that would refuse it."""
        said = dict(self.bad.record[2]).get("ce_id")
        cause = said.decode() if said else f"{self.topic.name}/{PARTITION}/{self.offset}"
        return event_id(cause, RequestRefused.TYPE, 0)


async def test_over_http_bad_input_is_refused_with_a_reason_and_never_with_a_5xx(
    town: Installation, proof: Proof
) -> None:
    calls = bad_http.bad_calls(plan.dice("bad-http"), MUTANT_CALLS)
    async with httpx.AsyncClient(timeout=20) as client:
        answers = [(call, await send(town, client, call)) for call in calls]
    raw = {name: await over_a_socket(town, content) for name, content in bad_http.RAW.items()}
    proof.figure("calls", len(calls) + len(raw))
    proof.figure("answers by status", dict(sorted(Counter(answer.status_code for _, answer in answers).items())))
    proof.promised("5xx", [call.fault for call, answer in answers if answer.is_server_error], [])
    taken = [call.fault for call, answer in answers if answer.is_success and not call.may_pass]
    proof.promised("bad input taken for good", taken, [])
    vague = [call.fault for call, answer in answers if answer.is_client_error and not is_precise(answer)]
    proof.promised("refusals that do not say why", vague, [])
    proof.promised(
        "bytes that are hardly HTTP, not answered with 4xx", {n: s for n, s in raw.items() if s // 100 != 4}, {}
    )
    await good(town, 0)
    proof.promised("services that ended", town.fallen(), [])
    proof.kept()


async def send(place: Installation, client: httpx.AsyncClient, call: bad_http.Call) -> httpx.Response:
    headers = [(name.encode(), value) for name, value in call.headers.items()]
    url = place.url(call.service) + call.path
    return await client.request(call.method, url, content=call.content or None, headers=headers)


def is_precise(answer: httpx.Response) -> bool:
    """A problem document that says what is wrong, not only that something is."""
    if answer.status_code in (httpx.codes.NOT_FOUND, httpx.codes.METHOD_NOT_ALLOWED, httpx.codes.UNAUTHORIZED):
        return answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    return bool(told.get("errors") or told.get("detail"))


async def over_a_socket(place: Installation, content: bytes) -> int:
    """The status of the answer, 0 where the connection was closed without one."""
    url = httpx.URL(place.url("intake"))
    reader, writer = await asyncio.open_connection(url.host, url.port)
    try:
        writer.write(content)
        await writer.drain()
        line = await asyncio.wait_for(reader.readline(), 10)
    except ConnectionError:
        return 0
    finally:
        writer.close()
    return int(line.split()[1]) if line.startswith(b"HTTP/1.1 ") else 0


async def test_over_kafka_bad_input_is_set_aside_and_no_partition_stops(town: Installation, proof: Proof) -> None:
    chance = plan.dice("bad-records")
    every = {topic: bad_records(topic, chance, MUTANTS) for topic in (topics.REQUESTS, *READERS, *UNREAD)}
    written: list[Written] = []
    rounds = len(every[topics.REQUESTS])
    for n in range(rounds):
        round_ = [(topic, found[n]) for topic, found in every.items() if is_taken_by_kafka(topic, found[n])]
        offsets = await talking.each([produce(town.kafka, t.name, PARTITION, bad.record) for t, bad in round_])
        written += [Written(topic, offset, bad) for (topic, bad), offset in zip(round_, offsets, strict=True)]
        await good(town, n)
    proof.figure("kinds of bad records, and mutants", f"{rounds - MUTANTS} and {MUTANTS}, on {len(every)} topics")
    proof.promised("good tickets of the same partition that came through", rounds, rounds)
    await judge(town, proof, written)
    for service in SERVICES:
        await asyncio.to_thread(town.again, service)
    await town.ready()
    await good(town, rounds)
    proof.promised("services that could not start again on those topics", town.fallen(), [])
    proof.kept()


def is_taken_by_kafka(topic: topics.Topic, bad: Bad) -> bool:
    """Kafka itself refuses a record without a key on a compacted topic."""
    return not topic.compacted or bad.record[0] is not None


async def good(place: Installation, n: int) -> None:
    """A report over HTTP and one over Kafka, both of the partition, go through all five services."""
    where = {"site": estate.site(n), "reporter": RESIDENT}
    over_http = await talking.report(
        place, talking.named("good", n, PARTITION), "楼道灯不亮了。", place=f"北门{n}", **where
    )
    request = talking.named("good-kafka", n, PARTITION)
    body = {"id": request, "channel": "phone", "text": "楼道灯不亮了。", "place": f"南门{n}", **where}
    headers = (("caller", talking.SOURCE.encode()),)
    message = Message(topics.REQUESTS.name, request.encode(), headers, json.dumps(body).encode(), PARTITION)
    await talking.publish(place, message)
    for ticket in (over_http, ticket_id(talking.SOURCE, request)):
        await talking.fact(place, topics.NOTIFICATIONS, ticket, NotificationSent)


async def judge(place: Installation, proof: Proof, written: Sequence[Written]) -> None:
    letters, refused = await set_aside(place), await receipts(place)
    silent = [
        f"{service}: {one.bad.fault}"
        for one in written
        for service in READERS.get(one.topic, ())
        if one.bad.certainly and letters[service, one.topic.name, one.offset] != 1
    ]
    asked = [one for one in written if one.topic is topics.REQUESTS]
    unanswered = [
        one.bad.fault for one in asked if not (letters["intake", one.topic.name, one.offset] or one.receipt in refused)
    ]
    proof.figure("dead letters", letters.total())
    proof.figure("requests refused by a receipt", len(refused))
    proof.promised("bad records that a reader passed over in silence", silent, [])
    proof.promised("bad requests without letter or receipt", unanswered, [])
    proof.promised("topics whose readers have not come to their end", await behind(place), [])


async def set_aside(place: Installation) -> Counter[tuple[str, str, int]]:
    """How often each service set aside which record of the partition."""
    found: Counter[tuple[str, str, int]] = Counter()
    reader = KafkaReader([place.kafka])
    for service in SERVICES:
        name = topics.dead(service).name
        async for batch in reader.read(name, PARTITION, 0, await reader.end(name, PARTITION)):
            for said in (text_headers(record) for record in batch):
                if "steward_letter" in said and said.get("steward_state") != "settled":
                    found[service, said["steward_topic"], int(said["steward_offset"])] += 1
    return found


async def receipts(place: Installation) -> set[str]:
    """The ids of all receipts that refuse a request."""
    reader, found = KafkaReader([place.kafka]), set[str]()
    for partition in range(topics.EMBEDDED_PARTITIONS):
        end = await reader.end(topics.RECEIPTS.name, partition)
        async for batch in reader.read(topics.RECEIPTS.name, partition, 0, end):
            said = [text_headers(record) for record in batch]
            found |= {one["ce_id"] for one in said if one.get("ce_type") == RequestRefused.TYPE}
    return found


async def behind(place: Installation) -> list[str]:
    """Topics of the partition on which a service has not committed everything."""
    reads = {
        "intake": [topics.REQUESTS],
        "classifier": [topics.RECEIVED],
        "dispatch": [topics.CLASSIFIED, topics.COMMANDS],
    }
    reads |= {"sla-monitor": [topics.LIFECYCLE], "notifier": [topics.LIFECYCLE, topics.DEADLINES]}
    admin = AIOKafkaAdminClient(bootstrap_servers=[place.kafka])
    await admin.start()
    reader, late = KafkaReader([place.kafka]), list[str]()

    async def none_late() -> bool:
        late.clear()
        for service, found in reads.items():
            committed = await admin.list_consumer_group_offsets(service)
            ends = {topic.name: await reader.end(topic.name, PARTITION) for topic in found}
            at = {name: committed[TopicPartition(name, PARTITION)].offset for name in ends}
            late.extend(f"{service} on {name}" for name, end in ends.items() if at[name] < end)
        return not late

    try:
        await eventually(none_late, within=30)
    except AssertionError:
        return late
    finally:
        await admin.close()
    return late
