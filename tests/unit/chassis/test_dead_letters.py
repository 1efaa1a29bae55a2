"""Letters, settlements and their fold (rule 7): pure, by table."""

from datetime import UTC, datetime

import pytest

from chassis.dead import Mark, as_message, first_open, letter_of, mark_of, open_letters, settlement, text_headers
from chassis.failures import Rejected
from contracts import topics
from contracts.vocabulary import DeadReason
from tests.harness.log import LogRecord

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
WHY = Rejected(DeadReason.INVALID, "no")


def opened(letter: str, subject: str = "s") -> Mark:
    return Mark(letter, subject, settled=False)


def settled(letter: str, subject: str = "s") -> Mark:
    return Mark(letter, subject, settled=True)


def record(value: bytes | None = b"x", **changes: object) -> LogRecord:
    values = {"topic": "t", "partition": 3, "offset": 7, "timestamp": 0, "key": b"s", "value": value, "headers": []}
    return LogRecord(**(values | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("marks", "left"),
    [
        pytest.param([opened("a"), opened("b")], ["a", "b"], id="oldest first"),
        pytest.param([opened("a"), opened("a")], ["a"], id="written twice is one"),
        pytest.param([opened("a"), opened("b"), settled("a")], ["b"], id="the first settled"),
        pytest.param([opened("a"), settled("a"), settled("a")], [], id="settled twice"),
        pytest.param([settled("a")], [], id="settled before it was known"),
        pytest.param([opened("a"), settled("a"), opened("a")], ["a"], id="dead again"),
    ],
)
def test_open_letters_are_the_fold_of_their_marks(marks: list[Mark], left: list[str]) -> None:
    assert open_letters({}, marks)["s"] == left
    once = open_letters({}, marks)
    assert open_letters(once, marks)["s"] == left, "folding the same stretch again changes nothing"


@pytest.mark.parametrize(
    ("subject", "letter", "turn"),
    [("s", "a", True), ("s", "b", False), ("s", "x", False), ("", "v", True), ("", "u", True)],
)
def test_letters_of_a_subject_are_handled_in_order_and_those_without_one_in_any(
    subject: str, letter: str, *, turn: bool
) -> None:
    assert first_open({"s": ["a", "b"], "": ["u", "v"]}, settled(letter, subject)) is turn


def test_a_letter_keeps_bytes_and_headers_and_says_where_it_came_from() -> None:
    came = record(b"\xff", headers=[("ce_id", b"1"), ("odd", None), ("steward_reason", b"forged")])
    message = as_message("dispatch", letter_of(came, "s", WHY), NOW)
    assert (message.topic, message.key, message.value, message.partition) == ("dead.dispatch", b"s", b"\xff", 3)
    headers = dict(message.headers)
    assert (headers["ce_id"], headers["steward_reason"], headers["steward_offset"]) == (b"1", b"invalid", b"7")
    again = record(b"\xff", topic="dead.dispatch", headers=list(message.headers))
    assert mark_of(again) == opened(letter_of(came, "s", WHY).id)
    assert letter_of(again, "s", WHY).id == letter_of(came, "s", WHY).id


@pytest.mark.parametrize("size", [0, 1_200_000], ids=["small", "too large for a letter"])
def test_a_letter_of_a_record_with_neither_key_nor_value_can_be_sent(size: int) -> None:
    """aiokafka's producer refuses to send nothing at all: the batch would be tried again for ever."""
    came = LogRecord("tickets.classified", 0, 7, 0, None, None, [("x", b"x" * size)])
    message = as_message("dispatch", letter_of(came, "", WHY), NOW)
    assert (message.key, message.value) == (None, b"")


def test_a_settlement_closes_its_letter() -> None:
    message = settlement("dispatch", 3, opened("a"))
    assert mark_of(record(message.value, headers=list(message.headers))) == settled("a")


@pytest.mark.parametrize(
    "came",
    [
        pytest.param(record(b"x" * 5_000_000), id="value"),
        pytest.param(record(headers=[("ce_id", b"x" * 2_000_000)]), id="header"),
        pytest.param(record(key=b"k" * 2_000_000), id="key"),
    ],
)
def test_what_is_too_large_for_a_letter_leaves_one_that_says_where_it_stands(came: LogRecord) -> None:
    subject = (came.key or b"").decode()
    message = as_message("dispatch", letter_of(came, subject, WHY), NOW)
    size = len(message.value or b"") + len(message.key or b"") + sum(len(n) + len(v) for n, v in message.headers)
    assert size < topics.MAX_REQUEST_BYTES
    headers = text_headers(record(headers=list(message.headers)))
    assert int(headers["steward_omitted"]) >= 2_000_000
    assert (headers["steward_topic"], headers["steward_offset"]) == ("t", "7")
