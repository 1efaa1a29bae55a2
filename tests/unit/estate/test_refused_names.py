"""A name that leads nowhere is refused where it stands, with the names that exist."""

from pathlib import Path

import pytest

from tests.unit.estate.demo import (
    CALLERS,
    GROUP,
    HONG_KONG,
    LADDERS,
    POLICIES,
    SHANGHAI,
    SHENZHEN,
    line_of,
    refusal,
    spoiled,
)


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "reason"),
    [
        pytest.param(GROUP, "calendar: cn-office", "calendar: cn", "calendar", "no calendar 'cn'", id="calendar"),
        pytest.param(SHENZHEN, "policy: demonstration", "policy: demo", "policy", "no policy 'demo'", id="policy"),
        pytest.param(
            SHANGHAI,
            "ladder: three-level",
            "ladder: two-level",
            "ladders[0].ladder",
            "no ladder 'two-level'",
            id="ladder",
        ),
        pytest.param(
            SHANGHAI,
            "departments: [sh-service]",
            "departments: [hk-service]",
            "people[1].departments[0]",
            "no department 'hk-service' here; known are: group-operations",
            id="a department of another site",
        ),
        pytest.param(SHANGHAI, "head: zhou-min", "head: zhou", "departments[1].head", "no person 'zhou'", id="person"),
        pytest.param(
            SHANGHAI,
            "control_room: sh-order",
            "control_room: sh",
            "control_room",
            "no department 'sh'",
            id="control room",
        ),
        pytest.param(
            SHANGHAI,
            "[shen-peihua, zhou-min,",
            "[shen-peihua, lee-kwokfai,",
            "duty_managers[1]",
            "no person 'lee-kwokfai' here",
            id="a duty manager of another site",
        ),
        pytest.param(
            HONG_KONG,
            "department: hk-lifts",
            "department: sh-order",
            "table.categories.facility_repair.subcategories.lift.department",
            "no department 'sh-order'",
            id="a desk",
        ),
        pytest.param(
            LADDERS,
            "{level: 1, roles: [department_head], wait: {seconds: 4}}",
            "{level: 1, people: [lin-jia], wait: {seconds: 4}}",
            "ladders[3].rungs[0].people[0]",
            "no person 'lin-jia'",
            id="a person on a rung",
        ),
        pytest.param(
            POLICIES,
            "extends: group-default",
            "extends: group",
            "policies[1].extends",
            "no policy 'group'",
            id="extends",
        ),
        pytest.param(
            POLICIES,
            "extends: group-default",
            "extends: demonstration",
            "policies[1].extends",
            "comes round to itself",
            id="extends itself",
        ),
        pytest.param(CALLERS, "[hk-harbour]", "[hk]", "callers[2].sites", "no site 'hk'", id="a caller's site"),
        pytest.param(
            CALLERS,
            "person: gu-xiaowen",
            "person: gu",
            "staff[5].person",
            "there is no person 'gu'",
            id="a token's person",
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_with_those_that_exist(
    tmp_path: Path, file: str, old: str, new: str, path: str, reason: str
) -> None:
    estate = spoiled(tmp_path, file, old, new)
    found = [problem for problem in refusal(estate) if problem.path == path]
    assert [problem.file for problem in found] == [file]
    assert reason in found[0].reason
    assert found[0].line == line_of(estate, file, new.splitlines()[0].strip("[]{}, "))
