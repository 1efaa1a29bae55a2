"""A duty that nobody has is refused: better no start than a ticket that reaches nobody."""

from pathlib import Path

import pytest

from tests.unit.estate.demo import GROUP, LADDERS, POLICIES, SHANGHAI, SHENZHEN, refusal, spoiled


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "reason"),
    [
        pytest.param(
            GROUP,
            "functions: [finance, greening, developer_liaison]",
            "functions: [finance, developer_liaison]",
            "table.categories.greening",
            "no department provides greening for sz-kechuang",
            id="a function nobody provides",
        ),
        pytest.param(
            GROUP,
            "    greening: {function: greening}\n",
            "",
            "table.categories",
            "no department for the category greening (plants, trees)",
            id="a category without department",
        ),
        pytest.param(
            GROUP,
            "roles: [general_manager]",
            "roles: [operator]",
            "ladders[0].rungs[3]",
            "",
            id="supervision alone still answers",
        ),
        pytest.param(
            SHENZHEN,
            "roles: [site_head, duty_manager]",
            "roles: [duty_manager]",
            "ladders[0].rungs[1]",
            "rung 2 means nobody at sz-kechuang",
            id="a rung that reaches nobody",
        ),
        pytest.param(
            SHENZHEN,
            "roles: [site_head, duty_manager]",
            "roles: [duty_manager]",
            "alarms[1].tell",
            "nobody at sz-kechuang is site_head",
            id="an alarm that reaches nobody",
        ),
        pytest.param(
            SHANGHAI,
            '    shifts:\n      - {days: every_day, hours: "20:00-08:00", on_holidays: true}\n',
            "",
            "people[6]",
            "tang-weiguo has no shift",
            id="a person without shift",
        ),
        pytest.param(
            POLICIES,
            "      praise:\n        every:\n          resolution: {working_days: 5}\n",
            "",
            "policies[0].kinds",
            "no resolution clock for praise",
            id="a kind without resolution clock, D-410",
        ),
        pytest.param(
            POLICIES,
            "          normal:\n            on_site: {working_hours: 8}\n            resolution: {working_days: 3,",
            "          normal:\n            on_site: {working_hours: 8}\n            plan: {working_days: 3,",
            "policies[0].kinds",
            "repair (severity major, important, minor; urgency normal)",
            id="half of a kind, D-410",
        ),
        pytest.param(
            GROUP, "  - {ladder: group-default}\n", "", "ladders", "no choice fits every ticket", id="no default ladder"
        ),
        pytest.param(
            LADDERS,
            "  - id: three-level",
            "  - id: group-major",
            "ladders[2]",
            "ladder 'group-major' already stands in",
            id="an id given twice",
        ),
        pytest.param(
            SHENZHEN,
            "- id: wei-dong",
            "- id: zhou-min",
            "people[3]",
            "person 'zhou-min' already stands in sites/sh-lanting",
            id="a person given twice",
        ),
        pytest.param(
            SHENZHEN,
            "- {id: B,",
            "- {id: A,",
            "buildings[1]",
            "building 'A' already stands in",
            id="a building given twice",
        ),
    ],
)
def test_a_duty_that_nobody_has_is_refused(
    tmp_path: Path, file: str, old: str, new: str, path: str, reason: str
) -> None:
    problems = refusal(spoiled(tmp_path, file, old, new))
    found = [problem for problem in problems if problem.path == path and reason in problem.reason]
    assert len(found) == (1 if reason else 0), problems
    assert all(problem.line > 0 for problem in found)
