"""The service whole: facts in, messages out, the ledger on its topic; crashes, opt-outs and floods included."""

import asyncio
from datetime import timedelta

import pytest

from chassis.keys import Keys
from chassis.wire import Message
from contracts import facts, ids, topics
from contracts.cloudevents import Event, encode
from contracts.commands import RecordTold
from contracts.requests import Report
from contracts.sealing import address_hash, seal_part
from contracts.snapshot import WorkOrder
from contracts.vocabulary import (
    Audience,
    Kind,
    MessageChannel,
    Mode,
    NotSentReason,
    TicketState,
    Urgency,
    WorkOrderState,
)
from tests.component.notifier.conftest import MAIL, MASTER, PHONE, Town, settings
from tests.unit.notifier.town import KEY, LIN, NOON, TICKET, brief, fact, opening, snapshot

A_WHILE = timedelta(seconds=5)


async def test_a_resident_hears_that_the_report_is_registered(town: Town) -> None:
    await town.learn(opening())
    await town.settle()
    (message,) = town.sms.ledger.messages
    assert message["phone"] == PHONE
    assert "012-345-6789" in message["text"]
    assert town.story() == ["received wanted", "received sending", "received sent"]
    assert town.facts()[-1].notification == message["out_id"]


async def test_a_resident_who_prefers_mail_gets_mail(town: Town) -> None:
    await town.learn(opening(LIN.model_copy(update={"prefers": MessageChannel.EMAIL})))
    await town.settle()
    (kept,) = town.mail.store.messages
    assert kept["to"] == [MAIL]
    assert not town.sms.ledger.messages


async def test_when_sms_refuses_the_number_the_mail_goes_out(town: Town) -> None:
    town.sms.behave(mode="fail", code="isv.MOBILE_NUMBER_ILLEGAL")
    await town.learn(opening())
    await town.settle()
    assert len(town.mail.store.messages) == 1
    assert town.story()[-2:] == ["received sending", "received sent"]


async def test_a_failing_provider_is_tried_again_later(town: Town) -> None:
    town.sms.behave(mode="fail", count=1)
    await town.learn(opening())
    await town.settle()
    assert not town.sms.ledger.messages
    await town.wait(timedelta(seconds=31))
    assert len(town.sms.ledger.messages) == 1


async def unanswered() -> None:
    """A provider that never says anything."""
    await asyncio.Event().wait()


async def test_no_more_is_announced_than_can_be_begun(town: Town) -> None:
    """What has to wait for its turn waits in the due-queue: announced, it would soon be too late to begin."""
    (host,) = town.hosts
    await town.learn(opening())
    calls = {asyncio.create_task(unanswered()) for _ in range(2 * settings().sends_at_once)}
    host.service.performing |= calls
    await host.drain()
    await host.service.fire_due()
    assert town.story() == ["received wanted"]
    for call in calls:
        call.cancel()
    host.service.performing -= calls
    await town.settle()
    assert town.story() == ["received wanted", "received sending", "received sent"]


async def test_the_crew_is_told_and_the_ticket_learns_it(town: Town) -> None:
    """D-302: the crew has been told within five minutes, on record."""
    order = WorkOrder(
        id=ids.work_order_id(TICKET, 1),
        state=WorkOrderState.ISSUED,
        urgency=Urgency.NORMAL,
        department="sh-engineering",
        assignee="lu-jianming",
        issued_at=NOON,
    )
    await town.learn(opening())
    await town.learn(fact(facts.WorkOrderIssued, {"kind": Kind.REPAIR, "work_orders": (order,)}, work_order=order.id))
    await town.settle()
    (wish,) = town.wishes()
    assert isinstance(wish, RecordTold)
    assert (wish.work_order, wish.person) == (order.id, "lu-jianming")


async def test_an_escalation_reaches_its_people_whatever_the_hour(town: Town) -> None:
    town.clock.set(town.clock.now() + timedelta(hours=12))
    raised = facts.EscalationRaised(
        about=brief(), escalation=ids.event_id("x", "e", 1), trigger="breach", level=2, to=("shen-peihua",)
    )
    await town.learn(raised)
    await town.settle()
    (message,) = town.sms.ledger.messages
    assert message["phone"] == "8619900000101"
    assert message["text"].startswith("督办（第2级）")


