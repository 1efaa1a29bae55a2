"""Sending a file to intake: order, patience, honesty about who does not answer (D-104, D-109)."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from steward.answers import CommandError, Exit
from steward.request_file import Line
from steward.send import Answer, Target, send_all
from tests.component.steward.intake_stand_in import Body, registered, serving

LINES = [Line(n, {"id": f"r{n % 20}", "n": n}) for n in range(60)]


async def test_answers_come_in_the_file_s_order_whatever_the_requests_order() -> None:
    told: list[Answer] = []
    async with serving(registered) as intake:
        answers = await send_all(Target(intake.url, "key"), LINES, told.append)
    assert [answer.id for answer in answers] == [line.id for line in LINES]
    assert told == answers


async def test_the_same_id_never_overtakes_itself() -> None:
    async with serving(registered) as intake:
        await send_all(Target(intake.url, "key"), LINES, lambda _: None)
    for name in {line.id for line in LINES}:
        arrived = [body["n"] for body in intake.got if body["id"] == name]
        assert arrived == sorted(arrived)


async def test_intake_that_is_busy_or_waits_for_kafka_is_asked_again() -> None:
    def busy_at_first(body: Body, times: int) -> tuple[int, Any, Mapping[str, str]]:
        waits = {1: (503, {"title": "…"}, {"Retry-After": "0"}), 2: (429, {"title": "…"}, {"Retry-After": "0"})}
        return waits.get(times) or registered(body, 1)

    async with serving(busy_at_first) as intake:
        answers = await send_all(Target(intake.url, "key"), LINES[:3], lambda _: None)
    assert [answer.number for answer in answers] == ["N-r0", "N-r1", "N-r2"]
    assert len(intake.got) == 9


async def test_intake_that_stays_busy_is_unreachable() -> None:
    async with serving(lambda _, __: (503, {"title": "…"}, {"Retry-After": "0"})) as intake:
        with pytest.raises(CommandError, match="try later") as given_up:
            await send_all(Target(intake.url, "key"), LINES[:1], lambda _: None)
    assert given_up.value.code is Exit.UNREACHABLE


async def test_nobody_there_is_told_with_the_cure() -> None:
    with pytest.raises(CommandError, match="steward up") as given_up:
        await send_all(Target("http://127.0.0.1:1", "key"), LINES[:1], lambda _: None)
    assert given_up.value.code is Exit.UNREACHABLE


async def test_a_refusal_is_an_answer_and_holds_up_nobody() -> None:
    fault = {"field": "site", "reason": "unknown_site", "message": "There is no such site."}

    def refusing_r1(body: Body, times: int) -> tuple[int, Any, Mapping[str, str]]:
        return (422, {"errors": [fault]}, {}) if body["id"] == "r1" else registered(body, times)

    async with serving(refusing_r1) as intake:
        answers = await send_all(Target(intake.url, "key"), LINES[:3], lambda _: None)
    assert [bool(answer.number) for answer in answers] == [True, False, True]
    assert answers[1].errors == (fault,)


async def test_a_line_that_is_no_json_is_answered_here_and_never_sent() -> None:
    async with serving(registered) as intake:
        answers = await send_all(Target(intake.url, "key"), [Line(4, None, "line 4 is not JSON")], lambda _: None)
    assert answers[0].errors[0]["message"] == "line 4 is not JSON"
    assert intake.got == []


async def test_an_import_says_that_its_requests_are_of_the_past_and_send_does_not() -> None:
    async with serving(registered) as intake:
        await send_all(Target(intake.url, "key", past=True), LINES[:1], lambda _: None)
        await send_all(Target(intake.url, "key"), LINES[1:2], lambda _: None)
    assert [one.get("Steward-Mode") for one in intake.headers] == ["import", None]
    assert intake.headers[0]["Authorization"] == "Bearer key"


async def test_what_is_sent_is_what_stands_in_the_file() -> None:
    body = {"id": "x", "text": "電梯壞咗 🛗", "colour": [1, None]}
    async with serving(registered) as intake:
        await send_all(Target(intake.url, "key"), [Line(1, body)], lambda _: None)
    assert json.dumps(intake.got) == json.dumps([body])
