"""Many requests in one call: an answer each, in order (D-101, D-104, D-109)."""

from typing import Any

import pytest

from contracts import topics
from tests.component.intake.conftest import LEAK, Desk

BATCH = "/v1/requests:batch"


async def test_each_request_has_its_own_answer_in_order(desk: Desk) -> None:
    bodies = [
        LEAK | {"id": "a"},
        LEAK | {"id": "b", "site": "nowhere"},
        LEAK | {"id": "a"},
        "no request",
        LEAK | {"id": "c"},
        LEAK | {"id": "a", "text": "别的事情"},
    ]
    answer = await desk.post({"requests": bodies}, BATCH)
    items = answer.json()["requests"]
    assert (answer.status_code, [item["status"] for item in items]) == (200, [201, 422, 200, 422, 201, 422])
    assert [item.get("id") for item in items] == ["a", "b", "a", None, "c", "a"]
    assert (items[0]["ticket"], items[0]["number"]) == (items[2]["ticket"], items[2]["number"])
    assert [items[n]["errors"][0]["reason"] for n in (1, 3, 5)] == ["unknown_site", "wrong_type", "different_body"]
    assert len({event.subject for event in desk.events(topics.RECEIVED)}) == 2


async def test_sites_are_checked_one_by_one_and_each_speaks_its_own_language(desk: Desk) -> None:
    bodies = [
        LEAK | {"id": "a", "language": "zh-Hant", "reporter": {}},
        {"id": "b", "site": "hk-harbour", "language": "en"},
    ]
    answer = await desk.post({"requests": bodies}, BATCH, key="demo-harbour-app", accept_language="")
    items = answer.json()["requests"]
    assert [item["status"] for item in items] == [403, 422]
    assert items[0]["errors"][0]["message"] == "你的密鑰無權為該項目提交個案，請聯絡管理員。"
    assert {e["message"] for e in items[1]["errors"]} == {"This field is required; add it."}


async def test_five_hundred_are_taken_and_five_hundred_and_one_are_not(desk: Desk) -> None:
    plain = {name: value for name, value in LEAK.items() if name in {"site", "channel", "text"}}
    bodies = [plain | {"id": f"r{n}"} for n in range(501)]
    answer = await desk.post({"requests": bodies[:500]}, BATCH)
    assert [item["status"] for item in answer.json()["requests"]] == [201] * 500
    too_many = await desk.post({"requests": bodies}, BATCH)
    assert (too_many.status_code, too_many.json()["errors"][0]["reason"]) == (422, "too_long")
    assert len({event.subject for event in desk.events(topics.RECEIVED)}) == 500


@pytest.mark.parametrize(
    ("body", "field", "reason"),
    [
        ([], "", "wrong_type"),
        ({}, "requests", "missing"),
        ({"requests": {}}, "requests", "wrong_type"),
        ({"requests": []}, "requests", "empty"),
        ({"requests": [LEAK], "mode": "import"}, "mode", "unknown_field"),
    ],
)
async def test_a_batch_that_is_none_is_refused_whole(desk: Desk, body: Any, field: str, reason: str) -> None:
    answer = await desk.post(body, BATCH)
    assert answer.status_code == 422
    assert [(e["field"], e["reason"]) for e in answer.json()["errors"]] == [(field, reason)]
    assert desk.log.records(topics.RECEIVED.name) == []
