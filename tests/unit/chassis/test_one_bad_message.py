"""A bug sets one message aside and stops nobody (rule 7): in a transform, in a look-up; Redis' refusals are no bugs."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from redis import exceptions

from chassis.aggregate import with_known
from chassis.answering import answering
from chassis.decision import Input
from chassis.failures import Rejected, Unavailable
from chassis.metrics import create_metrics
from chassis.relay import Relay
from chassis.wire import Message
from contracts.vocabulary import DeadReason
from tests.harness.log import MemoryLog

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


def given(subject: str) -> Input:
    return Input(subject, "x", subject, "t", None, NOW, NOW)


async def transform(one: Input) -> Sequence[Message]:
    match one.subject:
        case "bug":
            raise KeyError(one.subject)
        case "never":
            raise Rejected(DeadReason.INVALID, "never")
        case "away":
            raise Unavailable("away")
    return [Message("out", one.subject.encode(), (), b"x")]


async def test_a_relay_sets_aside_what_its_transform_dies_of_and_publishes_the_rest() -> None:
    log = MemoryLog(1, lambda: NOW)
    relay = Relay(transform, log, create_metrics("relay"))
    outcomes = await relay.handle_many(0, [given("a"), given("bug"), given("never"), given("b")])
    assert [one.dead and one.dead.reason for one in outcomes] == [
        None,
        DeadReason.HANDLER_FAILED,
        DeadReason.INVALID,
        None,
    ]
    assert [record.key for record in log.records("out")] == [b"a", b"b"]


async def test_a_relay_that_cannot_reach_something_sets_nothing_aside() -> None:
    relay = Relay(transform, MemoryLog(1, lambda: NOW), create_metrics("relay"))
    with pytest.raises(Unavailable):
        await relay.handle_many(0, [given("a"), given("away")])


async def known(inputs: Sequence[Input]) -> Sequence[Mapping[str, Any]]:
    if any(one.subject == "away" for one in inputs):
        raise Unavailable("away")
    return [{"length": len(one.subject) // (one.subject != "bug")} for one in inputs]


async def test_a_look_up_that_dies_of_one_input_is_made_for_the_others() -> None:
    found = await with_known(known, [given("a"), given("bug"), given("bb")])
    assert [one.known.get("length") for one in found] == [1, None, 2]
    assert isinstance(found[1].data, Rejected)
    assert found[1].data.message.startswith("ZeroDivisionError at test_one_bad_message.py:")


async def test_a_look_up_that_cannot_reach_something_sets_nothing_aside() -> None:
    with pytest.raises(Unavailable):
        await with_known(known, [given("a"), given("away")])


@pytest.mark.parametrize(
    "error",
    [
        exceptions.ConnectionError("gone"),
        exceptions.TimeoutError("slow"),
        exceptions.OutOfMemoryError("command not allowed"),
        exceptions.ResponseError("MISCONF Redis is configured to save RDB snapshots"),
        exceptions.ResponseError("NOREPLICAS Not enough good replicas to write."),
        exceptions.ResponseError("READONLY You can't write against a read only replica. script: x"),
        ConnectionRefusedError(),
    ],
)
def test_a_redis_that_cannot_write_now_is_unavailable(error: Exception) -> None:
    with pytest.raises(Unavailable), answering():
        raise error


def test_a_mistake_of_ours_stays_what_it_is() -> None:
    with pytest.raises(exceptions.ResponseError), answering():
        raise exceptions.ResponseError("ERR wrong number of arguments")
