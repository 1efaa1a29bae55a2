"""`tickets.requests`: validated as over HTTP, answered on `tickets.receipts`, dead letters (D-101, D-109)."""

import json
from typing import Any

import pytest

from chassis.wire import Message
from contracts import topics
from contracts.cloudevents import Event
from contracts.requests import RequestRefused, RequestRegistered
from contracts.vocabulary import Mode
from tests.component.intake.conftest import LEAK, NOW, Desk
from tests.harness.log import LogRecord

CALLER = ("caller", b"call-centre")
PARTITIONS = range(6)


async def send(desk: Desk, value: object, *headers: tuple[str, bytes], key: bytes | None = b"cc-1") -> None:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    await desk.log.send([Message(topics.REQUESTS.name, key, headers, raw)])


async def handled(desk: Desk) -> None:
    if not desk.host.feed.assignment():
        await desk.host.join(PARTITIONS)
    await desk.host.drain()


def receipts(desk: Desk) -> list[Any]:
    return [event.data for event in desk.events(topics.RECEIPTS)]


def dead(desk: Desk) -> list[LogRecord]:
    return desk.log.records(topics.dead("intake").name)


async def test_plain_json_with_a_caller_becomes_the_ticket_that_http_would_make(desk: Desk) -> None:
    await send(desk, LEAK, CALLER)
    await handled(desk)
    (receipt,) = desk.events(topics.RECEIPTS)
    over_http = await desk.post(LEAK)
    assert isinstance(receipt.data, RequestRegistered)
    assert (over_http.status_code, over_http.json()["ticket"]) == (200, receipt.data.ticket)
    assert over_http.json()["number"] == receipt.data.number
    assert (receipt.subject, dead(desk)) == ("cc-1", [])
    record = desk.log.records(topics.RECEIPTS.name)[0]
    assert (record.key, dict(record.headers)["caller"]) == (b"cc-1", b"call-centre")


async def test_a_redelivered_request_gives_the_same_receipt_and_a_repeated_one_another(desk: Desk) -> None:
    await send(desk, LEAK, CALLER)
    await handled(desk)
    desk.host.feed.committed.clear()
    await desk.host.join(PARTITIONS)
    await handled(desk)
    await send(desk, LEAK, CALLER)
    await handled(desk)
    ids = [event.id for event in desk.events(topics.RECEIPTS)]
    assert len(ids) == 3
    assert len(set(ids)) == 2
    assert len({receipt.number for receipt in receipts(desk)}) == 1


@pytest.mark.parametrize(
    ("body", "headers", "field", "reason"),
    [
        (LEAK | {"site": "nowhere"}, [CALLER], "site", "unknown_site"),
        (LEAK | {"colour": "red"}, [CALLER], "colour", "unknown_field"),
        (LEAK, [("caller", b"office-system")], None, None),
        (LEAK | {"site": "hk-harbour"}, [("caller", b"office-system")], "site", "site_not_yours"),
        (LEAK, [("caller", b"nobody")], "caller", "not_in_set"),
        (LEAK, [], None, None),
        (LEAK, [("ce_source", b"/somewhere/office-system")], None, None),
        (LEAK | {"site": "hk-harbour"}, [("ce_source", b"/office-system")], "site", "site_not_yours"),
        (LEAK, [CALLER, ("ce_mode", b"import")], "", "wrong_role"),
        (b"{", [CALLER], "", "bad_format"),
        ([1], [CALLER], "", "wrong_type"),
    ],
)
async def test_a_request_that_cannot_be_taken_is_answered_with_field_and_reason(
    desk: Desk, body: object, headers: list[tuple[str, bytes]], field: str | None, reason: str | None
) -> None:
    await send(desk, body, *headers)
    await handled(desk)
    (receipt,) = receipts(desk)
    if field is None:
        assert isinstance(receipt, RequestRegistered)
        return
    assert isinstance(receipt, RequestRefused)
    assert [(error.field, error.reason.value) for error in receipt.errors] == [(field, reason)]
    assert desk.events(topics.RECEIVED) == []


@pytest.mark.parametrize(
    ("value", "key", "reason", "answered"),
    [
        (b"{", b"cc-1", "unreadable", True),
        (b"\xff\xfe", b"cc-1", "unreadable", True),
        (b"", b"cc-1", "unreadable", True),
        (b"{", None, "unreadable", False),
        (b"[]", None, "invalid", False),
        (b'{"site": "sh-lanting"}', b"\xff", "invalid", False),
    ],
)
async def test_what_cannot_be_read_is_kept_with_the_reason_and_answered_if_it_has_an_id(
    desk: Desk, value: bytes, key: bytes | None, reason: str, *, answered: bool
) -> None:
    await send(desk, value, CALLER, key=key)
    await send(desk, LEAK | {"id": "next"}, CALLER, key=b"next")
    await handled(desk)
    (letter,) = dead(desk)
    assert (letter.value, dict(letter.headers)["steward_reason"]) == (value, reason.encode())
    assert [type(receipt) for receipt in receipts(desk)].count(RequestRefused) == int(answered)
    assert [type(receipt) for receipt in receipts(desk)].count(RequestRegistered) == 1


async def test_an_id_in_the_key_is_enough(desk: Desk) -> None:
    await send(desk, {name: value for name, value in LEAK.items() if name != "id"}, CALLER, key=b"cc-9")
    await handled(desk)
    assert [event.subject for event in desk.events(topics.RECEIPTS)] == ["cc-9"]
    assert isinstance(receipts(desk)[0], RequestRegistered)


async def test_cloudevents_headers_name_the_cause_and_the_mode(desk: Desk) -> None:
    await send(desk, LEAK, ("caller", b"operator"), ("ce_mode", b"import"), ("ce_id", b"evt-1"))
    await send(desk, LEAK, ("caller", b"operator"), ("ce_mode", b"import"), ("ce_id", b"evt-1"))
    await handled(desk)
    found: list[Event] = desk.events(topics.RECEIPTS)
    assert (len(found), len({event.id for event in found})) == (2, 1)
    assert {event.mode for event in desk.events(topics.RECEIVED)} == {Mode.IMPORT}
    assert desk.events(topics.RECEIVED)[0].time == NOW


async def test_while_kafka_refuses_the_receipts_nothing_is_committed(desk: Desk) -> None:
    await send(desk, LEAK, CALLER)
    desk.log.fail_next = 1
    await handled(desk)
    assert len(receipts(desk)) == 1
    assert desk.log.fail_next == 0
