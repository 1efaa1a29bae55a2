"""One request over HTTP: number, sealing, identity, refusals (D-102…D-104, D-108, D-109)."""

import json

from contracts import topics
from contracts.facts import KeyIssued, RequestReceived
from contracts.ids import subject_of
from contracts.register_number import parse
from contracts.requests import Report
from contracts.sealing import open_part, unwrap_key
from contracts.vocabulary import Audience
from tests.component.intake.conftest import MASTER, Desk

LEAK = {
    "id": "cc-1",
    "site": "sh-lanting",
    "channel": "phone",
    "text": "天花板漏水，滴到床上了",
    "unit": "1201",
    "reporter": {"name": "林知夏", "phone": "138 1234 5678", "language": "zh-Hans"},
    "taken_by": "desk-7",
}


async def test_a_request_becomes_a_ticket_with_a_number_at_once(desk: Desk) -> None:
    answer = await desk.post(LEAK)
    body = answer.json()
    assert answer.status_code == 201
    assert parse(body["number"]) == body["number"]
    assert body["answer_by"] == "2026-03-03T01:00:00Z"
    received = [event for event in desk.events(topics.RECEIVED) if isinstance(event.data, RequestReceived)]
    assert [event.subject for event in received] == [subject_of(body["ticket"])]


async def test_the_report_travels_sealed_and_the_key_beside_it(desk: Desk) -> None:
    ticket = (await desk.post(LEAK)).json()["ticket"]
    issued, received = desk.events(topics.KEYS)[0].data, desk.events(topics.RECEIVED)[0].data
    assert isinstance(issued, KeyIssued)
    assert isinstance(received, RequestReceived)
    key = unwrap_key(MASTER, issued.wrapped, subject_of(ticket))
    handlers = open_part(Report, key, subject_of(ticket), Audience.HANDLERS, received.sealed)
    resident = open_part(Report, key, subject_of(ticket), Audience.RESIDENT, received.sealed)
    assert handlers.reporter is not None
    assert (handlers.reporter.phone, handlers.taken_by) == ("+8613812345678", "desk-7")
    assert (resident.text, resident.taken_by) == (LEAK["text"], None)
    everything = b"".join(
        r.value or b"" for topic in (topics.KEYS, topics.RECEIVED) for r in desk.log.records(topic.name)
    )
    assert not any(word.encode() in everything for word in ("林知夏", "1201", "漏水", "12345678", "desk-7"))
    assert not any(json.dumps(word)[1:-1].encode() in everything for word in ("林知夏", "漏水"))
