"""Who must act, on which ladder, and who is asking (D-202, D-205, D-301, D-407, D-408), asked of the demo estate."""

import pytest

from contracts.vocabulary import (
    AssignReason,
    Category,
    Flag,
    Function,
    Kind,
    Language,
    Responsibility,
    Role,
    Severity,
    Subcategory,
    Urgency,
)
from estate import (
    UnknownId,
    alarms_for,
    building,
    calendar_of,
    caller_by_key,
    department,
    department_for,
    department_with,
    ladder_for,
    languages_of,
    name_in,
    people_on_rung,
    person,
    person_by_token,
    site,
    sites_of_caller,
    sites_of_person,
    with_role,
)
from tests.unit.estate.demo import demo
from tests.unit.estate.examples import at

TUESDAY = at("2026-03-03 10:00")
TUESDAY_NIGHT = at("2026-03-03 23:00")


@pytest.mark.parametrize(
    ("place", "category", "subcategory", "found", "because"),
    [
        ("sh-lanting", Category.FACILITY_REPAIR, Subcategory.LIFT, "sh-engineering", AssignReason.SITE_TABLE),
        ("hk-harbour", Category.FACILITY_REPAIR, Subcategory.LIFT, "hk-lifts", AssignReason.SITE_TABLE),
        ("hk-harbour", Category.FACILITY_REPAIR, Subcategory.LEAK, "hk-engineering", AssignReason.SITE_TABLE),
        ("hk-harbour", Category.FACILITY_REPAIR, None, "hk-engineering", AssignReason.SITE_TABLE),
        ("sh-lanting", Category.GREENING, Subcategory.TREES, "sh-jieyue", AssignReason.SITE_TABLE),
        ("sz-kechuang", Category.GREENING, Subcategory.TREES, "group-operations", AssignReason.GROUP_FALLBACK),
        ("sz-kechuang", Category.FEES_FINANCE, None, "group-operations", AssignReason.GROUP_FALLBACK),
        ("hk-harbour", Category.PARKING, Subcategory.PARKING_CHARGE, "hk-service", AssignReason.SITE_TABLE),
        ("hk-harbour", Category.PARKING, Subcategory.ILLEGAL_PARKING, "hk-security", AssignReason.SITE_TABLE),
        ("sh-lanting", Category.STAFF_SERVICE, Subcategory.ATTITUDE, "sh-service", AssignReason.SITE_TABLE),
        (
            "sh-lanting",
            Category.STAFF_SERVICE,
            Subcategory.FAVOURS_ASKED,
            "group-supervision",
            AssignReason.SUPERVISION_FOR_FAVOURS,
        ),
        ("sh-lanting", Category.SECURITY, Subcategory.OTHER, "sh-order", AssignReason.SITE_TABLE),
    ],
)
def test_the_department_comes_from_the_tables_and_the_group_steps_in_d301(
    place: str, category: Category, subcategory: Subcategory | None, found: str, because: AssignReason
) -> None:
    answer = department_for(demo(), place, category, subcategory, TUESDAY)
    assert (answer.department.id, answer.because) == (found, because)


def test_every_category_and_subcategory_has_a_department_at_every_site_at_any_hour_d301() -> None:
    for place in demo().sites:
        for category in Category:
            for subcategory in (None, *Subcategory):
                for when in (TUESDAY, TUESDAY_NIGHT):
                    assert (
                        department_for(demo(), place, category, subcategory, when).department.id in demo().departments
                    )


def test_a_warranty_defect_goes_to_the_developers_desk_before_its_category_d205() -> None:
    for responsibility, found in (
        (Responsibility.WARRANTY, "group-operations"),
        (Responsibility.COMMON_PART, "sh-engineering"),
    ):
        answer = department_for(
            demo(), "sh-lanting", Category.FACILITY_REPAIR, Subcategory.LEAK, TUESDAY, responsibility
        )
        assert answer.department.id == found


def test_the_table_may_name_another_desk_for_the_hours_when_the_site_is_closed_d107() -> None:
    day, night = (department_for(demo(), "sh-lanting", Category.NOISE, None, when) for when in (TUESDAY, TUESDAY_NIGHT))
    assert (day.department.id, night.department.id) == ("sh-service", "sh-order")


def test_the_first_choice_that_fits_is_the_ladder_the_sites_before_the_groups_d407() -> None:
    ladders = {
        ("sh-lanting", Kind.COMPLAINT, Category.NOISE, Severity.MAJOR): "group-major",
        ("sh-lanting", Kind.COMPLAINT, Category.NOISE, Severity.MINOR): "group-default",
        ("sh-lanting", Kind.REPAIR, Category.FACILITY_REPAIR, None): "three-level",
        ("sh-lanting", Kind.REPAIR, Category.GREENING, None): "group-default",
        ("sz-kechuang", Kind.COMPLAINT, Category.NOISE, Severity.MAJOR): "demonstration",
        ("sz-kechuang", Kind.ENQUIRY, None, None): "group-default",
        ("sz-kechuang", None, None, None): "group-default",
    }
    assert {asked: ladder_for(demo(), *asked).id for asked in ladders} == ladders


