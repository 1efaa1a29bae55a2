"""Dispatch on its topics: relations across partitions, loads, erasure, choices (D-104, D-105, D-108, D-301)."""

from datetime import timedelta

import pytest
from redis.asyncio import Redis

from chassis.clock import ManualClock
from chassis.failures import Unavailable
from contracts import commands as c
from contracts import topics
from contracts.ids import case_id, subject_of, subject_of_case, ticket_id
from contracts.sealing import address_hash
from contracts.vocabulary import Flag, Mode, Relation
from dispatch.domain.standing import settled
from tests.component.dispatch.conftest import MASTER, Desk, settings, started
from tests.unit.dispatch.play import REMEDIED, classified, leak, quarrel


async def test_a_report_becomes_a_ticket_with_its_crew_on_the_lifecycle_topic(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    assert [event.type for event in desk.facts(ticket)] == [
        "steward.ticket.opened.v1",
        "steward.ticket.assigned.v1",
        "steward.work_order.issued.v1",
    ]
    assert [event.sequence for event in desk.facts(ticket)] == [1, 2, 3]


async def test_the_same_unit_with_the_same_matter_is_a_repeat_and_another_unit_is_not_d104(desk: Desk) -> None:
    first = await desk.report("one", quarrel(), building=None)
    other = await desk.report("two", quarrel(), unit="1202", building=None)
    again = await desk.report("three", quarrel(), unit=" 1201 ", building=None)
    found = {ticket: (await desk.read(ticket)).json()["snapshot"] for ticket in (first, other, again)}
    assert found[again]["repeats_of"] == first
    assert found[again]["severity"] == "important"
    assert found[other].get("repeats_of") is None


async def test_after_thirty_days_it_is_no_repeat_d104(desk: Desk) -> None:
    await desk.report("one", quarrel(), building=None)
    desk.clock.advance(timedelta(days=31))
    again = await desk.report("two", quarrel(), building=None)
    assert (await desk.read(again)).json()["snapshot"].get("repeats_of") is None


async def test_three_residents_of_a_building_make_a_case_and_each_ticket_knows_d105(desk: Desk) -> None:
    tickets = [await desk.report(f"r-{n}", quarrel(), unit=f"{n}01") for n in (1, 2, 3)]
    snapshots = [(await desk.read(ticket)).json()["snapshot"] for ticket in tickets]
    assert all(Flag.GROUP in one["flags"] for one in snapshots)
    assert {one["case"] for one in snapshots} == {case_id(tickets[0])}
    case = [event.type for event in desk.facts(subject_of_case(case_id(tickets[0])))]
    assert case == ["steward.case.opened.v1", "steward.case.joined.v1"]
    assert not [event for event in desk.events(topics.LIFECYCLE) if event.type == "steward.command.refused.v1"]


async def test_one_resident_three_times_is_no_group_d105(desk: Desk) -> None:
    tickets = [await desk.report(f"r-{n}", quarrel()) for n in (1, 2, 3)]
    flags = (await desk.read(tickets[-1])).json()["snapshot"]["flags"]
    assert (Flag.REPEAT in flags, Flag.GROUP in flags) == (True, False)


async def test_three_in_two_days_are_no_group_d105(desk: Desk) -> None:
    for n in (1, 2, 3):
        last = await desk.report(f"r-{n}", quarrel(), unit=f"{n}01")
        desk.clock.advance(timedelta(hours=23))
    assert Flag.GROUP not in (await desk.read(last)).json()["snapshot"]["flags"]


async def test_work_is_spread_by_load_and_a_finished_ticket_is_none_d301(desk: Desk) -> None:
    proposal = leak(subcategory=None)
    got = []
    for n in range(6):
        ticket = await desk.report(f"w-{n}", proposal, unit=f"{n}")
        got.append((await desk.read(ticket)).json()["snapshot"]["assignee"])
    assert (got.count("erik"), got.count("finn")) == (3, 3)
    person = got[-1]
    await desk.send(topics.COMMANDS, subject_of(ticket), c.AcceptTicket(by=person))
    await desk.send(topics.COMMANDS, subject_of(ticket), c.CompleteTicket(by=person, **REMEDIED))
    await desk.settle()
    ticket = await desk.report("w-7", proposal, unit="77")
    assert (await desk.read(ticket)).json()["snapshot"]["assignee"] == person


async def test_what_comes_of_an_imported_ticket_is_imported_too_commands_of_people_are_not(desk: Desk) -> None:
    ticket = ticket_id("web", "old")
    await desk.send(topics.CLASSIFIED, subject_of(ticket), classified(leak(), ticket), Mode.IMPORT)
    await desk.settle()
    assert {event.mode for event in desk.facts(ticket)} == {Mode.IMPORT}
    assert (await desk.read(ticket)).json()["snapshot"]["mode"] == "import"


async def test_a_refused_command_from_the_topic_is_a_fact_and_stops_nothing(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    await desk.send(topics.COMMANDS, subject_of(ticket), c.StartWork(by="erik"))
    await desk.send(topics.COMMANDS, subject_of(ticket), c.AcceptTicket(by="erik"))
    await desk.settle()
    assert [event.type for event in desk.facts(ticket)][3:5] == [
        "steward.command.refused.v1",
        "steward.ticket.accepted.v1",
    ]


async def test_erasure_destroys_the_key_and_tombstones_it_d108(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    await desk.send(topics.COMMANDS, subject_of(ticket), c.EraseTicket(by="hugo"))
    await desk.settle()
    assert [event.type for event in desk.facts(ticket)][3:] == [
        "steward.ticket.erased.v1",
        "steward.ticket.key_destroyed.v1",
    ]
    assert (await desk.keys.get_many([ticket]))[ticket] is None
    (tombstone,) = desk.log.records(topics.KEYS.name)
    assert (tombstone.key, tombstone.value) == (subject_of(ticket).encode(), None)


async def test_an_erasure_is_noted_before_its_tombstone_stands_so_that_intake_sees_it_d108(desk: Desk) -> None:
    """Intake sends a key and looks afterwards: whoever comes second writes the tombstone that counts."""
    ticket = await desk.report("one", leak())
    await desk.send(topics.COMMANDS, subject_of(ticket), c.EraseTicket(by="hugo"))
    await desk.host.drain()
    desk.log.fail_next = 1
    with pytest.raises(Unavailable):
        await desk.host.service.fire_due()
    assert not desk.log.records(topics.KEYS.name)
    assert await desk.keys.erased([ticket]) == {ticket}


async def test_a_crash_between_the_announcement_and_the_key_is_healed_by_whoever_comes_next_d108(
    desk: Desk, redis: Redis, clock: ManualClock
) -> None:
    ticket = await desk.report("one", leak())
    await desk.send(topics.COMMANDS, subject_of(ticket), c.EraseTicket(by="hugo"))
    await desk.host.drain()
    await desk.host.crash()
    assert (await desk.keys.get_many([ticket]))[ticket] is not None
    next_one = await started(redis, desk.log, clock)
    clock.advance(timedelta(minutes=1))
    await next_one.settle()
    assert next_one.facts(ticket)[-1].type == "steward.ticket.key_destroyed.v1"
    assert (await next_one.keys.get_many([ticket]))[ticket] is None
    await next_one.http.aclose()
    await next_one.host.crash()


async def test_what_was_closed_sixty_days_ago_answers_as_before_and_can_be_reopened(desk: Desk, redis: Redis) -> None:
    ticket = await desk.report("one", leak())
    await desk.act(ticket, "withdraw", "token-of-anna")
    before = await desk.read(ticket)
    number = before.json()["snapshot"]["number"]
    [key] = await redis.keys(f"dispatch:*:r:{subject_of(ticket)}")
    assert await desk.host.rest() == 1
    assert await redis.strlen(key) <= 31
    for named in (ticket, number):
        after = await desk.read(named)
        assert (after.json(), after.headers["etag"]) == (before.json(), before.headers["etag"])
    told = len(desk.facts(ticket))
    reopened = await desk.act(ticket, "reopen", "token-of-anna", headers={"If-Match": before.headers["etag"]})
    assert reopened.status_code == 200
    assert [event.sequence for event in desk.facts(ticket)] == list(range(1, reopened.json()["sequence"] + 1))
    assert len(desk.facts(ticket)) > told


async def test_what_was_put_away_can_be_erased_d108(desk: Desk, redis: Redis) -> None:
    ticket = await desk.report("one", leak())
    await desk.act(ticket, "withdraw", "token-of-anna")
    assert await desk.host.rest() == 1
    await desk.send(topics.COMMANDS, subject_of(ticket), c.EraseTicket(by="hugo"))
    await desk.host.drain()
    assert await desk.host.rest(timedelta(days=59)) == 0
    await desk.settle()
    assert desk.facts(ticket)[-1].type == "steward.ticket.key_destroyed.v1"
    assert (await desk.keys.get_many([ticket]))[ticket] is None
    assert await desk.host.rest() == 1
    assert (await desk.read(ticket)).json()["snapshot"]["erased"]


async def test_a_choice_is_published_under_the_address_hmac_d504(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    choice = c.RecordChoice(by="resident", address="+8613900000000", opted_out=True)
    await desk.send(topics.COMMANDS, subject_of(ticket), choice)
    await desk.settle()
    (event,) = desk.events(topics.CHOICES)
    assert event.subject == address_hash(settings().installation_key, "+8613900000000")
    assert desk.log.records(topics.CHOICES.name)[0].key == event.subject.encode()


async def test_a_link_to_a_ticket_that_does_not_exist_is_refused_on_record(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    ghost = "a0000000-0000-5000-8000-000000000007"
    await desk.act(ticket, "link", "token-of-anna", body={"relation": Relation.SAME_MATTER, "other": ghost})
    await desk.settle()
    assert [event.type for event in desk.facts(ghost)] == ["steward.command.refused.v1"]


async def test_an_emptied_redis_is_rebuilt_from_the_topic_rule_3(desk: Desk, redis: Redis, clock: ManualClock) -> None:
    ticket = await desk.report("one", leak())
    before = (await desk.read(ticket)).json()
    await desk.host.crash()
    await redis.flushall()
    next_one = await started(redis, desk.log, clock)
    after = (await next_one.read(ticket)).json()
    assert after == before
    assert (await next_one.act(ticket, "accept")).status_code == 200
    snapshot = next_one.facts(ticket)[-1].data.snapshot  # type: ignore[attr-defined]  # a lifecycle fact
    assert settled(snapshot) == snapshot
    assert len(MASTER) == 32
    await next_one.http.aclose()
    await next_one.host.crash()
