from datetime import UTC, datetime, timedelta, timezone

import pytest

from chassis.clock import Clock, ManualClock, SystemClock

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock: Clock = ManualClock(START)
    assert (clock.now(), clock.now(), clock.monotonic()) == (START, START, 0.0)


def test_advancing_moves_both_clocks() -> None:
    clock = ManualClock(START)
    clock.advance(timedelta(minutes=2))
    assert (clock.now(), clock.monotonic()) == (START + timedelta(minutes=2), 120.0)


def test_a_corrected_clock_goes_back_but_spans_do_not() -> None:
    clock = ManualClock(START)
    clock.set(START - timedelta(hours=1))
    assert (clock.now(), clock.monotonic()) == (START - timedelta(hours=1), 0.0)


def test_instants_are_utc_whatever_zone_they_were_given_in() -> None:
    clock = ManualClock(datetime(2026, 3, 2, 17, 0, tzinfo=timezone(timedelta(hours=8))))
    assert clock.now().isoformat() == START.isoformat()
    assert SystemClock().now().utcoffset() == timedelta()


def test_a_clock_refuses_to_advance_backwards_and_to_forget_its_zone() -> None:
    with pytest.raises(ValueError, match="use set"):
        ManualClock(START).advance(timedelta(seconds=-1))
    with pytest.raises(ValueError, match="no time zone"):
        ManualClock(START.replace(tzinfo=None))
