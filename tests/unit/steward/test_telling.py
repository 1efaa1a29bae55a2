"""What a story says in words."""

from datetime import timedelta

import pytest

from steward.telling import span


@pytest.mark.parametrize(
    ("how_long", "said"),
    [
        (timedelta(milliseconds=162), "0.2 s"),
        (timedelta(seconds=59.9), "59.9 s"),
        (timedelta(minutes=4, seconds=3), "4 min 3 s"),
        (timedelta(days=1, hours=2, minutes=5, seconds=20), "26 h 5 min"),
    ],
)
def test_a_span_is_told_in_units_that_a_person_reads(how_long: timedelta, said: str) -> None:
    assert span(how_long) == said
