"""What design.md promises of the whole chain: the budget, erasure, a dead letter in the middle, sealed topics."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.dead import PREFIX, text_headers
from chassis.wire import Message
from contracts.cloudevents import Event, encode
from contracts.commands import AcceptTicket
from contracts.facts import (
    ClocksSet,
    NotificationSending,
    NotificationSent,
    NotificationSuppressed,
    NotificationWanted,
    TicketAccepted,
    TicketAssigned,
    TicketErased,
    TicketKeyDestroyed,
    TicketOpened,
    TicketTriageWanted,
)
from contracts.ids import subject_of
from contracts.topics import (
    CLASSIFIED,
    COMMANDS,
    DEADLINES,
    KEYS,
    LIFECYCLE,
    NOTIFICATIONS,
    RECEIVED,
    dead,
    retry,
)
from tests.harness.counting import Add
from tests.pipeline.town import Town

MOST_FACTS = 12
MOST_SAVES = 10
MESSAGE = (NotificationWanted.TYPE, NotificationSending.TYPE, NotificationSent.TYPE)
FACTS_A_MATTER = 2
PERSON = {"name": "欧阳锦程", "phone": "+8619900007788", "email": "jincheng@example.org", "language": "zh-Hans"}
WORDS = "厨房水管漏水，地上都是水，麻烦派人来修。"
UNDECIDED = "那个事情还是老样子。"
"""No rule decides this one (D-208)."""
STORY = (RECEIVED, CLASSIFIED, LIFECYCLE, DEADLINES, NOTIFICATIONS)


async def leak(town: Town, words: str = WORDS) -> str:
    return await town.report(words, building="B03", unit="1702", reporter=PERSON)


@pytest.mark.parametrize("words", [WORDS, UNDECIDED], ids=["classified", "in triage"])
async def test_a_ticket_costs_at_most_twelve_facts_and_ten_saves_to_its_first_notification(
    town: Town, words: str
) -> None:
    """In triage each further person on shift costs two more: what became of each one's message is a fact of its own."""
    types = await told_of(town, words)
    assert (TicketTriageWanted.TYPE in types) is (words == UNDECIDED)
    first = types.index(NotificationSent.TYPE) + 1
    assert first <= MOST_FACTS, "\n".join(types[:first])
    assert saves_of(town) <= MOST_SAVES


@pytest.mark.parametrize(
    ("words", "matters"),
    [
        ("电梯里困了两个人，快来救人！", 1),
        ("保安动手打人，我已经投诉三次了，再不处理就找媒体曝光。", 1),
        ("电梯坏了没人修，另外保安态度很差，垃圾三天没人收。", 3),
    ],
    ids=["emergency", "grave complaint", "three matters"],
)
async def test_who_else_is_told_and_each_further_matter_cost_their_own_facts_and_no_more_saves(
    town: Town, words: str, matters: int
) -> None:
    """An emergency tells half a dozen people at once, three facts each: the budget counts those of one person; each
    further matter is assigned and ordered besides.
    """
    types = await told_of(town, words)
    before = types[: types.index(NotificationSent.TYPE)]
    others = [one for one in before if one not in MESSAGE]
    assert len(others) + len(MESSAGE) <= MOST_FACTS + FACTS_A_MATTER * (matters - 1), "\n".join(types)
    assert types.count(TicketOpened.TYPE) == 1
    assert before.count(ClocksSet.TYPE) == 1  # one for all clocks of a decision
    assert before.count(TicketAssigned.TYPE) >= matters
    assert saves_of(town) <= MOST_SAVES


async def told_of(town: Town, words: str) -> list[str]:
    """The types of a new ticket's facts, in the order in which they were published."""
    ticket = await leak(town, words)
    await town.settle()
    story = {topic.name for topic in STORY}
    facts = [r for r in town.log.order if r.topic in story and r.key == subject_of(ticket).encode()]
    return [dict(record.headers)["ce_type"].decode() for record in facts]


def saves_of(town: Town) -> float:
    """What all services saved, until everybody was told."""
    return sum(float(host.service.parts.metrics.saved._value.get()) for host in town.hosts.values())


