import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from pydantic import BaseModel, ConfigDict

from chassis import logs
from chassis.failures import Unavailable

Lines = Callable[[], list[dict[str, Any]]]
REFUSED: list[int] = []


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    age: int


@pytest.fixture
def lines(capsys: pytest.CaptureFixture[str]) -> Iterator[Lines]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    REFUSED.clear()
    logs.configure("meters", "info", refused=lambda: REFUSED.append(1))
    yield lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    logging.captureWarnings(capture=False)
    root.handlers[:], root.level = before
    structlog.reset_defaults()


def test_ids_bound_at_the_edge_are_on_every_line_inside(lines: Lines) -> None:
    with logs.bound(subject="ticket:1", event="e1"):
        structlog.get_logger().info("saved", count=3)
    structlog.get_logger().info("outside")
    inside, outside = lines()
    assert (inside["message"], inside["subject"], inside["event_id"], inside["count"]) == ("saved", "ticket:1", "e1", 3)
    assert "subject" not in outside


def test_a_value_under_an_unknown_key_is_kept_out_and_counted(lines: Lines) -> None:
    structlog.get_logger().info("called", phone="555 0100", reason={"text": "Mrs Invented"})
    (line,) = lines()
    assert (line["phone"], line["reason"]) == ("[not logged]", "[not logged]")
    assert len(REFUSED) == 2


def test_a_key_that_is_no_word_is_not_spelled_out(lines: Lines) -> None:
    structlog.get_logger().info("called", **{"Mrs Invented": 1})
    assert "Invented" not in json.dumps(lines())


def test_a_strangers_exception_is_told_without_its_message(lines: Lines) -> None:
    try:
        int("Mrs Invented")
    except ValueError:
        structlog.get_logger().exception("failed")
    (line,) = lines()
    assert line["error"]["type"] == "builtins.ValueError"
    assert line["error"]["frames"][0].endswith("test_a_strangers_exception_is_told_without_its_message")
    assert "Invented" not in json.dumps(line)


def test_our_own_exception_is_told_with_its_message_and_its_cause(lines: Lines) -> None:
    structlog.get_logger().info("failed", exc_info=_caused())
    (line,) = lines()
    assert line["error"]["message"] == "Kafka does not answer"
    assert line["error"]["cause"]["type"] == "builtins.OSError"
    assert "Invented" not in json.dumps(line)


def test_a_validation_error_is_told_by_place_and_type(lines: Lines) -> None:
    try:
        Form.model_validate({"age": "Mrs Invented", "Mr Imaginary": 1})
    except ValueError:
        structlog.get_logger().exception("failed")
    (line,) = lines()
    assert line["error"]["errors"] == [
        {"loc": ["age"], "type": "int_parsing"},
        {"loc": ["[not logged]"], "type": "extra_forbidden"},
    ]


def test_libraries_warnings_pass_without_their_arguments(lines: Lines) -> None:
    logging.getLogger("aiokafka.consumer").warning("lost %s", "Mrs Invented")
    logging.getLogger("somebody").error("got Mrs Invented")
    known, unknown = lines()
    assert (known["message"], known["level"]) == ("lost %s", "warning")
    assert unknown["message"].startswith("[not logged] test_logs:")


def _caused() -> Unavailable:
    error = Unavailable("Kafka does not answer")
    error.__cause__ = OSError("Mrs Invented")
    return error
