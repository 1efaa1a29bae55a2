"""Who is there: shifts, holidays, make-up days, on-call, duty manager, quiet hours (D-107, D-301, D-504)."""

from datetime import timedelta
from typing import Any

import pytest

from estate import control_room, duty_manager, on_shift, present, quiet_until, quiet_until_for_person
from estate.people import Shift, shift_until
from tests.unit.estate.demo import demo
from tests.unit.estate.examples import at, calendar, china


@pytest.mark.parametrize(
    ("department", "when", "there"),
    [
        pytest.param(
            "sh-engineering", "2026-03-03 10:00", [("lu-jianming", False), ("qian-zhiqiang", False)], id="by day"
        ),
        pytest.param(
            "sh-engineering",
            "2026-03-03 23:00",
            [("lu-jianming", True), ("qian-zhiqiang", True)],
            id="on call at night",
        ),
        pytest.param("sh-engineering", "2026-03-04 10:00", [("qian-zhiqiang", False)], id="one has the day off"),
        pytest.param("sh-order", "2026-03-03 19:59", [("xu-haibo", False)], id="the day shift"),
        pytest.param("sh-order", "2026-03-03 20:00", [("tang-weiguo", False)], id="the night shift"),
        pytest.param("sh-order", "2026-03-04 07:59", [("tang-weiguo", False)], id="until the morning"),
        pytest.param("sh-order", "2026-02-17 12:00", [("xu-haibo", False)], id="guards work on holidays"),
        pytest.param("sh-service", "2026-02-17 12:00", [], id="the service centre does not"),
        pytest.param("sh-service", "2026-02-14 12:00", [("zhou-min", False)], id="on a make-up Saturday as on Monday"),
        pytest.param("sz-security", "2026-03-08 03:00", [("qiu-tianming", False)], id="Sunday night"),
        pytest.param("hk-lifts", "2026-03-03 10:00", [], id="a contractor has no people here"),
    ],
)
def test_who_is_on_shift_d301(department: str, when: str, there: list[tuple[str, bool]]) -> None:
    assert [(one.person.id, one.on_call) for one in on_shift(demo(), department, at(when))] == there


def test_somebody_there_comes_before_somebody_on_call() -> None:
    found = on_shift(demo(), "sz-service", at("2026-03-03 10:00"))
    assert [(one.person.id, one.on_call, one.until) for one in found] == [
        ("lin-jiayi", False, at("2026-03-03 18:00")),
    ]


@pytest.mark.parametrize(
    ("shift", "when", "until"),
    [
        pytest.param({"days": ["friday"], "hours": "22:00-06:00"}, "2026-03-07 05:00", "2026-03-07 06:00", id="Friday"),
        pytest.param({"days": ["friday"], "hours": "22:00-06:00"}, "2026-03-06 05:00", None, id="not Thursday's night"),
        pytest.param(
            {"days": ["monday"], "hours": "22:00-06:00"}, "2026-02-17 05:00", None, id="no night on a holiday"
        ),
        pytest.param(
            {"days": ["monday"], "hours": "22:00-06:00", "on_holidays": True},
            "2026-02-17 05:00",
            "2026-02-17 06:00",
            id="unless it runs on holidays",
        ),
        pytest.param({"days": ["saturday"], "hours": "09:00-12:00"}, "2026-02-14 10:00", None, id="a Saturday made up"),
        pytest.param(
            {"days": "every_day", "hours": "00:00-24:00"}, "2026-03-07 10:00", "2026-03-08 00:00", id="every day"
        ),
    ],
)
def test_a_shift_belongs_to_the_day_it_begins_on(shift: dict[str, Any], when: str, until: str | None) -> None:
    ends = shift_until(Shift.model_validate(shift), at(when), china())
    assert ends == (at(until) if until else None)


def test_a_night_shift_over_the_spring_change_is_an_hour_shorter() -> None:
    berlin = calendar("Europe/Berlin")
    night = Shift.model_validate({"days": ["saturday"], "hours": "22:00-06:00"})
    start = at("2026-03-28 22:00", "Europe/Berlin")
    assert shift_until(night, start, berlin) == start + timedelta(hours=7)


@pytest.mark.parametrize(
    ("when", "who"),
    [
        pytest.param("2026-03-03 10:00", "shen-peihua", id="by day the first of the list"),
        pytest.param("2026-03-03 23:00", "qian-zhiqiang", id="at night who is on call"),
        pytest.param("2026-03-04 23:00", "zhou-min", id="on another night somebody else"),
        pytest.param("2026-03-08 12:00", "shen-peihua", id="nobody there: the first of the list all the same"),
    ],
)
def test_there_is_always_a_duty_manager_d107(when: str, who: str) -> None:
    assert duty_manager(demo(), "sh-lanting", at(when)).id == who


def test_each_site_has_its_control_room() -> None:
    assert control_room(demo(), "hk-harbour").id == "hk-security"


@pytest.mark.parametrize(
    ("place", "when", "until"),
    [
        ("sh-lanting", "2026-03-03 21:59", None),
        ("sh-lanting", "2026-03-03 22:00", "2026-03-04 08:00"),
        ("sh-lanting", "2026-03-04 07:59", "2026-03-04 08:00"),
        ("sh-lanting", "2026-03-04 08:00", None),
        ("sz-kechuang", "2026-03-03 23:00", None),
    ],
)
def test_quiet_hours_end_in_the_morning_and_a_site_may_have_none_d504(place: str, when: str, until: str | None) -> None:
    assert quiet_until(demo(), place, at(when)) == (at(until) if until else None)


@pytest.mark.parametrize(
    ("who", "until"),
    [
        pytest.param("tang-weiguo", None, id="on shift"),
        pytest.param("lu-jianming", None, id="on call"),
        pytest.param("gu-xiaowen", "2026-03-04 08:00", id="asleep"),
        pytest.param("chen-guodong", "2026-03-04 08:00", id="of the group, asleep"),
    ],
)
def test_staff_are_not_disturbed_off_duty_d504(who: str, until: str | None) -> None:
    found = quiet_until_for_person(demo(), who, at("2026-03-03 23:00"))
    assert found == (at(until) if until else None)


def test_somebody_present_is_present_rather_than_on_call() -> None:
    found = present(demo(), "lin-jiayi", at("2026-03-03 10:00"))
    assert found is not None
    assert not found.on_call
    assert present(demo(), "gu-xiaowen", at("2026-03-02 10:00")) is None
