"""Time never lies: the watermark of a partition, by case (rule 9)."""

from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import TopicPartition

from chassis.feed import MARGIN, Assignment
from tests.harness.log import MemoryFeed, MemoryLog

POLLED = datetime(2026, 3, 2, 1, tzinfo=UTC)
SAVED = POLLED - timedelta(minutes=5)
A, B = TopicPartition("a", 0), TopicPartition("b", 0)


class Fixed(MemoryFeed):
    """A feed whose ends are given; None was never fetched."""

    def __init__(self, **ends: int | None) -> None:
        super().__init__(MemoryLog(1, lambda: POLLED), ())
        self.ends = ends

    def highwater(self, tp: TopicPartition) -> int | None:
        return self.ends[tp.topic]

    def last_poll_timestamp(self, tp: TopicPartition) -> int | None:
        return None if self.ends[tp.topic] is None else round(POLLED.timestamp() * 1000)


def assignment(**handled: int) -> Assignment:
    found = Assignment(caught={0})
    for topic, position in handled.items():
        found.start(TopicPartition(topic, 0), position)
    return found


@pytest.mark.parametrize(
    ("handled", "ends", "saved", "expected"),
    [
        pytest.param({"a": 5}, {"a": 5}, {}, POLLED - MARGIN, id="handled to the end"),
        pytest.param({"a": 0}, {"a": 0}, {}, POLLED - MARGIN, id="empty topic"),
        pytest.param({"a": 5}, {"a": None}, {}, None, id="never fetched"),
        pytest.param({"a": 5}, {"a": 9}, {}, None, id="behind, nothing handled yet"),
        pytest.param({"a": 5}, {"a": 9}, {"a": SAVED}, SAVED, id="behind, known up to the last one saved"),
        pytest.param({"a": 9, "b": 5}, {"a": 9, "b": 9}, {"b": SAVED}, SAVED, id="the slower topic counts"),
        pytest.param({"a": 9, "b": 5}, {"a": 9, "b": None}, {}, None, id="one topic not known"),
        pytest.param({"a": 9, "retry": 5}, {"a": 9, "retry": 9}, {}, POLLED - MARGIN, id="retries hold up nothing"),
    ],
)
def test_the_watermark_is_what_is_handled_and_saved(
    handled: dict[str, int], ends: dict[str, int | None], saved: dict[str, datetime], expected: datetime | None
) -> None:
    found = assignment(**handled)
    for topic, at in saved.items():
        found.handled_ms[TopicPartition(topic, 0)] = round(at.timestamp() * 1000)
    assert found.watermark(0, Fixed(**ends), frozenset({"retry"})) == expected


ASKED = POLLED + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        pytest.param({A: 5, B: 7}, ASKED, id="nothing is left to handle"),
        pytest.param({A: 5, B: 8}, POLLED - MARGIN, id="one has more than was fetched"),
        pytest.param({A: 5}, POLLED - MARGIN, id="one was not asked about"),
    ],
)
def test_what_kafka_says_when_asked_holds_for_that_moment(ends: dict[TopicPartition, int], expected: datetime) -> None:
    found, feed = assignment(a=5, b=7), Fixed(a=5, b=7)
    found.asked(ends, round(ASKED.timestamp() * 1000))
    assert found.watermark(0, feed, frozenset()) == expected
    found.start(B, 7)
    assert found.watermark(0, feed, frozenset()) == POLLED - MARGIN


def test_only_partitions_that_are_handled_to_their_end_are_worth_asking_about() -> None:
    found = assignment(a=5, b=7, retry=0)
    found.start(TopicPartition("a", 1), 5)
    feed = Fixed(a=5, b=8, retry=9)
    assert found.at_their_end([0, 1], feed, frozenset({"retry"})) == [TopicPartition("a", 1)]


def test_a_partition_that_is_not_ours_has_none() -> None:
    assert assignment(a=5).watermark(1, Fixed(a=5), frozenset()) is None


def test_going_back_takes_back_what_was_called_handled_and_a_passed_gap_never_does() -> None:
    found = assignment(a=5)
    found.passed(A, 9)
    found.passed(A, 7)
    assert found.handled[A] == 9
    found.back(A, 6)
    found.back(A, 8)
    assert found.handled[A] == 6


def test_what_went_to_another_copy_is_forgotten() -> None:
    found = assignment(a=5, b=5)
    found.lose([A, B])
    found.passed(A, 9)
    found.back(B, 1)
    assert (found.owned(), found.caught, found.handled) == (set(), set(), {})
