"""Who acts (D-301, D-107, D-205, D-306, D-307)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contracts.snapshot import Matter
from contracts.vocabulary import AssignReason, Category, Responsibility, Subcategory
from dispatch.domain.assignment import Asking, Chosen, customer_service, for_matter, in_department, manager, tracker
from tests.unit.dispatch.play import MONDAY, NIGHT, TICKET, town

DAY = Asking(ticket=TICKET, site="bay", at=MONDAY, loads={})
LATE = replace(DAY, at=NIGHT)
SUNDAY_NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
R = AssignReason


def chosen(asking: Asking, category: Category, subcategory: Subcategory | None = None, **matter: object) -> Chosen:
    fields = {"n": 1, "category": category, "subcategory": subcategory, **matter}
    return for_matter(town(), asking, Matter.model_validate(fields))


@pytest.mark.parametrize(
    ("case", "asking", "category", "subcategory", "department", "person", "reasons"),
    [
        ("the site's own", DAY, "security", None, "b-order", "ivan", [R.SITE_TABLE, R.ON_SHIFT_LEAST_LOADED]),
        ("the group's", DAY, "greening", None, "g-quality", "nora", [R.GROUP_FALLBACK, R.ON_SHIFT_LEAST_LOADED]),
        ("a contractor", DAY, "environment_hygiene", None, "b-clean", None, [R.SITE_TABLE, R.NOBODY_ON_SHIFT]),
        ("favours", DAY, "staff_service", "favours_asked", "g-audit", "olga", [R.SUPERVISION_FOR_FAVOURS]),
        ("after hours", LATE, "noise", None, "b-office", "hugo", [R.DUTY_MANAGER_AFTER_HOURS]),
        ("on call", LATE, "facility_repair", "plumbing", "b-works", "finn", [R.SITE_TABLE, R.ON_CALL]),
        ("nobody there", LATE, "greening", None, "g-quality", None, [R.GROUP_FALLBACK, R.NOBODY_ON_SHIFT]),
        ("skill", DAY, "facility_repair", "electricity", "b-works", "finn", [R.SITE_TABLE]),
        ("a skill in two words", DAY, "facility_repair", "access_control", "b-works", "erik", [R.SITE_TABLE]),
        ("its only expert leads", DAY, "facility_repair", "lift", "b-works", "gina", [R.SITE_TABLE]),
    ],
)
def test_department_and_person_follow_from_site_category_hour_skill_and_shift_d301(
    case: str,
    asking: Asking,
    category: str,
    subcategory: str | None,
    department: str,
    person: str | None,
    reasons: list[AssignReason],
) -> None:
    found = chosen(asking, Category(category), Subcategory(subcategory) if subcategory else None)
    assert (found.department, found.person) == (department, person), case
    assert list(found.reasons)[: len(reasons)] == reasons, case
    assert found.because, case


def test_a_warranty_defect_goes_to_the_developers_liaison_whatever_its_category_d205() -> None:
    found = chosen(DAY, Category.FACILITY_REPAIR, Subcategory.LEAK, responsibility=Responsibility.WARRANTY)
    assert found.department == "g-quality"


def test_of_two_who_are_there_the_less_loaded_gets_it_and_the_head_last_d301() -> None:
    asking = replace(DAY, loads={"erik": 4, "finn": 1, "gina": 0})
    assert chosen(asking, Category.FACILITY_REPAIR).person == "finn"
    assert chosen(replace(asking, loads={"erik": 1, "finn": 4}), Category.FACILITY_REPAIR).person == "erik"


def test_equally_loaded_people_take_turns() -> None:
    got = {chosen(replace(DAY, ticket=f"t{n}"), Category.FACILITY_REPAIR).person for n in range(40)}
    assert got == {"erik", "finn"}


def test_skill_counts_for_more_than_load() -> None:
    asking = replace(DAY, loads={"erik": 9, "gina": 0})
    assert chosen(asking, Category.FACILITY_REPAIR, Subcategory.PLUMBING).person == "erik"


def test_who_declined_is_not_asked_again_and_with_nobody_left_the_department_still_has_it() -> None:
    asking = replace(DAY, avoiding=("erik",))
    assert in_department(town(), asking, "b-works").person in ("finn", "gina")
    nobody = in_department(town(), replace(DAY, avoiding=("erik", "finn", "gina")), "b-works")
    assert (nobody.department, nobody.person, nobody.reasons) == ("b-works", None, (R.NOBODY_ON_SHIFT,))


def test_a_site_without_customer_service_has_its_control_room_for_it() -> None:
    assert customer_service(town(), "bay") == "b-service"
    assert customer_service(town(), "hill") == "h-desk"


def test_a_ticket_always_has_a_tracker_even_when_nobody_is_there_d106() -> None:
    assert tracker(town(), DAY, None) == "bert"
    assert tracker(town(), replace(LATE, at=SUNDAY_NOON), None) == "anna"


def test_the_manager_is_senior_and_not_one_who_was_passed_over_d306_d307() -> None:
    found = manager(town(), DAY, "b-works", R.HANDED_ON_TOO_OFTEN)
    assert (found.person, found.department, found.reasons) == ("hugo", "b-office", (R.HANDED_ON_TOO_OFTEN,))
    assert manager(town(), replace(DAY, avoiding=("hugo",)), "b-service", R.HANDLER_IS_SUBJECT).person == "anna"


def test_the_explanation_names_table_skill_and_load_d301() -> None:
    found = chosen(replace(DAY, loads={"erik": 2}), Category.FACILITY_REPAIR, Subcategory.PLUMBING)
    assert found.because == ("site_table:facility_repair/plumbing", "skill:plumbing", "load:2")


def test_the_choice_does_not_depend_on_the_moment_within_a_shift() -> None:
    later = replace(DAY, at=MONDAY + timedelta(hours=1))
    assert chosen(later, Category.SECURITY) == chosen(DAY, Category.SECURITY)
