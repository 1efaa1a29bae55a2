"""The door for bodies: too large, of the wrong type, or not JSON is answered before any route sees it."""

from dataclasses import dataclass

import orjson
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chassis.http.detail import Detail
from chassis.http.language import language_of
from chassis.http.problem import Problem
from contracts.vocabulary import RefusalReason

MAX_DEPTH = 64
HEARD_OUT = 8
"""A body of up to so many times the limit is read to its end before it is refused: whoever is still sending when the
connection closes never gets to read the answer.
"""
JSON = "application/json"


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """`max_bytes` of a body, and the media types that are read; a type other than JSON is passed on as it is."""

    max_bytes: int = 1_048_576
    media_types: frozenset[str] = frozenset({JSON})


class BodyGuard:
    """ASGI middleware that reads a body up to its limit, checks it, and plays it to the app."""

    def __init__(self, app: ASGIApp, limits: BodyLimits) -> None:
        self._app = app
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 413, 415 or 400, or let the request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            body = await self._checked(headers, receive)
        except Problem as problem:
            await problem.response(language_of(headers))(scope, receive, send)
            return
        if body is not None:
            await self._app(scope, _playing(body, receive), send)

    async def _checked(self, headers: Headers, receive: Receive) -> bytes | None:
        declared = headers.get("content-length", "0")
        if not declared.isascii() or not declared.isdecimal():
            raise Problem(400, Detail.BAD_LENGTH)
        if len(declared.lstrip("0")) > 18 or int(declared) > HEARD_OUT * self._limits.max_bytes:  # noqa: PLR2004  digits of any real size
            raise self._too_large()
        body = await self._read(receive)
        if body:
            self._check_content(headers.get("content-type", ""), body)
        return body

    async def _read(self, receive: Receive) -> bytes | None:
        """The body; None where its sender has left. Of one that is too large no more than the limit is kept."""
        body, size, more = bytearray(), 0, True
        while more and size <= HEARD_OUT * self._limits.max_bytes:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            chunk = message.get("body", b"")
            size, more = size + len(chunk), message.get("more_body", False)
            if size <= self._limits.max_bytes:
                body += chunk
        if size > self._limits.max_bytes:
            raise self._too_large()
        return bytes(body)

    def _check_content(self, content_type: str, body: bytes) -> None:
        media_type, _, parameters = content_type.partition(";")
        charset = parameters.strip().lower().removeprefix("charset=").strip('"')
        wanted = ", ".join(sorted(self._limits.media_types))
        if media_type.strip().lower() not in self._limits.media_types:
            raise Problem(415, Detail.MEDIA_TYPE, about={"wanted": wanted}, headers={"Accept": wanted})
        if media_type.strip().lower() == JSON:
            if charset not in {"", "utf-8", "utf8"}:
                raise Problem(415, Detail.CHARSET, headers={"Accept": wanted})
            check_json(body)

    def _too_large(self) -> Problem:
        limit = {"limit": self._limits.max_bytes}
        return Problem(413, Detail.TOO_LARGE, about=limit, headers={"Connection": "close"})


def check_json(body: bytes) -> None:
    """Problem 400 unless `body` is JSON: UTF-8, no NaN, no lone surrogates, nested at most 64 deep."""
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise _unreadable(Detail.NOT_JSON, line=error.lineno, column=error.colno) from None
    if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _is_deeper(parsed, MAX_DEPTH):
        raise _unreadable(Detail.TOO_DEEP, limit=MAX_DEPTH)


def _unreadable(detail: Detail, **about: int) -> Problem:
    return Problem(400, detail, about=about, reason=RefusalReason.BAD_FORMAT)


def _is_deeper(parsed: object, limit: int) -> bool:
    level = [parsed]
    for _ in range(limit + 1):
        level = [child for each in level for child in _children(each)]
        if not level:
            return False
    return True


def _children(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _playing(body: bytes, receive: Receive) -> Receive:
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def play() -> Message:
        return messages.pop() if messages else await receive()

    return play
