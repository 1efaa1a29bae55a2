"""Health means that the position moves: tables with moved time (rule 9, D-607)."""

from datetime import UTC, datetime, timedelta

import pytest

from chassis.health import Health

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TOPIC = "tickets.received"


def after(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def fed(*readings: tuple[int, int, int]) -> Health:
    health = Health(started=True)
    for seconds, position, highwater in readings:
        health.progress(TOPIC, 3, position=position, highwater=highwater, now=after(seconds))
    return health


@pytest.mark.parametrize(
    ("readings", "asked", "live"),
    [
        pytest.param([], 9999, True, id="nothing is assigned"),
        pytest.param([(0, 5, 9)], 60, True, id="stands for as long as it may"),
        pytest.param([(0, 5, 9)], 61, False, id="stands longer"),
        pytest.param([(0, 9, 9)], 90, True, id="nothing to read"),
        pytest.param([(0, 9, 9)], 91, False, id="nothing to read but no poll"),
        pytest.param([(0, 5, 9), (50, 6, 9)], 110, True, id="moved in between"),
        pytest.param([(0, 5, 9), (50, 5, 12)], 61, False, id="only the end moved"),
        pytest.param([(0, 5, 9), (55, 5, 5)], 100, True, id="the rest was deleted"),
        pytest.param([(0, 9, 9), (80, 9, 10)], 140, True, id="idle before does not count"),
        pytest.param([(0, 9, 9), (80, 9, 10)], 141, False, id="work came and stood"),
        pytest.param([(0, 9, 9), (50, 5, 9)], 100, True, id="sought back is a move"),
    ],
)
def test_it_lives_while_the_position_moves(readings: list[tuple[int, int, int]], asked: int, *, live: bool) -> None:
    answer = fed(*readings).live(after(asked))
    assert answer.ok == live
    assert bool(answer.reasons) != live


def test_the_reason_says_where_how_long_and_how_much() -> None:
    assert fed((0, 5, 9)).live(after(70)).reasons == ("tickets.received[3] has stood at 5 for 70 s with 4 to read",)


def test_a_poll_that_brings_nothing_is_a_poll() -> None:
    health = fed((0, 9, 9))
    health.polled(after(80))
    assert health.live(after(170)).ok
    assert not health.live(after(171)).ok


def test_a_partition_that_was_given_away_is_not_expected_to_move() -> None:
    health = fed((0, 5, 9))
    health.revoked(TOPIC, 3)
    assert health.live(after(999)).ok


def test_a_partition_paused_for_its_catch_up_may_stand_and_starts_afresh() -> None:
    health = Health()
    health.progress(TOPIC, 3, position=5, highwater=9, now=after(0), paused=True)
    health.progress(TOPIC, 3, position=5, highwater=9, now=after(80), paused=False)
    assert health.live(after(140)).ok
    assert not health.live(after(141)).ok


def test_with_kafka_away_a_restart_would_not_help_but_it_is_not_ready() -> None:
    health = fed((0, 5, 9))
    health.dependency("kafka", up=False, now=after(10))
    live, ready = health.live(after(70)), health.ready(after(70))
    assert (live.ok, ready.ok) == (True, False)
    assert live.reasons == ready.reasons == ("kafka has not answered for 60 s",)


def test_when_kafka_is_back_there_is_time_to_move_again() -> None:
    health = fed((0, 5, 9))
    health.dependency("kafka", up=False, now=after(10))
    health.dependency("kafka", up=True, now=after(80))
    health.polled(after(80))
    assert health.live(after(140)).ok
    assert not health.live(after(141)).ok


def test_with_kafka_away_no_poll_is_answered_and_a_restart_would_not_help() -> None:
    health = fed((0, 9, 9))
    health.dependency("kafka", up=False, now=after(10))
    assert health.live(after(500)).ok
    health.dependency("kafka", up=True, now=after(500))
    assert health.live(after(590)).ok
    assert not health.live(after(591)).ok


def test_it_is_ready_only_once_started_and_caught_up() -> None:
    health = Health()
    health.catching_up("dispatch[17]")
    assert health.ready(START).reasons == ("the service is still starting", "dispatch[17] is being caught up")
    health.started = True
    assert not health.ready(START).ok
    health.caught_up("dispatch[17]")
    assert health.ready(START).ok
