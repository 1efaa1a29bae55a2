"""What `steward estate check` finds: provisional years, empty control rooms, languages nobody has (D-405, D-301)."""

from pathlib import Path

import pytest

from estate import Concern, check, load
from tests.unit.estate.demo import GROUP, HONG_KONG, SHANGHAI, SHENZHEN, demo, spoiled
from tests.unit.estate.examples import at

SPRING = at("2026-03-02 10:00")


def test_the_demo_estate_is_clean_when_the_years_are_final() -> None:
    assert check(demo(), SPRING) == []


def test_a_year_without_make_up_days_is_reported_as_soon_as_a_deadline_may_reach_it_d405() -> None:
    assert check(demo(), at("2026-12-01 10:00")) == []
    found = check(demo(), at("2026-12-10 10:00"))
    assert [(one.concern, one.where) for one in found] == [
        (Concern.PROVISIONAL_YEAR, "cn-office"),
        (Concern.PROVISIONAL_YEAR, "sh-service-centre"),
    ]
    assert "2027" in found[0].message


@pytest.mark.parametrize(
    ("file", "old", "new", "concern", "where", "message"),
    [
        pytest.param(
            SHANGHAI,
            'hours: "20:00-08:00"',
            'hours: "21:00-08:00"',
            Concern.NOBODY_THERE,
            "sh-lanting",
            "nobody in sh-order for 7 of the next 168 hours, first Monday 20:00",
            id="an hour without anybody in the control room",
        ),
        pytest.param(
            GROUP,
            "departments: [group-supervision]",
            "departments: []",
            Concern.NOBODY_THERE,
            "group-supervision",
            "has no people",
            id="a department without people",
        ),
        pytest.param(
            HONG_KONG,
            "languages: [zh-Hant, zh-Hans, en]",
            "languages: [zh-Hant, zh-Hans]",
            Concern.NO_SUCH_LANGUAGE,
            "hk-harbour",
            "nobody in hk-service has the language en",
            id="a language nobody has",
        ),
        pytest.param(
            SHENZHEN,
            '    phone: "+8619900000205"\n',
            "",
            Concern.NOT_REACHABLE,
            "qiu-tianming",
            "neither phone nor e-mail",
            id="somebody who cannot be told",
        ),
        pytest.param(
            GROUP,
            "sms: {zh-Hans: 澜川物业, zh-Hant: 瀾川物業, en: Lanchuan}",
            "sms: {zh-Hans: 澜川物业, en: Lanchuan}",
            Concern.NO_SENDER,
            "hk-harbour",
            "no sender name for sms in zh-Hant",
            id="a sender without a name",
        ),
    ],
)
def test_a_gap_is_found_and_named(
    tmp_path: Path, file: str, old: str, new: str, concern: Concern, where: str, message: str
) -> None:
    found = check(load(spoiled(tmp_path, file, old, new)), SPRING)
    assert [(one.concern, one.where) for one in found] == [(concern, where)]
    assert message in found[0].message
