"""From records to inputs and back from retries (rule 7): whatever stands in them, nothing raises."""

import pytest

from chassis.dead import NO_SUBJECT, Mark
from chassis.failures import Rejected
from chassis.inputs import as_input, original, retried_mark
from contracts.vocabulary import DeadReason
from tests.harness.counting import Add, message
from tests.harness.log import LogRecord

GOOD = message("ticket:one", 3, 7)


def record(key: bytes | None, value: bytes | None, headers: list[tuple[str, object]]) -> LogRecord:
    return LogRecord("t", 2, 5, 1_772_413_200_123, key, value, headers)


def test_a_readable_record_is_told_apart_by_its_writers_id_and_sequence() -> None:
    found = as_input(record(GOOD.key, GOOD.value, list(GOOD.headers)))
    assert (found.subject, found.sequence, found.data) == ("ticket:one", 7, Add(amount=3))
    assert found.at.isoformat() == "2026-03-02T01:00:00.123000+00:00"


@pytest.mark.parametrize(
    ("key", "value", "headers", "reason", "subject"),
    [
        pytest.param(b"other", GOOD.value, list(GOOD.headers), DeadReason.INVALID, "other", id="key of another"),
        pytest.param(None, GOOD.value, list(GOOD.headers), DeadReason.INVALID, NO_SUBJECT, id="no key"),
        pytest.param(b"\xff", GOOD.value, list(GOOD.headers), DeadReason.INVALID, NO_SUBJECT, id="key is no text"),
        pytest.param(b"s", b"", [], DeadReason.UNREADABLE, "s", id="nothing at all"),
        pytest.param(b"s", None, [("ce_type", None)], DeadReason.UNREADABLE, "s", id="null everywhere"),
        pytest.param(b"s", b"[" * 100_000, list(GOOD.headers), None, "s", id="deep"),
        pytest.param(b"s", b"\xff", [("ce_type", b"\xff")], DeadReason.UNREADABLE, "s", id="no text"),
    ],
)
def test_what_cannot_be_read_says_why_and_never_raises(
    key: bytes | None, value: bytes | None, headers: list[tuple[str, object]], reason: DeadReason | None, subject: str
) -> None:
    found = as_input(record(key, value, headers))
    assert isinstance(found.data, Rejected)
    assert reason is None or found.data.reason is reason
    assert (found.subject, found.id) == (subject, "t/2/5")


def test_a_retry_names_its_letter_and_where_its_message_came_from() -> None:
    headers = [
        ("steward_letter", b"l"),
        ("steward_subject", b"s"),
        ("steward_topic", b"t"),
        ("steward_partition", b"2"),
        ("steward_offset", b"5"),
        ("ce_id", b"1"),
    ]
    again = LogRecord("retry.dispatch", 2, 0, 0, b"s", b"x", headers)
    assert retried_mark(again) == Mark("l", "s", settled=True)
    came = original(again)
    assert came is not None
    assert (came.topic, came.partition, came.offset, came.headers) == ("t", 2, 5, [("ce_id", b"1")])


@pytest.mark.parametrize("headers", [[], [("steward_topic", b"t"), ("steward_partition", b"x")]])
def test_a_retry_that_does_not_say_where_it_came_from_is_none(headers: list[tuple[str, object]]) -> None:
    assert original(record(b"s", b"x", headers)) is None
    assert retried_mark(record(b"s", b"x", headers)) is None
