"""After erasure no topic, Redis key, spool, log or metric gives a name, an address or a word of that ticket (D-108):
looked for as bytes, everywhere. Before it, the same search has to find what is there to be found.

By design `tickets.requests` and `tickets.commands` hold plain words for seven days. The erased ticket came and was
worked on over HTTP, so nothing of it may stand there; another request, sent over Kafka, shows that the search finds
words on that topic, and nowhere else.
"""

import asyncio
import json

import httpx
import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from redis.asyncio import Redis

from chassis.keys import name as key_name
from chassis.store import text_of
from chassis.wire import Message, partition_of
from contracts import topics
from contracts.facts import NotificationSent, TicketAssigned, TicketKeyDestroyed, TicketOpened
from contracts.ids import subject_of, ticket_id
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from contracts.vocabulary import Notice
from tests.chaos import estate, plan, talking
from tests.chaos.installation import Installation
from tests.chaos.report import Proof
from tests.chaos.searching import Needle, Search, search
from tests.e2e.command import steward
from tests.harness.eventually import eventually

NAME, PHONE, EMAIL = "欧阳锦程", "19977665544", "jincheng.ouyang@example.org"
PLACE, UNIT, MATTER = "西翼锅炉房旁", "17-西-03", "厨房水管漏水，樟木地板泡坏"
ANSWER, RESULT = "已致电欧阳先生说明情况", "更换樟木地板下的接头"
WORDS = [
    Needle("name", NAME),
    Needle("phone", PHONE),
    Needle("e-mail", EMAIL),
    Needle("place", PLACE),
    Needle("unit", UNIT),
    Needle("report", MATTER),
    Needle("what staff wrote", ANSWER),
    Needle("result", RESULT),
]
OVER_KAFKA = Needle("a request over Kafka", "南楼鹦鹉笼边漏雨")
RAW_REQUESTS = f"kafka/data/{topics.REQUESTS.name}-"
COMPACTED_WITHIN = 120.0

pytestmark = pytest.mark.timeout(300)


async def test_after_erasure_no_byte_that_is_kept_tells_of_the_ticket(town: Installation, proof: Proof) -> None:
    ticket = await told_while_kafka_was_away(town)
    await worked_on(town, ticket)
    await over_kafka(town)
    key = Needle("the ticket's key, wrapped", await key_of(town, ticket))
    before = await search(town, [key])
    proof.figure("the key stands before in", ", ".join(before.places_of(key.what)))
    proof.promised("words that should have gone out to the resident, and did not", not_sent(town), [])
    ran = await asyncio.to_thread(lambda: steward("erase", ticket, "--json", var=town.place.var))
    proof.promised("`steward erase`: exit code", ran.code, 0)
    await talking.fact(town, topics.LIFECYCLE, ticket, TicketKeyDestroyed)
    await rewritten(town, key)
    if plan.WHOLE:
        await compacted(town, ticket, key)
    judge(proof, await search(town, [*WORDS, key, OVER_KAFKA]), key)
    proof.kept()


def judge(proof: Proof, after: Search, key: Needle) -> None:
    for kind, size in sorted(after.looked.items()):
        proof.figure(f"bytes looked through: {kind}", size)
    for word in WORDS:
        proof.promised(f"places that hold it: {word.what}", after.places_of(word.what), [])
    held = after.places_of(key.what)
    if not plan.WHOLE:  # Kafka compacts when it comes to it; at length that is waited for
        held = [where for where in held if where != topics.KEYS.name]
    proof.promised(f"places that hold it: {key.what}", held, [])
    plain = after.places_of(OVER_KAFKA.what)
    proof.promised("what the search has to find, and did not", sorted({topics.REQUESTS.name} - set(plain)), [])
    beside = [where for where in plain if where != topics.REQUESTS.name and not where.startswith(RAW_REQUESTS)]
    proof.promised("places of a plain request beside its own topic", beside, [])


