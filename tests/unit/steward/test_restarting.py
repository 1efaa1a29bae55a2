"""What is done about a service that ended by itself."""

from datetime import timedelta

import pytest

from steward.answers import Exit
from steward.restarting import Again, GiveUp, after_end

SOON, LATE = timedelta(seconds=5), timedelta(minutes=2)


@pytest.mark.parametrize(("failures", "seconds"), [(0, 1), (1, 2), (2, 4), (4, 16), (5, 30), (50, 30)])
def test_each_end_in_a_row_is_waited_for_longer_up_to_half_a_minute(failures: int, seconds: int) -> None:
    assert after_end(137, failures, SOON) == Again(timedelta(seconds=seconds), failures + 1)


def test_after_a_minute_of_steady_work_the_count_begins_anew() -> None:
    assert after_end(1, 7, LATE) == Again(timedelta(seconds=1), 1)


def test_a_refused_configuration_is_not_tried_again() -> None:
    assert after_end(Exit.CONFIG, 0, SOON) == GiveUp()


def test_an_end_that_nobody_asked_for_is_one_even_without_an_error() -> None:
    assert after_end(0, 0, SOON) == Again(timedelta(seconds=1), 1)
