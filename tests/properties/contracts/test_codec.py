"""Whatever bytes arrive, the codec answers with an event or with `Unreadable`, never with anything else (D-109)."""

import json
import re
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from contracts.cloudevents import Event, Headers, Unreadable, decode, encode
from contracts.examples import all_examples
from contracts.vocabulary import DeadReason, Mode

EXAMPLES = all_examples()
ENCODED = {name: encode(event) for name, event in EXAMPLES.items()}
TYPES = sorted(EXAMPLES)
HEADER_NAMES = sorted({name for headers, _ in ENCODED.values() for name, _ in headers})
WORDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=60)
HARD_TEXTS = (
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59-23:59",
    "2026-03-02T01:30:60Z",
    "P" + "9" * 30 + "D",
    "-P999999999DT1S",
    "\ud800",
    "\x00",
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=20,
)


def _answers(headers: list[tuple[str, bytes | None]], value: bytes | None, *, tolerant: bool = False) -> None:
    answer = _answer(headers, value, tolerant=tolerant)
    if isinstance(answer, Unreadable):
        assert answer.reason in DeadReason
        assert len(answer.message) < 2_000


def _answer(headers: list[tuple[str, bytes | None]], value: bytes | None, *, tolerant: bool) -> Event | Unreadable:
    try:
        return decode(headers, value, tolerant=tolerant)
    except Unreadable as refused:  # the one exception that is an answer; any other fails the test
        return refused


@settings(deadline=None)
@given(
    headers=st.lists(
        st.tuples(st.sampled_from(HEADER_NAMES) | st.text(max_size=20), st.none() | st.binary(max_size=60)), max_size=20
    ),
    value=st.none() | st.binary(max_size=200),
    tolerant=st.booleans(),
)
def test_any_headers_and_any_bytes_get_an_answer(
    headers: list[tuple[str, bytes | None]], value: bytes | None, *, tolerant: bool
) -> None:
    _answers(headers, value, tolerant=tolerant)


@settings(deadline=None)
@given(name=st.sampled_from(TYPES), value=st.binary(max_size=300))
def test_any_bytes_under_good_headers_get_an_answer(name: str, value: bytes) -> None:
    _answers([*ENCODED[name][0]], value)


@settings(deadline=None)
@given(name=st.sampled_from(TYPES), body=JSON)
def test_any_json_under_good_headers_gets_an_answer(name: str, body: object) -> None:
    _answers([*ENCODED[name][0]], json.dumps(body).encode())


@settings(deadline=None)
@given(name=st.sampled_from(TYPES), field=st.integers(min_value=0), body=JSON)
def test_any_json_in_any_one_field_gets_an_answer(name: str, field: int, body: object) -> None:
    headers, value = ENCODED[name]
    data = json.loads(value)
    keys = sorted(data)
    data[keys[field % len(keys)]] = body
    _answers([*headers], json.dumps(data).encode())


@settings(deadline=None)
@given(
    name=st.sampled_from(TYPES), field=st.integers(min_value=0), text=st.sampled_from(HARD_TEXTS) | st.text(max_size=40)
)
def test_any_text_in_any_one_string_gets_an_answer(name: str, field: int, text: str) -> None:
    headers, value = ENCODED[name]
    strings = sorted(set(re.findall(rb'"[^"]*"', value)))
    body = value.replace(strings[field % len(strings)], json.dumps(text).encode())
    _answers([*headers], body)


@settings(deadline=None)
@given(name=st.sampled_from(TYPES), place=st.integers(min_value=0), raw=st.none() | st.binary(max_size=40))
def test_any_one_broken_header_gets_an_answer(name: str, place: int, raw: bytes | None) -> None:
    headers: list[tuple[str, bytes | None]] = [*ENCODED[name][0]]
    at = place % len(headers)
    headers[at] = (headers[at][0], raw)
    _answers(headers, ENCODED[name][1])


@settings(deadline=None)
@given(depth=st.integers(min_value=100, max_value=100_000), opening=st.sampled_from([b"[", b'{"a":', b'[{"a":']))
def test_however_deep_the_nesting_there_is_an_answer(depth: int, opening: bytes) -> None:
    _answers([*ENCODED["steward.ticket.assigned.v1"][0]], opening * depth)


@settings(deadline=None)
@given(
    name=st.sampled_from(TYPES),
    words=st.tuples(WORDS, WORDS, WORDS, WORDS),
    subject=st.text(st.characters(codec="utf-8"), min_size=1, max_size=80),
    time=st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    sequence=st.integers(min_value=0, max_value=10**17),
    cause=st.none() | st.integers(min_value=0, max_value=10**17),
    mode=st.sampled_from(Mode),
)
def test_any_event_comes_back_as_it_was(
    name: str,
    words: tuple[str, str, str, str],
    subject: str,
    time: datetime,
    sequence: int,
    cause: int | None,
    mode: Mode,
) -> None:
    event = replace(
        EXAMPLES[name],
        id=words[0],
        source=words[1],
        causation_id=words[2],
        correlation_id=words[3],
        subject=subject,
        time=time,
        sequence=sequence,
        cause_sequence=cause,
        cause_topic=None if cause is None else "tickets.lifecycle",
        mode=mode,
    )
    headers: Headers
    headers, value = encode(event)
    assert decode(headers, value) == event
    assert encode(decode(headers, value)) == (headers, value)
