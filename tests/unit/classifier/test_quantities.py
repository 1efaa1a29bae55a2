"""Numbers that weigh: earlier reports and how long it lasts (D-104, D-203)."""

import pytest

from classifier.domain.quantities import Lasting, Unit, days_lasting, lastings, reports


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
        ("the alarm rang three times", 0),
        ("i write for the sixth time", 6),
        ("the third time i have asked", 3),
        ("the lift is broken", 0),
        ("找了物业、社区、派出所，还是没人管", 2),
        ("打了城管电话，也找过物业", 2),
        ("向社区反映过，在网上也反映过", 2),
        ("希望社区和城管来处理", 0),
        ("长期投诉城管", 3),
        ("跟管理处讲过不止一次", 3),
        ("前后打了七八个电话", 3),
        ("一直找不到车位", 0),
    ],
)
def test_earlier_reports_are_counted_not_earlier_events(text: str, count: int) -> None:
    assert reports(text) == count


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("停水三天了", 3),
        ("漏了两个月还没修", 60),
        ("半年以来", 182),
        ("已经停水第三天", 3),
        ("停了七个小时", 0),
        ("前三天停电,停了半日", 0),
        ("for eleven months", 330),
        ("2010年交房", 0),
        ("no heat for two weeks", 14),
        ("a year ago", 0),
        ("out for weeks", 21),
        ("it took months", 90),
        ("dead since friday", 1),
        ("no water since yesterday", 1),
        ("since last year", 365),
        ("since last winter", 90),
        ("not worked for the past month", 30),
        ("last month they came", 0),
        ("open since 1998", 0),
        ("停电", 0),
        ("三日冇热水", 3),
        ("坏咗五日仲未整", 5),
    ],
)
def test_how_long_it_lasts_is_read_in_days(text: str, days: int) -> None:
    assert days_lasting(lastings(text)) == days


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("停水三天了", [(2, 4, 3, Unit.DAYS)]),
        ("停了七个小时", [(2, 6, 7, Unit.HOURS)]),
        ("off for half an hour", [(8, 20, 0, Unit.HOURS)]),
        ("a two year lease", []),
        ("2010年交房", []),
    ],
)
def test_a_duration_is_found_where_it_stands(text: str, found: list[tuple[int, int, int, Unit]]) -> None:
    assert list(lastings(text)) == [Lasting(*one) for one in found]
