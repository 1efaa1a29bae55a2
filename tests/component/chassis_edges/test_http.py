"""The HTTP edge of every service, asked from outside (D-104)."""

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from chassis.http import serve
from tests.component.chassis_edges.conftest import KEY, Served

PROBLEM = "application/problem+json"


async def test_a_good_request_is_served_with_its_caller_and_key(served: Served) -> None:
    answer = await served.post({"name": "west"})
    assert (answer.status_code, answer.json()) == (201, {"name": "west", "caller": "gate", "key": "k1"})


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"{", 400, "bad_format"),
        (b'{"name": NaN}', 400, "bad_format"),
        (b'{"name": "\xff\xfe"}', 400, "bad_format"),
        (b'{"name": "\\ud800"}', 400, "bad_format"),
        (b'{"name": ' + b"[" * 70 + b"]" * 70 + b"}", 400, "bad_format"),
        (b'{"name": ' + b"[" * 900, 400, "bad_format"),
        (b'{"name": ' + b"9" * 1500 + b"}", 400, "bad_format"),
        (b'{"name": 1e999}', 400, "bad_format"),
        (b'{"name": 5}', 422, "wrong_type"),
        (b"[]", 422, "wrong_type"),
        (b"", 422, "missing"),
        (b'{"name": "x", "colour": 1}', 422, "unknown_field"),
    ],
)
async def test_a_bad_body_is_the_callers_fault_with_a_reason(
    served: Served, body: bytes, status: int, reason: str
) -> None:
    answer = await served.post(body)
    assert answer.headers["content-type"] == PROBLEM
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert [each["reason"] for each in answer.json()["errors"]] == [reason]


async def test_a_wrong_field_is_named_in_the_callers_language(served: Served) -> None:
    hans = await served.post({}, language="zh-CN")
    hant = await served.post({}, language="zh-HK")
    assert hans.json()["errors"] == [{"field": "name", "reason": "missing", "message": "此项必填，请补充。"}]
    assert hant.json()["errors"] == [{"field": "name", "reason": "missing", "message": "此項必填，請補充。"}]


@pytest.mark.parametrize(
    ("language", "detail"),
    [
        ("zh", "请求体不是 UTF-8 编码的 JSON（第 1 行，第 2 列），请更正后重新提交。"),
        ("zh-TW", "請求內容並非 UTF-8 編碼的 JSON（第 1 行，第 2 欄），請更正後重新提交。"),
        ("en-GB", "The body is not JSON in UTF-8 (at line 1, column 2); correct it and send it again"),
    ],
)
async def test_what_is_answered_before_any_route_is_in_the_callers_language_too(
    served: Served, language: str, detail: str
) -> None:
    answer = await served.post(b"{", language=language)
    assert answer.json()["errors"] == [{"field": "", "reason": "bad_format", "message": detail}]


async def test_a_refusal_does_not_quote_what_was_sent(served: Served) -> None:
    answer = await served.post({"name": "west", "unit": "the flat of Mrs Invented"})
    assert answer.status_code == 422
    assert "Invented" not in answer.text


