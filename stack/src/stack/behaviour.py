"""How a stand-in provider behaves for the next requests, told over HTTP, so that failures can be played at will."""

from enum import StrEnum
from typing import Annotated

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Mode(StrEnum):
    """`ambiguous` takes the message and drops the connection unanswered; `reset` drops it without taking anything."""

    OK = "ok"
    FAIL = "fail"
    THROTTLE = "throttle"
    DELAY = "delay"
    AMBIGUOUS = "ambiguous"
    RESET = "reset"


class Behaviour(BaseModel):
    """`count` requests behave so (none: until told otherwise), then all is well again. `seconds` is for delay.

    `code` is the error code that `fail` answers with; without it the provider is simply out of order.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    mode: Mode = Mode.OK
    count: Annotated[int, Field(ge=1)] | None = None
    seconds: Annotated[float, Field(ge=0, le=600)] = 1.0
    code: str | None = None


class Script:
    """The behaviour in force, counted down as requests take it."""

    def __init__(self) -> None:
        self.current = Behaviour()

    def take(self) -> Behaviour:
        """How the request at hand is treated."""
        taken = self.current
        if taken.count is not None:
            left = taken.count - 1
            self.current = taken.model_copy(update={"count": left}) if left else Behaviour()
        return taken

    async def told(self, request: web.Request) -> web.Response:
        """`POST /behaviour`: take a new behaviour; 400 says what is wrong with it."""
        try:
            self.current = Behaviour.model_validate_json(await request.read())
        except ValidationError as error:
            reasons = [f"{'.'.join(map(str, one['loc'])) or 'body'}: {one['msg']}" for one in error.errors()]
            return web.json_response({"errors": reasons}, status=400)
        return await self.asked(request)

    async def asked(self, _: web.Request) -> web.Response:
        """`GET /behaviour`."""
        return web.json_response(self.current.model_dump())


def drop(request: web.Request) -> web.Response:
    """Cut the connection; the response returned has nobody left to read it."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
