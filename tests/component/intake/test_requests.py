"""One request over HTTP: number, sealing, identity, refusals (D-102…D-104, D-108, D-109)."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from chassis.keys import Keys
from contracts import topics
from contracts.facts import KeyIssued, RequestReceived
from contracts.ids import subject_of, ticket_id
from contracts.register_number import derive, parse
from contracts.requests import Report
from contracts.sealing import open_part, unwrap_key
from contracts.vocabulary import Audience, MessageChannel, Mode
from tests.component.intake.conftest import LEAK, MASTER, NOW, Desk

PROBLEM = "application/problem+json"


def received(desk: Desk) -> list[RequestReceived]:
    return [event.data for event in desk.events(topics.RECEIVED) if isinstance(event.data, RequestReceived)]


async def test_a_request_becomes_a_ticket_with_a_number_at_once(desk: Desk) -> None:
    answer = await desk.post(LEAK)
    body = answer.json()
    assert answer.status_code == 201
    assert body["ticket"] == ticket_id("call-centre", "cc-1")
    assert parse(body["number"]) == body["number"]  # D-103: with its check digit
    assert body["answer_by"] == "2026-03-03T01:00:00Z"  # D-402: 24 h on the clock
    assert [event.subject for event in desk.events(topics.RECEIVED)] == [subject_of(body["ticket"])]


async def test_the_report_travels_sealed_and_its_key_beside_it(desk: Desk) -> None:
    ticket = (await desk.post(LEAK)).json()["ticket"]
    issued, (fact,) = desk.events(topics.KEYS)[0].data, received(desk)
    assert isinstance(issued, KeyIssued)
    key = unwrap_key(MASTER, issued.wrapped, subject_of(ticket))
    handlers = open_part(Report, key, subject_of(ticket), Audience.HANDLERS, fact.sealed)
    resident = open_part(Report, key, subject_of(ticket), Audience.RESIDENT, fact.sealed)
    assert handlers.reporter is not None
    assert (handlers.reporter.phone, handlers.unit, handlers.taken_by) == ("+8613812345678", "1201室", "zhou-min")
    assert (resident.text, resident.taken_by, resident.forwarded_by) == (LEAK["text"], None, None)


async def test_nothing_personal_stands_in_the_open_on_kafka_or_in_redis(desk: Desk) -> None:
    await desk.post(LEAK)
    records = [record for topic in (topics.KEYS, topics.RECEIVED) for record in desk.log.records(topic.name)]
    everything = b"".join((record.value or b"") + b"".join(value for _, value in record.headers) for record in records)
    for name in await desk.redis.keys("*"):
        if name in (b"intake:whole", b"keys:whole"):  # the only hashes: a run_id and a moment
            continue
        everything += repr((name, await desk.redis.get(name))).encode()
    for word in ("林知夏", "1201室", "漏水", "12345678"):
        written = (word.encode(), json.dumps(word)[1:-1].encode(), repr(word.encode())[2:-1].encode())
        assert not any(one in everything for one in written)


async def test_what_is_public_are_ids_closed_words_and_instants(desk: Desk) -> None:
    await desk.post(LEAK | {"building": "3号楼", "occurred_at": "2026-03-02T06:30:00+08:00"})
    (fact,) = received(desk)
    assert (fact.site, fact.building, fact.source, fact.owner) == ("sh-lanting", "B03", "call-centre", "zhou-min")
    assert (fact.anonymous, fact.reachable_by) == (False, (MessageChannel.SMS,))
    assert (fact.received_at, fact.occurred_at) == (NOW, NOW - timedelta(hours=2, minutes=30))


async def test_the_same_request_again_is_the_same_ticket_with_the_same_answer(desk: Desk) -> None:
    first = await desk.post(LEAK)
    desk.clock.advance(timedelta(hours=3))
    reordered = dict(reversed(LEAK.items()))
    again = await desk.post(reordered)
    assert (first.status_code, again.status_code, again.json()) == (201, 200, first.json())  # D-104
    records = desk.log.records(topics.RECEIVED.name)
    assert len({(tuple(record.headers), record.value) for record in records}) == 1


async def test_the_same_id_with_another_body_is_refused_and_changes_nothing(desk: Desk) -> None:
    await desk.post(LEAK)
    answer = await desk.post(LEAK | {"text": "别的事情"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert [(e["field"], e["reason"]) for e in answer.json()["errors"]] == [("id", "different_body")]
    assert len(desk.log.records(topics.RECEIVED.name)) == 1


async def test_two_callers_may_use_the_same_id(desk: Desk) -> None:
    one, other = await desk.post(LEAK), await desk.post(LEAK, key="demo-web-form")
    assert (one.status_code, other.status_code) == (201, 201)
    assert one.json()["ticket"] != other.json()["ticket"]


async def test_thirty_double_clicks_at_once_are_one_ticket(desk: Desk) -> None:
    answers = await asyncio.gather(*(desk.post(LEAK) for _ in range(30)))
    assert sorted(answer.status_code for answer in answers) == [200] * 29 + [201]
    assert len({answer.text for answer in answers}) == 1
    assert len({record.value for record in desk.log.records(topics.RECEIVED.name)}) == 1


async def test_a_number_that_is_taken_gives_the_next_one(desk: Desk) -> None:
    ticket = ticket_id("call-centre", "cc-1")
    key = desk.settings.installation_key
    await desk.redis.set(f"intake:number:{derive(key, ticket)}", "another ticket")
    first = (await desk.post(LEAK)).json()["number"]
    assert first == derive(key, ticket, 1)
    assert (await desk.post(LEAK)).json()["number"] == first


@pytest.mark.parametrize("survives", ["number", "number and key", "all but the messages"])
async def test_after_a_crash_at_any_point_doing_it_again_gives_the_same(desk: Desk, survives: str) -> None:
    before = (await desk.post(LEAK)).json()
    published = desk.log.records(topics.RECEIVED.name)[0].value
    if survives != "all but the messages":
        await desk.redis.delete(f"intake:id:{before['ticket']}")
    if survives == "number":
        await desk.redis.delete(f"keys:{before['ticket']}")
    again = await desk.post(LEAK)
    assert again.json() == before
    assert (again.status_code == 200) == (survives == "all but the messages")
    same = desk.log.records(topics.RECEIVED.name)[1].value == published
    assert same == (survives != "number")  # a key that nobody has seen may be another one


async def test_a_repetition_never_gives_an_erased_ticket_a_new_key(desk: Desk) -> None:
    before = (await desk.post(LEAK)).json()
    await desk.redis.delete(f"keys:{before['ticket']}")  # D-108: erased
    again = await desk.post(LEAK)
    assert (again.status_code, again.json()) == (200, before)
    assert not await desk.redis.exists(f"keys:{before['ticket']}")
    assert (len(desk.log.records(topics.KEYS.name)), len(desk.log.records(topics.RECEIVED.name))) == (1, 1)


async def test_a_repetition_sends_no_key_that_only_this_process_remembers_d108(desk: Desk) -> None:
    ticket = (await desk.post(LEAK)).json()["ticket"]
    await desk.post(LEAK)  # looks the key up
    await Keys(desk.redis, desk.settings.master_key, desk.clock).erase(ticket)
    await desk.post(LEAK)
    assert len(desk.log.records(topics.KEYS.name)) == 2


async def test_claims_live_as_long_as_the_estate_says(desk: Desk) -> None:
    body = (await desk.post(LEAK)).json()
    days = {
        await desk.redis.ttl(name) // 86_400
        for name in (f"intake:id:{body['ticket']}", f"intake:number:{body['number']}")
    }
    assert days <= {399, 400}


async def test_only_an_operator_may_import_and_the_mode_travels(desk: Desk) -> None:
    refused = await desk.post(LEAK, steward_mode="import")
    taken = await desk.post(LEAK, key="demo-operator", steward_mode="import")
    strange = await desk.post(LEAK, steward_mode="shadow")
    assert (refused.status_code, taken.status_code, strange.status_code) == (403, 201, 422)
    assert [event.mode for event in desk.events(topics.RECEIVED)] == [Mode.IMPORT]


async def test_a_member_of_staff_sends_with_their_token_and_is_the_owner(desk: Desk) -> None:
    body = {name: value for name, value in LEAK.items() if name != "taken_by"}
    answer = await desk.post(body | {"channel": "front_desk"}, key="demo-zhou-min")
    elsewhere = await desk.post(body | {"site": "hk-harbour"}, key="demo-zhou-min")
    assert (answer.status_code, elsewhere.status_code) == (201, 403)
    assert [(fact.owner, fact.source) for fact in received(desk)] == [("zhou-min", "staff.zhou-min")]  # D-106


@pytest.mark.parametrize(
    ("changes", "headers", "status"),
    [
        ({}, {"authorization": "Bearer nobody"}, 401),
        ({"site": "sh-lanting"}, {"authorization": "Bearer demo-harbour-app"}, 403),
        ({"site": "nowhere"}, {"authorization": "Bearer demo-harbour-app"}, 403),
        ({"id": None}, {}, 422),
        ({"id": ...}, {}, 400),
        ({"id": ...}, {"idempotency-key": "a b"}, 422),
        ({}, {"idempotency-key": "another"}, 400),
        ({"id": ...}, {"idempotency-key": "cc-1"}, 201),
        ({}, {"idempotency-key": "cc-1"}, 201),
        ({"site": "nowhere"}, {}, 422),
        ({"colour": "red"}, {}, 422),
        ({"text": "x" * 1_100_000}, {}, 413),
    ],
)
async def test_who_may_not_or_what_is_wrong_is_answered_as_a_problem(
    desk: Desk, changes: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    body = {name: value for name, value in (LEAK | changes).items() if value is not ...}
    answer = await desk.post(body, **headers)
    assert answer.status_code == status
    assert (answer.headers["content-type"] == PROBLEM) == (status != 201)
    assert "林知夏" not in answer.text


async def test_a_body_that_is_no_json_object_is_refused(desk: Desk) -> None:
    bodies = {"text/plain": b"hello", "application/json": b"{"}
    head = {"authorization": "Bearer demo-call-centre", "idempotency-key": "k"}
    answers = [
        await desk.client.post("/v1/requests", content=content, headers=head | {"content-type": kind})
        for kind, content in bodies.items()
    ]
    empty = await desk.client.post("/v1/requests", headers=head)
    listed = await desk.post([], idempotency_key="k")
    assert [answer.status_code for answer in (*answers, empty, listed)] == [415, 400, 400, 422]


async def test_refusals_name_every_field_in_the_language_of_the_header_or_of_the_request(desk: Desk) -> None:
    wrong = LEAK | {"colour": "red", "channel": "pigeon", "language": "zh-Hant"}
    header = (await desk.post(wrong, accept_language="en")).json()["errors"]
    own = (await desk.post(wrong | {"reporter": {}}, accept_language="")).json()["errors"]
    assert {(e["field"], e["reason"]) for e in header} == {("colour", "unknown_field"), ("channel", "not_in_set")}
    assert "suggestion_box" in next(e["message"] for e in header if e["field"] == "channel")
    assert next(e["message"] for e in own if e["field"] == "colour") == "沒有這個欄位，請刪除或核對欄位名稱。"


async def test_a_caller_above_its_rate_is_told_when_to_come_back(desk_of_one_call: Desk) -> None:
    first, second = [await desk_of_one_call.post(LEAK) for _ in range(2)]
    assert (first.status_code, second.status_code, second.headers["retry-after"]) == (201, 429, "1")


async def test_without_redis_nothing_is_promised(desk_without_redis: Desk) -> None:
    answer = await desk_without_redis.post(LEAK)
    assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM)
    assert int(answer.headers["retry-after"]) > 0
    assert desk_without_redis.log.records(topics.RECEIVED.name) == []


async def test_outcomes_are_counted_by_door(desk: Desk) -> None:
    for body in (LEAK, LEAK, LEAK | {"site": "nowhere"}):
        await desk.post(body)
    for outcome in ("registered", "repeated", "refused"):
        assert await desk.metric(f'steward_requests_total{{door="http",outcome="{outcome}"}}') == 1