async def test_no_topic_but_the_private_ones_holds_a_word_of_the_resident(town: Town) -> None:
    """D-108: text, name, unit, phone and address stand nowhere unsealed."""
    await leak(town)
    await town.settle()
    everything = b"".join(
        (record.value or b"") + repr(record.headers).encode()
        for (topic, _), stretch in town.log.stretches.items()
        for record in stretch
        if topic != COMMANDS.name
    )
    assert everything
    for secret in (PERSON["name"], PERSON["phone"], PERSON["email"], "1702", "厨房", "地上都是水"):
        assert secret.encode() not in everything, secret
    for key in await town.redis.keys():
        kept = await town.redis.dump(key)
        assert kept is not None
        assert PERSON["name"].encode() not in kept
        assert PERSON["phone"].encode() not in kept


async def test_after_erasure_nothing_opens_and_nobody_is_told_any_more(town: Town) -> None:
    """D-108: the personal part goes, the event stays."""
    ticket = await town.at("09:10", leak(town))
    assert ticket
    answer = await town.at("09:20", town.command(ticket, "erase", "operator"))
    assert answer is not None
    assert answer.status_code == 200, answer.text
    await town.at("09:30")
    town.expect(town.between("09:20", "09:21"), TicketErased, ticket)
    town.expect(town.between("09:20", "09:21"), TicketKeyDestroyed, ticket)
    assert not await town.redis.get(f"keys:{ticket}")
    tombstones = [r for r in town.log.records(KEYS.name) if r.key == subject_of(ticket).encode() and r.value is None]
    assert tombstones
    before = len(town.sms.kept) + len(town.mail.kept)
    await town.at("18:00")
    to_resident = [m for m in (*town.sms.kept, *town.mail.kept)[before:] if m.to in PERSON.values()]
    assert to_resident == []
    assert all(s.reason for s in town.facts(NotificationSuppressed, ticket))


async def test_a_dead_letter_in_the_middle_holds_back_what_follows_until_its_replay(town: Town) -> None:
    """Rule 7: what comes after waits, in order; after the replay the story is what it would have been."""
    ticket = await town.at("09:10", leak(town))
    assert ticket
    subject = subject_of(ticket).encode()
    rubbish = Message(COMMANDS.name, subject, (("ce_type", Add.TYPE.encode()),), b"{}")
    await town.log.send([rubbish])
    await town.settle()
    worker = town.events(LIFECYCLE, ticket)[-1].data.snapshot.assignee  # type: ignore[attr-defined]
    await town.log.send([accepting(ticket, worker)])
    await town.at("09:20")
    assert not town.facts(TicketAccepted, ticket)
    letters = [text_headers(r)[f"{PREFIX}reason"] for r in town.log.records(dead("dispatch").name)]
    assert letters == ["unreadable", "behind"]
    first, second = town.log.records(dead("dispatch").name)
    await town.log.send([_again(second)])  # out of turn: it may not pass the first
    await town.settle()
    assert not town.facts(TicketAccepted, ticket)
    mended = accepting(ticket, worker)
    headers = (*mended.headers, *((n, v) for n, v in first.headers if n.startswith(PREFIX)))
    await town.log.send([Message(retry("dispatch").name, subject, headers, mended.value, first.partition)])
    await town.settle()
    await town.log.send([_again(second)])
    await town.at("09:30")
    assert len(town.facts(TicketAccepted, ticket)) == 1
    assert await town.hosts["dispatch"].service.dead.parked(first.partition) == {}


def accepting(ticket: str, worker: str) -> Message:
    """The assignee's acceptance as an integrator would publish it."""
    event = Event(
        id="7c7d8d52-6f2b-5a7e-9c2c-2f1a3f0b9d11",
        type=AcceptTicket.TYPE,
        source="/test/app",
        subject=subject_of(ticket),
        time=datetime(2026, 3, 3, 1, 15, tzinfo=UTC),
        data=AcceptTicket(by=worker),
    )
    headers, value = encode(event)
    return Message(COMMANDS.name, subject_of(ticket).encode(), tuple(headers), value)


def _again(record) -> Message:  # type: ignore[no-untyped-def]  # noqa: ANN001
    return Message(retry("dispatch").name, record.key, tuple(record.headers), record.value, record.partition)


async def test_every_fact_says_what_caused_it(town: Town) -> None:
    """The chain of a ticket can be walked back from its last message to the request."""
    ticket = await leak(town)
    await town.at("09:05")
    events = {e.id: e for topic in STORY for e in town.events(topic, ticket)}
    assert len({e.correlation_id for e in events.values() if e.causation_id in events}) <= 2
    opened = next(e for e in events.values() if isinstance(e.data, TicketOpened))
    classified = events[opened.causation_id]
    received = events[classified.causation_id]
    assert received.type == "steward.request.received.v1"
    assert opened.time - received.time < timedelta(minutes=1)
