"""The OpenAPI document is true: a fuzzer that believes it finds nothing, with all of its checks."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from chassis.http import serve
from tests.component.intake.conftest import Desk

KEY = {"Authorization": "Bearer demo-operator"}


@pytest.fixture
async def address(desk: Desk) -> AsyncIterator[str]:
    """Where the app listens: the fuzzer calls from a thread, the app stays in the loop of its Redis connections."""
    stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
    server = asyncio.create_task(serve(desk.app, "127.0.0.1", 0, stop=stop, listening=port.set_result))
    yield f"http://127.0.0.1:{await port}"
    stop.set()
    await server


@pytest.mark.timeout(400)  # seconds: the machine may be busy with other things
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("path", ["/v1/requests", "/v1/requests:batch"])
async def test_a_fuzzer_finds_nothing(desk: Desk, address: str, path: str, mode: GenerationMode) -> None:
    asked: list[int] = []

    def fuzz() -> None:
        schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
        desk.clock.advance(timedelta(days=2))  # the document knows the day; by the hour no pattern can tell

        @given(schema[path]["POST"].as_strategy(generation_mode=mode))
        @settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def ask(case: schemathesis.Case[Any]) -> None:
            if mode is GenerationMode.POSITIVE and isinstance(case.body, dict) and "id" in case.body:
                case.body["id"] = f"fuzz-{len(asked)}"  # no schema can say "an id you have not used before" (D-104)
            desk.clock.advance(timedelta(seconds=60))
            spoilt = mode is GenerationMode.NEGATIVE and "Authorization" in (case.headers or {})
            answer = case.call(headers={} if spoilt else KEY)  # a spoilt key is the fuzzer's own test
            case.validate_response(answer)
            asked.append(answer.status_code)

        ask()

    await asyncio.to_thread(fuzz)
    wanted = {200, 201} if mode is GenerationMode.POSITIVE else {400, 422}
    assert set(asked) & wanted, f"only {sorted(set(asked))}"