async def test_a_declared_huge_body_is_refused_without_reading_it(served: Served) -> None:
    read: list[bytes] = []

    async def chunks() -> AsyncIterator[bytes]:
        read.append(b"x")
        yield b"x"

    headers = {"content-length": "16001", "content-type": "application/json"}
    answer = await served.client.post("/meters", content=chunks(), headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
    assert read == []


async def test_a_body_that_is_somewhat_too_large_is_heard_out_so_that_its_sender_reads_the_refusal(
    served: Served,
) -> None:
    read: list[bytes] = []

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(3):
            read.append(b"x")
            yield b"x" * 1000

    headers = {"content-length": "3000", "content-type": "application/json"}
    answer = await served.client.post("/meters", content=chunks(), headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)
    assert len(read) == 3


async def test_a_huge_body_in_chunks_is_not_heard_out(served: Served) -> None:
    sent: list[int] = []

    async def chunks() -> AsyncIterator[bytes]:
        for i in range(100):
            sent.append(i)
            yield b"x" * 500

    answer = await served.client.post("/meters", content=chunks(), headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert len(sent) == 33


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/json; charset=gbk", "application/xml"])
async def test_a_body_that_is_not_json_is_refused_by_type(served: Served, content_type: str) -> None:
    answer = await served.post({"name": "west"}, content_type=content_type)
    assert (answer.status_code, answer.headers["accept"]) == (415, "application/json")


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", f"Basic {KEY}", "Bearer \xff"])
async def test_without_a_known_key_nobody_is_let_in(served: Served, authorization: str) -> None:
    answer = await served.client.post(
        "/meters",
        json={"name": "west"},
        headers=[(b"authorization", authorization.encode("latin-1")), (b"idempotency-key", b"k")],
    )
    assert (answer.status_code, answer.headers["content-type"]) == (401, PROBLEM)
    assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_caller_above_its_rate_is_told_when_to_come_back(served: Served) -> None:
    assert [(await served.post({"name": "w"})).status_code for _ in range(4)] == [201, 201, 201, 429]
    late = await served.post({"name": "w"})
    assert (late.headers["retry-after"], late.headers["content-type"]) == ("2", PROBLEM)
    served.clock.advance(timedelta(seconds=2))
    assert [(await served.post({"name": "w"})).status_code for _ in range(2)] == [201, 429]


async def test_a_missing_idempotency_key_is_400_and_a_garbled_one_422(served: Served) -> None:
    headers = {"authorization": f"Bearer {KEY}"}
    missing = await served.client.post("/meters", json={"name": "w"}, headers=headers)
    garbled = await served.post({"name": "w"}, idempotency_key="a b")
    assert (missing.status_code, garbled.status_code) == (400, 422)


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/meters", 405)])
async def test_routing_errors_are_problem_documents(served: Served, method: str, path: str, status: int) -> None:
    answer = await served.client.request(method, path)
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM)
    assert (status == 405) == ("allow" in answer.headers)


async def test_a_problem_raised_by_a_route_keeps_its_headers(served: Served) -> None:
    answer = await served.client.get("/meters/14")
    assert (answer.status_code, answer.headers["etag"], answer.json()["detail"]) == (409, '"3"', "moved on")


async def test_what_nobody_caught_is_500_with_an_instance_and_no_leak(served: Served) -> None:
    answer = await served.client.get("/meters/13")
    assert (answer.status_code, answer.headers["content-type"]) == (500, PROBLEM)
    assert answer.json()["instance"].startswith("urn:uuid:")
    assert "Invented" not in answer.text


async def test_answers_are_counted_by_route_template_never_by_path(served: Served) -> None:
    for path in ("/meters/1", "/meters/2", "/meters/13", "/secret-of-a-resident"):
        await served.client.get(path)
    text = (await served.client.get("/metrics")).text
    assert 'steward_http_requests_total{route="/meters/{number}",status="2xx"} 2.0' in text
    assert 'steward_http_requests_total{route="/meters/{number}",status="5xx"} 1.0' in text
    assert 'steward_http_requests_total{route="unmatched",status="4xx"} 1.0' in text
    assert "secret-of" not in text


async def test_probes_follow_the_health_of_the_process(served: Served) -> None:
    health, now = served.health, served.clock.now()
    assert ((await served.client.get("/health")).status_code, (await served.client.get("/ready")).status_code) == (
        200,
        503,
    )
    health.started = True
    assert (await served.client.get("/ready")).status_code == 200
    health.progress("tickets.received", 3, position=5, highwater=9, now=now)
    served.clock.advance(timedelta(seconds=61))
    stalled = await served.client.get("/health")
    assert stalled.status_code == 503
    assert stalled.json()["errors"][0]["message"].startswith("tickets.received[3] has stood at 5 for 61 s")


async def test_no_page_is_served_that_loads_from_elsewhere(served: Served) -> None:
    assert [(await served.client.get(path)).status_code for path in ("/docs", "/redoc")] == [404, 404]


async def test_every_operation_documents_its_errors_as_problem_documents(served: Served) -> None:
    schema = (await served.client.get("/openapi.json")).json()
    responses = [operation["responses"] for path in schema["paths"].values() for operation in path.values()]
    assert len(responses) == 5
    assert {tuple(each[status]["content"]) for each in responses for status in ("422", "default")} == {(PROBLEM,)}
    assert {"Problem", "FieldError"} <= set(schema["components"]["schemas"])


@pytest.mark.parametrize(
    ("operation", "mode"),
    [
        ("POST /meters", GenerationMode.POSITIVE),
        ("POST /meters", GenerationMode.NEGATIVE),
        ("GET /meters/{number}", GenerationMode.POSITIVE),
        ("GET /meters/{number}", GenerationMode.NEGATIVE),
        ("GET /health", GenerationMode.POSITIVE),
        ("GET /ready", GenerationMode.POSITIVE),
        ("GET /metrics", GenerationMode.POSITIVE),
    ],
)
def test_the_schema_is_true_enough_for_a_fuzzer(served: Served, operation: str, mode: GenerationMode) -> None:
    method, path = operation.split()
    schema = schemathesis.openapi.from_asgi("/openapi.json", served.app)
    asked: list[int] = []

    @given(schema[path][method].as_strategy(generation_mode=mode))
    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def fuzz(case: schemathesis.Case[Any]) -> None:
        served.clock.advance(timedelta(seconds=60))
        answer = case.call(headers={"Authorization": f"Bearer {KEY}"})
        case.validate_response(answer)
        asked.append(answer.status_code)

    served.health.started = True
    fuzz()
    assert set(asked) & {200, 201, 422}, f"only {sorted(set(asked))}"


async def test_a_real_server_starts_on_a_free_port_and_stops_when_told(served: Served) -> None:
    stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve(served.app, "127.0.0.1", 0, stop=stop, listening=port.set_result))
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{await port}/meters/5")
    stop.set()
    await asyncio.wait_for(server, 5)
    assert answer.json() == {"number": 5}


async def test_a_port_in_use_is_told_with_its_cure(served: Served) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port} .*HTTP_PORT"):
            await serve(served.app, "127.0.0.1", port, stop=asyncio.Event())


async def test_a_request_that_never_ends_is_cut_off_at_the_deadline(served: Served) -> None:
    stop, port, asked = asyncio.Event(), asyncio.get_running_loop().create_future(), asyncio.Event()

    @served.app.get("/endless")
    async def endless() -> None:
        asked.set()
        await asyncio.Event().wait()

    deadline = timedelta(seconds=1)
    server = asyncio.create_task(
        serve(served.app, "127.0.0.1", 0, stop=stop, deadline=deadline, listening=port.set_result)
    )
    async with httpx.AsyncClient() as client:
        request = asyncio.create_task(client.get(f"http://127.0.0.1:{await port}/endless", timeout=30))
        await asyncio.wait_for(asked.wait(), 5)
        stop.set()
        await asyncio.wait_for(server, 5)
        with pytest.raises(httpx.HTTPError):
            (await request).raise_for_status()