def test_a_rung_means_the_head_of_the_tickets_department_and_the_sites_people_before_the_groups() -> None:
    rungs = demo().ladders["group-default"].rungs
    people = [[who.id for who in people_on_rung(demo(), "hk-harbour", "hk-lifts", rung)] for rung in rungs]
    assert people == [["chan-kalok"], ["lee-kwokfai"], ["fang-wenhui"], ["chen-guodong", "gao-yaqin"]]


def test_without_a_department_the_head_is_customer_services() -> None:
    assert with_role(demo(), "hk-harbour", None, Role.DEPARTMENT_HEAD) == ("wong-wingki",)
    assert with_role(demo(), "hk-harbour", None, Role.DUTY_MANAGER) == ("lee-kwokfai", "wong-wingki", "chan-kalok")


@pytest.mark.parametrize(
    ("kind", "severity", "urgency", "flags", "names"),
    [
        pytest.param(Kind.COMPLAINT, Severity.MAJOR, Urgency.NORMAL, set(), ["major-complaint"], id="major"),
        pytest.param(Kind.REPAIR, Severity.MAJOR, Urgency.NORMAL, set(), [], id="a major repair is no major complaint"),
        pytest.param(Kind.REPAIR, None, Urgency.EMERGENCY, set(), ["emergency"], id="emergency"),
        pytest.param(Kind.COMPLAINT, Severity.MINOR, None, {Flag.GROUP}, ["group-complaint"], id="group"),
        pytest.param(
            Kind.COMPLAINT, Severity.IMPORTANT, None, {Flag.THREATENING}, ["threat", "worth-knowing"], id="threat"
        ),
        pytest.param(
            Kind.COMPLAINT, Severity.MINOR, None, {Flag.FORWARDED_BY_GOVERNMENT}, ["worth-knowing"], id="government"
        ),
        pytest.param(Kind.PRAISE, None, None, set(), [], id="praise"),
        pytest.param(None, None, None, {Flag.THREATENING}, ["threat"], id="a threat in triage"),
        pytest.param(None, Severity.MAJOR, None, set(), [], id="no kind yet: nothing meant for complaints alone"),
    ],
)
def test_alarms_go_out_at_once_without_waiting_for_a_breach_d408(
    kind: Kind | None, severity: Severity | None, urgency: Urgency | None, flags: set[Flag], names: list[str]
) -> None:
    assert [alarm.name for alarm in alarms_for(demo(), kind, severity, urgency, frozenset(flags))] == names


def test_keys_and_tokens_lead_to_who_owns_them_and_to_their_sites() -> None:
    app = caller_by_key(demo(), "demo-harbour-app")
    operator = caller_by_key(demo(), "demo-operator")
    assert app is not None
    assert operator is not None
    assert (app.role, sites_of_caller(demo(), app)) == (Role.RESIDENT, frozenset({"hk-harbour"}))
    assert (operator.role, sites_of_caller(demo(), operator)) == (Role.OPERATOR, frozenset(demo().sites))
    agent = person_by_token(demo(), "demo-gu-xiaowen")
    assert agent is not None
    assert sites_of_person(demo(), agent.id) == {"sh-lanting"}
    assert sites_of_person(demo(), "chen-guodong") == set(demo().sites)


@pytest.mark.parametrize("key", ["", "demo", "demo-gu-xiaowen "])
def test_a_key_that_nobody_owns_leads_to_nobody(key: str) -> None:
    assert caller_by_key(demo(), key) is None
    assert person_by_token(demo(), key) is None


@pytest.mark.parametrize("named", ["B12", "b12", "12号楼", " 12 号楼 ", "building 12", "Building12"])
def test_a_building_is_found_by_its_id_or_one_of_its_names(named: str) -> None:
    found = building(demo(), "sh-lanting", named)
    assert found is not None
    assert found.id == "B12"


def test_a_building_that_does_not_exist_is_none() -> None:
    assert building(demo(), "sh-lanting", "13号楼") is None


def test_names_come_in_the_language_asked_for_or_the_nearest_script() -> None:
    harbour, lanting = site(demo(), "hk-harbour"), department(demo(), "sh-service")
    assert name_in(harbour.names, Language.ZH_HANT) == "海濱灣"
    assert name_in(lanting.names, Language.ZH_HANT) == "客户服务部"
    assert name_in({Language.ZH_HANT: "工程部"}, Language.EN) == "工程部"
    assert languages_of(demo(), "hk-harbour") == (Language.ZH_HANT, Language.EN)


def test_what_does_not_exist_is_refused_with_what_does() -> None:
    with pytest.raises(UnknownId, match=r"no site 'hk'.*known are: hk-harbour, sh-lanting, sz-kechuang"):
        calendar_of(demo(), "hk")
    with pytest.raises(UnknownId, match="no department 'x'"):
        department(demo(), "x")
    with pytest.raises(UnknownId, match="no person 'x'"):
        person(demo(), "x")


def test_a_function_that_neither_site_nor_group_has_is_none() -> None:
    found = department_with(demo(), "sh-lanting", Function.SUPERVISION)
    assert found is not None
    assert found.because is AssignReason.GROUP_FALLBACK
    assert department_with(demo(), "sz-kechuang", Function.CONTRACTOR) is not None
