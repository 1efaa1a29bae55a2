"""Dispatch over HTTP: one door, clear answers (rules 5 and 8, D-303)."""

from typing import Any

import pytest

from contracts.register_number import pretty
from tests.component.dispatch.conftest import Desk
from tests.unit.dispatch.play import leak


async def test_a_ticket_is_read_by_its_id_and_by_its_number_as_somebody_would_write_it_d103(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    answer = await desk.read(ticket)
    assert answer.status_code == 200
    found = answer.json()
    assert (found["ticket"], found["sequence"], answer.headers["etag"]) == (ticket, 3, '"3"')
    assert (found["snapshot"]["state"], found["snapshot"]["assignee"]) == ("assigned", "erik")
    by_number = await desk.read(pretty(found["snapshot"]["number"]).lower())
    assert by_number.json() == found


async def test_who_has_the_newest_already_is_told_so(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    answer = await desk.read(ticket, **{"If-None-Match": '"3"'})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_an_action_is_decided_published_and_then_answered_with_its_facts(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    answer = await desk.act(ticket, "accept", headers={"If-Match": '"3"'})
    assert answer.status_code == 200
    assert answer.json() == {
        "ticket": ticket,
        "sequence": 5,
        "facts": [
            {"type": "steward.ticket.accepted.v1", "sequence": 4},
            {"type": "steward.work_order.accepted.v1", "sequence": 5},
        ],
    }
    assert answer.headers["etag"] == '"5"'
    assert [event.type for event in desk.facts(ticket)][-2:] == [fact["type"] for fact in answer.json()["facts"]]


async def test_the_same_key_again_has_the_same_answer_and_leaves_no_second_trace(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    first = await desk.act(ticket, "accept", key="mine")
    again = await desk.act(ticket, "accept", key="mine")
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(desk.facts(ticket)) == 5


async def test_another_callers_same_key_is_another_request(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    await desk.act(ticket, "accept", key="mine")
    other = await desk.act(ticket, "flag", "token-of-anna", key="mine", body={"add": ["safety"]})
    assert [fact["type"] for fact in other.json()["facts"]] == ["steward.ticket.flagged.v1"]


ELSEWHERE = {"department": "b-order", "assignee": "nobody"}
REFUSALS: list[tuple[str, dict[str, Any], int, str]] = [
    ("no such ticket", {"ticket": "a0000000-0000-5000-8000-000000000009"}, 404, "unknown_ticket"),
    ("no such number", {"ticket": "0000000000"}, 404, "unknown_ticket"),
    ("not a number at all", {"ticket": "nonsense-nonsense"}, 404, "unknown_ticket"),
    ("no token", {"token": "nobodys"}, 401, ""),
    ("another site's person", {"token": "token-of-zeno"}, 403, "site_not_yours"),
    ("not the assignee", {"token": "token-of-anna"}, 409, "not_assignee"),
    ("no key", {"key": ""}, 400, "missing"),
    ("stale", {"headers": {"If-Match": '"2"'}}, 409, "stale_sequence"),
    ("an If-Match that is none", {"headers": {"If-Match": "now"}}, 422, "bad_format"),
    ("in somebody else's name", {"body": {"by": "anna"}}, 403, "wrong_role"),
    ("an unknown field", {"body": {"colour": "red"}}, 422, "unknown_field"),
    ("too early", {"action": "start"}, 409, "wrong_state"),
    ("wrong role", {"action": "record-beyond-powers", "body": {"text": "超出权限"}}, 403, "wrong_role"),
    ("not offered", {"action": "approve-quote"}, 409, "not_offered"),
    ("no such action", {"action": "dance"}, 404, ""),
    ("a person who does not exist", {"action": "transfer", "body": ELSEWHERE}, 409, "unknown_person"),
    ("as a system", {"token": "key-of-desk-system", "body": {"by": "system"}}, 403, "wrong_role"),
    ("for nobody", {"token": "key-of-desk-system"}, 403, "wrong_role"),
]


DECIDED = {
    "not the assignee",
    "stale",
    "too early",
    "wrong role",
    "not offered",
    "a person who does not exist",
}
"""Those that reached the ticket; the others were turned away before."""


@pytest.mark.parametrize(("case", "request_", "status", "reason"), REFUSALS, ids=[one[0] for one in REFUSALS])
async def test_a_refusal_says_why_and_where_the_ticket_stands(
    desk: Desk, case: str, request_: dict[str, Any], status: int, reason: str
) -> None:
    ticket = await desk.report("one", leak())
    action, asked = request_.get("action", "accept"), request_.get("ticket", ticket)
    token = request_.get("token", "token-of-erik")
    rest = {name: value for name, value in request_.items() if name in ("key", "headers", "body")}
    answer = await desk.act(asked, action, token, **rest)
    assert answer.status_code == status, (case, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert reason == "" or answer.json()["errors"][0]["reason"] == reason
    assert answer.headers.get("etag") == ('"3"' if case in DECIDED else None)
    assert len(desk.facts(ticket)) == 3


@pytest.mark.parametrize(
    ("language", "of_the_version", "of_the_number"),
    [
        ("zh-CN", "工单已有变动（现为第 3 步），请重新读取后再决定。", "最后一位与前面不符"),
        ("zh-HK", "工單已有變動（現為第 3 步），請重新讀取後再決定。", "最後一個字元與其他不符"),
        ("en", "The ticket is at sequence 3 and not where you decided", "the last character does not fit"),
    ],
)
async def test_a_refusal_is_in_the_language_of_whoever_asked_d109(
    desk: Desk, language: str, of_the_version: str, of_the_number: str
) -> None:
    ticket = await desk.report("one", leak())
    stale = await desk.act(ticket, "accept", headers={"If-Match": '"2"', "Accept-Language": language})
    mistyped = await desk.act("0000000001", "accept", headers={"Accept-Language": language})
    assert of_the_version in stale.json()["detail"]
    assert stale.json()["errors"][0]["message"] == stale.json()["detail"]
    assert of_the_number in mistyped.json()["detail"]


async def test_a_web_form_acts_for_the_resident_only(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    said = await desk.act(ticket, "add-information", "key-of-web", body={"text": "晚上都在家"})
    assert said.status_code == 200
    assert desk.facts(ticket)[-1].data.by == "resident"  # type: ignore[attr-defined]  # it is an act
    assert (await desk.act(ticket, "accept", "key-of-web", body={"by": "erik"})).status_code == 403


async def test_an_integrators_system_acts_for_a_member_of_the_staff_it_names(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    answer = await desk.act(ticket, "accept", "key-of-desk-system", body={"by": "erik"})
    assert answer.status_code == 200
    assert desk.facts(ticket)[-1].data.by == "erik"  # type: ignore[attr-defined]  # it is an act


async def test_while_kafka_is_away_the_caller_is_told_when_to_ask_again(desk: Desk) -> None:
    ticket = await desk.report("one", leak())
    desk.log.fail_next = 1
    answer = await desk.act(ticket, "accept", key="once")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    again = await desk.act(ticket, "accept", key="once")
    assert (again.status_code, len(again.json()["facts"])) == (200, 2)
    assert len(desk.facts(ticket)) == 5


async def test_every_action_is_in_the_openapi_document(desk: Desk) -> None:
    paths = (await desk.http.get("/openapi.json")).json()["paths"]
    assert {"/v1/tickets/{ticket}", "/v1/tickets/{ticket}/accept", "/v1/tickets/{ticket}/issue-work-order"} <= set(
        paths
    )
    assert "/v1/tickets/{ticket}/open-case" not in paths
    body = paths["/v1/tickets/{ticket}/decline"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert body["$ref"].endswith("DeclineTicketBody")
