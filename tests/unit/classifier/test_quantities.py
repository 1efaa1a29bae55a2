"""Numbers that weigh: earlier reports and how long it lasts (D-104, D-203)."""

import pytest

from classifier.domain.quantities import days_lasting, reports


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("已经投诉三次了", 3),
        ("第四次报修", 4),
        ("多次向物业反映", 3),
        ("再次投诉", 2),
        ("投诉", 0),
        ("多次停水", 0),
        ("拨打12345", 0),
        ("i have called five times", 5),
        ("this is my third request", 3),
        ("reported it many times", 3),
        ("the lift is broken", 0),
    ],
)
def test_earlier_reports_are_counted_not_earlier_events(text: str, count: int) -> None:
    assert reports(text) == count


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("停水三天了", 3),
        ("漏了两个月还没修", 60),
        ("半年以来", 365),
        ("2010年交房", 0),
        ("no heat for two weeks", 14),
        ("a year ago", 0),
        ("停电", 0),
    ],
)
def test_how_long_it_lasts_is_read_in_days(text: str, days: int) -> None:
    assert days_lasting(text) == days
