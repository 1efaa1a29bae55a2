"""A wrong field is refused with its file, path, line and reason."""

from pathlib import Path

import pytest

from tests.unit.estate.demo import CALENDARS, CALLERS, GROUP, HONG_KONG, LADDERS, POLICIES, SHANGHAI, refusal, spoiled


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "reason"),
    [
        pytest.param(
            GROUP,
            "policy: group-default",
            "polcy: group-default",
            "polcy",
            "unknown field: remove it",
            id="unknown field",
        ),
        pytest.param(GROUP, "policy: group-default\n", "", "policy", "is missing: add it", id="missing field"),
        pytest.param(
            SHANGHAI,
            "kind: residential",
            "kind: castle",
            "kind",
            "'residential' or 'office', not 'castle'",
            id="wrong kind",
        ),
        pytest.param(
            SHANGHAI,
            'phone: "+8619900000103"',
            "phone: 103",
            "people[2].phone",
            "valid string, not 103",
            id="wrong type",
        ),
        pytest.param(
            SHANGHAI, 'hours: "20:00-08:00"', "hours: 20-8", "people[6].shifts[0].hours", "like 09:00-12:00", id="hours"
        ),
        pytest.param(
            POLICIES,
            "first_response: {hours: 2, around_the_clock: true}",
            "first_response: {hours: 2}",
            "policies[0].kinds.complaint.severity.major.first_response",
            "add around_the_clock: true",
            id="a limit of no sort",
        ),
        pytest.param(
            POLICIES,
            "praise:",
            "applause:",
            "policies[0].kinds.applause",
            "Input should be 'complaint'",
            id="unknown kind",
        ),
        pytest.param(
            LADDERS,
            "{level: 2, roles: [site_head], wait: {hours: 2}}",
            "{level: 2, roles: [site_head]}",
            "ladders[0]",
            "rung 2 has no wait, so rung 3 would never be called",
            id="a rung that waits for ever",
        ),
        pytest.param(
            LADDERS,
            "{level: 2, roles: [site_head], wait: {hours: 2}}",
            "{level: 5, roles: [site_head], wait: {hours: 2}}",
            "ladders[0]",
            "levels are 1, 2, 3",
            id="levels out of order",
        ),
        pytest.param(
            LADDERS,
            "{level: 2, roles: [site_head], wait: {hours: 2}}",
            "{level: 2, wait: {hours: 2}}",
            "ladders[0].rungs[1]",
            "a rung names roles or people",
            id="a rung of nobody",
        ),
        pytest.param(
            LADDERS,
            "{level: 3, roles: [general_manager]}",
            "{level: 3, roles: [general_manager], wait: {hours: 1}}",
            "ladders[2]",
            "nobody stands above it",
            id="a last rung that waits",
        ),
        pytest.param(
            CALENDARS, "    make_up_as: monday\n", "", "calendars[0]", "make_up_as is missing", id="no make-up hours"
        ),
        pytest.param(
            CALENDARS,
            '2026-02-16: ["09:00-13:00"]',
            '2026-02-16: ["09:00-1300"]',
            "calendars[2].years.2026.hours.2026-02-16[0]",
            "hours are written like 09:00-12:00 (in quotes), not '09:00-1300'",
            id="hours of one date",
        ),
        pytest.param(
            CALLERS,
            "    all_sites: true\n",
            "",
            "callers[0]",
            "give either sites or all_sites: true",
            id="caller of no site",
        ),
        pytest.param(
            CALLERS,
            "    role: resident\n    all_sites: true\n",
            "    role: resident\n    all_sites: true\n    unnamed_over_kafka: true\n",
            "",
            "unnamed_over_kafka may stand at one caller only, not at call-centre, web-form",
            id="two callers of unnamed records",
        ),
        pytest.param(
            GROUP,
            "    trigger: emergency\n",
            "",
            "alarms[0]",
            "both trigger and acknowledge_within",
            id="half an alarm",
        ),
        pytest.param(
            HONG_KONG,
            "lift: {department: hk-lifts}",
            "lift: {department: hk-lifts, function: engineering}",
            "table.categories.facility_repair.subcategories.lift",
            "either a function or a department",
            id="two desks",
        ),
        pytest.param(
            HONG_KONG,
            "lift: {department: hk-lifts}",
            "trees: {department: hk-lifts}",
            "table",
            "trees belongs to greening, not to facility_repair",
            id="a subcategory of another category",
        ),
    ],
)
def test_a_wrong_field_is_named_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, path: str, reason: str
) -> None:
    problems = refusal(spoiled(tmp_path, file, old, new))
    found = [problem for problem in problems if (problem.file, problem.path) == (file, path)]
    assert len(found) == 1, problems
    assert reason in found[0].reason
    assert found[0].line > 0
