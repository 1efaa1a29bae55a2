"""How a service's subscriber waits for what comes: FastStream's own way is deaf half the time (D-302)."""

from collections.abc import Sequence
from typing import Any

import anyio
import pytest

from chassis.kafka import MOST_RECORDS, new_broker, subscribe
from contracts.topics import CLASSIFIED
from tests.harness.listening import Nothing


class Answering:
    """A consumer that gives prepared answers and notes what it was asked."""

    def __init__(self, *answers: dict[str, Sequence[str]]) -> None:
        self._answers = list(answers)
        self.asked: list[dict[str, int]] = []

    async def getmany(self, **asked: int) -> dict[str, Sequence[str]]:
        self.asked.append(asked)
        return self._answers.pop(0)


async def on_batch(_: tuple[Any, ...]) -> None:
    return


async def test_a_poll_that_found_nothing_is_followed_by_the_next_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def sleep(_: float) -> None:
        pytest.fail("slept after an empty poll: what comes meanwhile waits")

    subscriber = subscribe(
        new_broker(["localhost:1"], "classifier"),
        CLASSIFIED.name,
        group="classifier",
        instance="one",
        on_batch=on_batch,
        listener=Nothing(),
    )
    monkeypatch.setattr(anyio, "sleep", sleep)
    consumer = Answering({}, {"0": ["a", "b"], "1": ["c"]})

    assert await subscriber.get_msg(consumer) == ()
    assert await subscriber.get_msg(consumer) == ("a", "b", "c")
    assert {asked["max_records"] for asked in consumer.asked} == {MOST_RECORDS}
