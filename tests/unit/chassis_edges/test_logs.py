import ast
import json
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
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


def test_a_providers_word_that_is_no_code_stays_out(lines: Lines) -> None:
    log = structlog.get_logger()
    log.warning("provider_refused", code="isv.MOBILE_NUMBER_ILLEGAL")
    log.warning("provider_refused", code="cannot reach +86 199 0000 0001")
    assert [line["code"] for line in lines()] == ["isv.MOBILE_NUMBER_ILLEGAL", logs.NOT_LOGGED]


def test_every_field_that_the_code_logs_is_one_that_a_log_may_tell() -> None:
    root = Path(__file__).parents[3]
    files = [*root.glob("libs/*/src/**/*.py"), *root.glob("services/*/src/**/*.py")]
    calls = [(file, call) for file in files for call in ast.walk(ast.parse(file.read_text())) if _is_logging(call)]
    assert len(calls) > 20
    kept_out = {
        (file.name, field.arg)
        for file, call in calls
        for field in call.keywords  # type: ignore[attr-defined]  # _is_logging has looked
        if field.arg not in {*logs.KEYS, "exc_info", None}
    }
    assert kept_out == set()


def _is_logging(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("log.")
