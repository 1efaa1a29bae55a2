"""A stand-in for intake's HTTP: answers as it is told, and remembers in which order what came."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Body = dict[str, Any]
Answering = Callable[[Body, int], tuple[int, Any, Mapping[str, str]]]
"""From a request and how often its id has come by now to status, body and headers."""


@dataclass(slots=True)
class StandIn:
    """Where it listens, and what it got."""

    answering: Answering
    url: str = ""
    got: list[Body] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        body: Body = await request.json()
        self.got.append(body)
        self.headers.append(dict(request.headers))
        times = sum(one.get("id") == body.get("id") for one in self.got)
        status, said, headers = self.answering(body, times)
        return web.json_response(said, status=status, headers=dict(headers))


@asynccontextmanager
async def serving(answering: Answering) -> AsyncIterator[StandIn]:
    stand_in = StandIn(answering)
    app = web.Application()
    app.add_routes([web.post("/v1/requests", stand_in.answer)])
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stand_in.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield stand_in
    finally:
        await runner.cleanup()


def registered(body: Body, times: int) -> tuple[int, Any, Mapping[str, str]]:
    """As intake answers to a sound request."""
    return (201 if times == 1 else 200), {"ticket": body["id"], "number": f"N-{body['id']}", "answer_by": None}, {}