async def told_while_kafka_was_away(place: Installation) -> str:
    """A report that had to wait in the spool: what lay there has to go too."""
    await asyncio.to_thread(place.kill, "kafka")
    reporter = {"name": NAME, "phone": f"+86{PHONE}", "email": EMAIL, "language": "zh-Hans"}
    where = {"site": estate.site(0), "place": PLACE, "unit": UNIT, "reporter": reporter}
    ticket = await talking.report(place, talking.named("erase", 0), f"{MATTER}，麻烦派人来修。", **where)
    await asyncio.to_thread(place.running.restart, "kafka")
    await talking.fact(place, topics.LIFECYCLE, ticket, TicketOpened)
    return ticket


async def worked_on(place: Installation, ticket: str) -> None:
    """Taken, answered and done over HTTP; the resident has been written to for the last time."""
    by = (await talking.fact(place, topics.LIFECYCLE, ticket, TicketAssigned)).assignee or "nobody"
    for action, body in (
        ("accept", {}),
        ("start", {}),
        ("record-reply", {"means": "phone", "kind": "first_response", "text": f"{ANSWER}。"}),
        ("complete", {"causes": ["wear"], "measures": ["replaced"], "result": f"{RESULT}，不再漏水。"}),
    ):
        answer = await talking.command(place, ticket, action, by, **body)
        assert answer.status_code == httpx.codes.OK, answer.text
    await talking.fact(place, topics.NOTIFICATIONS, ticket, NotificationSent, notice=Notice.COMPLETED)


async def over_kafka(place: Installation) -> None:
    """Another resident's request, as a call centre publishes it."""
    request = talking.named("plain", 0)
    body = {"id": request, "site": estate.site(1), "channel": "phone", "text": OVER_KAFKA.text, "place": "南门"}
    headers = (("caller", talking.SOURCE.encode()),)
    await talking.publish(place, Message(topics.REQUESTS.name, request.encode(), headers, json.dumps(body).encode()))
    await talking.fact(place, topics.LIFECYCLE, ticket_id(talking.SOURCE, request), TicketOpened)


async def key_of(place: Installation, ticket: str) -> str:
    redis = Redis.from_url(place.redis)
    found = await redis.get(key_name(ticket))
    await redis.aclose()
    assert found, "the ticket has no key"
    return text_of(found)


def not_sent(place: Installation) -> list[str]:
    """Words that the stand-ins for the outside should have been handed by now."""
    handed = (place.place.var / "sms" / "messages.jsonl").read_bytes()
    return [word.what for word in WORDS if word.what in ("phone", "result") and not word.is_in(handed)]


async def rewritten(place: Installation, key: Needle) -> None:
    """Redis writes its file anew, as it does by itself when that has doubled; what was deleted is gone then."""
    redis = Redis.from_url(place.redis)
    await redis.bgrewriteaof()
    await redis.aclose()
    folder = place.running.parts["redis"].folder / "appendonlydir"

    async def gone() -> bool:
        try:
            return not any(key.is_in(file.read_bytes()) for file in folder.iterdir())
        except FileNotFoundError:  # it is being rewritten at this moment
            return False

    await eventually(gone, within=30, saying="the key still stands in Redis' file")


async def compacted(place: Installation, ticket: str, key: Needle) -> None:
    """Kafka compacts `tickets.keys` within its lag, a second here instead of a day, once a later key stands behind."""
    admin = AIOKafkaAdminClient(bootstrap_servers=[place.kafka])
    await admin.start()
    soon = topics.KEYS.config() | {"max.compaction.lag.ms": "1000", "segment.ms": "1000"}
    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topics.KEYS.name, soon)])
    await admin.close()
    partition = partition_of(subject_of(ticket), PARTITIONS)
    for n in range(2):
        await asyncio.sleep(1.5)  # a segment has to grow old really
        await talking.report(
            place, talking.named("later", n, partition), "楼道灯不亮了。", site=estate.site(2), place="北门"
        )

    async def gone() -> bool:
        return not (await search(place, [key])).places_of(key.what)

    await eventually(gone, within=COMPACTED_WITHIN, every=2, saying="the key still stands on its topic")
