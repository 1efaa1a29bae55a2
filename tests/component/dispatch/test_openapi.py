"""Dispatch's OpenAPI document is true: a fuzzer that believes it finds nothing, with all of its checks."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from chassis.http import serve
from tests.component.dispatch.conftest import Desk
from tests.unit.dispatch.play import leak

KEY = {"Authorization": "Bearer token-of-erik"}


@pytest.fixture
async def address(desk: Desk) -> AsyncIterator[str]:
    """Where the app listens: the fuzzer calls from a thread, the app stays in the loop of its Redis connections."""
    stop, port = asyncio.Event(), asyncio.get_running_loop().create_future()
    app = desk.host.service.http
    server = asyncio.create_task(serve(app, "127.0.0.1", 0, stop=stop, listening=port.set_result))
    yield f"http://127.0.0.1:{await port}"
    stop.set()
    await server


@pytest.mark.timeout(400)  # seconds: the machine may be busy with other things
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
async def test_a_fuzzer_finds_nothing(desk: Desk, address: str, mode: GenerationMode) -> None:
    """Half of what it asks is about a ticket that exists."""
    ticket, asked = await desk.report("one", leak()), Counter[int]()
    document = (await desk.http.get("/openapi.json")).json()

    def fuzz() -> None:
        for found in schemathesis.openapi.from_dict(document).get_all_operations():
            assert isinstance(found, Ok), found
            operation = found.ok()
            if "/v1/" not in operation.path:
                continue

            @given(operation.as_strategy(generation_mode=mode))
            @settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
            def ask(case: schemathesis.Case[Any]) -> None:
                if mode is GenerationMode.POSITIVE and sum(asked.values()) % 2:
                    case.path_parameters["ticket"] = ticket
                spoilt = mode is GenerationMode.NEGATIVE and "Authorization" in (case.headers or {})
                answer = case.call(address, headers={} if spoilt else KEY)  # a spoilt key is the fuzzer's own test
                case.validate_response(answer)
                asked[answer.status_code] += 1

            ask()

    await asyncio.to_thread(fuzz)
    wanted = {200, 404, 409} if mode is GenerationMode.POSITIVE else {400, 422}
    assert wanted <= set(asked), dict(asked)