async def test_import_tells_nobody_and_keeps_the_contact_for_later(town: Town) -> None:
    await town.learn(opening(), mode=Mode.IMPORT)
    await town.settle()
    assert town.story() == ["received suppressed"]
    await town.learn(fact(facts.TicketCompleted, {"state": TicketState.RESOLVED}))
    await town.settle()
    assert [message["phone"] for message in town.sms.ledger.messages] == [PHONE]


async def test_an_opt_out_is_obeyed_even_by_what_was_wanted_before(town: Town) -> None:
    """D-504."""
    night = town.clock.now() + timedelta(hours=11)
    town.clock.set(night)
    await town.learn(opening(LIN.model_copy(update={"email": None})))
    await town.settle()
    await _choose(town, opted_out=True)
    await town.hosts[-1].crash()
    await town.start()
    await town.wait(timedelta(hours=10))
    assert not town.sms.ledger.messages
    assert (town.story()[-1], town.facts()[-1].reason) == ("received suppressed", NotSentReason.OPTED_OUT)


async def test_erasure_darkens_what_was_waiting(town: Town) -> None:
    """D-108: without the key there is no address and no text."""
    town.clock.set(town.clock.now() + timedelta(hours=11))
    await town.learn(opening())
    await town.settle()
    await Keys(town.redis, MASTER, town.clock).erase(TICKET)
    await town.wait(timedelta(hours=10))
    assert not town.sms.ledger.messages
    assert (town.story()[-1], town.facts()[-1].reason) == ("received suppressed", NotSentReason.ERASED)


async def test_a_flood_to_one_person_is_spread_over_hours_and_arrives_whole(town: Town) -> None:
    """D-504: bursts are limited per person, across tickets; nothing is dropped."""
    for n in range(14):
        ticket = ids.ticket_id("flood", str(n))
        subject = ids.subject_of(ticket)
        await Keys(town.redis, MASTER, town.clock).put(ticket, KEY)
        report = facts.TicketOpened(
            snapshot=snapshot(ticket=ticket),
            sealed=seal_part(KEY, subject, Report(text="电梯又停了", reporter=LIN), Audience.HANDLERS),
        )
        await town.learn(report, subject)
    counts = []
    await town.settle()
    for _ in range(3):
        counts.append(len(town.sms.ledger.messages))
        await town.wait(timedelta(hours=1))
    assert counts == [6, 12, 14]


async def test_what_happens_to_messages_is_counted(town: Town) -> None:
    town.sms.behave(mode="fail", count=1)
    await town.learn(opening())
    await town.settle()
    figures = town.hosts[-1].service.parts.metrics.exposition().decode()
    assert 'steward_notifications_total{became="sending",channel="sms"} 1.0' in figures
    assert 'steward_notifications_total{became="deferred",channel="sms"} 1.0' in figures
    assert 'steward_provider_seconds_count{call="send",provider="aliyun"} 1.0' in figures


@pytest.mark.parametrize("private", [PHONE, MAIL, "林女士", "没人管", "您好"])
async def test_nothing_private_stands_on_the_topic_in_the_open(town: Town, private: str) -> None:
    await town.learn(opening())
    await town.settle()
    on_topic = b"".join(one.value or b"" for one in town.log.records(topics.NOTIFICATIONS.name))
    assert private.encode() not in on_topic


async def _choose(town: Town, **choice: object) -> None:
    key = address_hash(_installation_key(), "+" + PHONE)
    data = facts.ChoiceRecorded.model_validate({"address": key, "chosen_at": town.clock.now(), **choice})
    event = Event(ids.event_id(key, data.TYPE, 1), data.TYPE, "/steward/dispatch", "choice", town.clock.now(), data)
    headers, value = encode(event)
    await town.log.send([Message(topics.CHOICES.name, key.encode(), tuple(headers), value)])


def _installation_key() -> bytes:
    return settings().installation_key


async def test_a_ledger_that_was_put_away_tells_nobody_twice_and_goes_on(town: Town) -> None:
    await town.learn(opening())
    await town.settle()
    [host] = town.hosts
    assert await host.rest() == 1
    host.feed.positions.update(dict.fromkeys(host.feed.positions, 0))
    await town.settle()
    assert len(town.sms.ledger.messages) == 1
    await town.learn(fact(facts.TicketCompleted, {"state": TicketState.RESOLVED}))
    await town.settle()
    assert [line for line in town.story() if not line.startswith("follow_up")] == [
        *("received wanted", "received sending", "received sent"),
        *("completed wanted", "completed sending", "completed sent"),
    ]
