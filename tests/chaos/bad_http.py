"""HTTP requests that nobody should send: whole ones, and bytes that are hardly HTTP."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tests.chaos import estate
from tests.chaos.bad_records import JUNK

AUTHORISED: Final = {"authorization": b"Bearer demo-call-centre", "content-type": b"application/json"}
NOBODY: Final = "00000000-0000-4000-8000-000000000bad"
SOUND: Final = {"id": "bad-http", "site": estate.site(0), "channel": "web", "text": "楼道灯不亮了。", "place": "北门"}


@dataclass(frozen=True, slots=True)
class Call:
    """One request by the name of its fault. `may_pass`: junk that may, after all, be a sound request."""

    fault: str
    service: str
    method: str
    path: str
    content: bytes = b""
    headers: dict[str, bytes] = field(default_factory=dict)
    may_pass: bool = False


def bad_calls(chance: random.Random, mutants: int) -> list[Call]:
    """All kinds, then so many mutants of a sound request."""
    calls = [*_bodies("intake", "/v1/requests"), *_bodies("intake", "/v1/requests:batch")]
    calls += [*_bodies("dispatch", f"/v1/tickets/{NOBODY}/accept"), *_headers(), *_numbers(), *_places()]
    return calls + [_mutant(chance, n) for n in range(mutants)]


def _bodies(service: str, path: str) -> Iterator[Call]:
    for fault, content in {
        "no body": b"",
        "no JSON": b"{'id': 1}",
        "JSON cut off": b'{"id": "',
        "no UTF-8": b'{"id": "\xff\xfe"}',
        "half a surrogate": b'{"id": "x", "text": "\\ud800"}',
        "null": b"null",
        "a list": b"[]",
        "a number": b"1e999",
        "NaN": b'{"id": NaN}',
        "lists 100,000 deep": b"[" * 100_000,
        "objects 1,000 deep": b'{"a":' * 1_000 + b"1" + b"}" * 1_000,
        "two megabytes": b'"' + b"x" * 2_000_000 + b'"',
        "wrong types": b'{"id": 1, "site": [], "text": {}, "requests": "many", "by": 7}',
        "unknown fields": b'{"id": "x", "colour": "red", "requests": [{}], "colour": "blue"}',
    }.items():
        yield Call(
            f"body of {path}: {fault}", service, "POST", path, content, {"idempotency-key": b"bad-1"} | AUTHORISED
        )


def _headers() -> Iterator[Call]:
    sound = json.dumps(SOUND).encode()
    for fault, changed in {
        "no key": {"authorization": b""},
        "unknown key": {"authorization": b"Bearer nobody"},
        "key that is no text": {"authorization": b"Bearer \xff\xfe"},
        "another scheme": {"authorization": b"Basic ZGVtbzpkZW1v"},
        "wrong content type": {"content-type": b"text/plain"},
        "content type that is no text": {"content-type": b"\xff/\xfe"},
        "another charset": {"content-type": b"application/json; charset=utf-16"},
        "another id in the header": {"idempotency-key": b"another"},
        "endless id": {"idempotency-key": b"x" * 30_000},
        "unknown mode": {"steward-mode": b"maybe"},
        "import by who may not": {"steward-mode": b"import"},
    }.items():
        yield Call(f"header: {fault}", "intake", "POST", "/v1/requests", sound, AUTHORISED | changed)
    for value in (b"yes", b'"-1"', b'"1e9"', b"\xff", b'"' + b"9" * 40 + b'"'):
        headers = AUTHORISED | {"if-match": value, "idempotency-key": b"bad-2"}
        yield Call(
            f"If-Match {value[:12]!r}", "dispatch", "POST", f"/v1/tickets/{NOBODY}/accept", b'{"by": "x"}', headers
        )


def _numbers() -> Iterator[Call]:
    """Register numbers that were never given: wrong check character, wrong letters, wrong script, or just invented."""
    wrong = ("AAAAAAAAAA", "0000000001", "21J1562Q6Y", "UUUUUUUUUU", "１２３４５６７８９０", "21J-156-2Q6X-0")
    for number in (*wrong, "%00" * 10, "..%2f" * 4):
        yield Call(f"number {number[:14]}", "dispatch", "GET", f"/v1/tickets/{number}", headers=AUTHORISED)
    for ticket in (NOBODY, "not-a-ticket", "%ff%fe" * 6, "x" * 5_000):
        yield Call(f"clocks of {ticket[:14]}", "sla-monitor", "GET", f"/v1/tickets/{ticket}/clocks", headers=AUTHORISED)


def _places() -> Iterator[Call]:
    for service in ("intake", "classifier", "dispatch", "sla-monitor", "notifier"):
        yield Call(f"{service}: no such path", service, "GET", "/v1/nothing/../%2e%2e/etc")
        yield Call(f"{service}: no such method", service, "DELETE", "/health")


def _mutant(chance: random.Random, n: int) -> Call:
    body: dict[str, Any] = SOUND | {"id": f"bad-http-{n}", "reporter": {"name": "林测试", "phone": "+8619900007777"}}
    holder = body["reporter"] if chance.random() < 1 / 4 else body
    name = chance.choice([*holder, "occurred_at", "about", "taken_by", "language"])
    holder[name] = chance.choice(JUNK)
    content = json.dumps(body).encode()
    return Call(f"{name} is {holder[name]!r:.40}", "intake", "POST", "/v1/requests", content, AUTHORISED, may_pass=True)


_POST: Final = b"POST /v1/requests HTTP/1.1\r\nHost: x\r\n"
RAW: Final[dict[str, bytes]] = {
    "no HTTP at all": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a method nobody knows": b"FETCH /v1/requests HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header name that is no text": _POST + b"\xff\xfe: 1\r\nContent-Length: 0\r\n\r\n",
    "a length that is no number": _POST + b"Content-Length: many\r\n\r\n",
    "a length below nothing": _POST + b"Content-Length: -1\r\n\r\n",
    "two lengths": _POST + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "chunks that are none": _POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
    "an endless header": b"GET /health HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
}
"""Bytes that are hardly HTTP, sent over a bare socket."""
