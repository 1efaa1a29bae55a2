"""The demo estate keeps what its README and the issue promise: invented people, keys that work, three places."""

import re
from pathlib import Path

from contracts.vocabulary import AssignReason, Category, Function, Language
from estate import SiteKind, caller_by_key, department_for, department_with, load, person_by_token, sites_of_caller
from estate.ladders import Ladder
from tests.unit.estate.examples import at

DEMO = Path(__file__).parents[3] / "estates" / "demo"
ESTATE = load(DEMO)
README = (DEMO / "README.md").read_text(encoding="utf-8")


def test_it_has_three_sites_and_between_twelve_and_twenty_people() -> None:
    assert {one.id: one.kind for one in ESTATE.sites.values()} == {
        "hk-harbour": SiteKind.RESIDENTIAL,
        "sh-lanting": SiteKind.RESIDENTIAL,
        "sz-kechuang": SiteKind.OFFICE,
    }
    assert 12 <= len(ESTATE.people) <= 20
    assert ESTATE.sites["hk-harbour"].languages == (Language.ZH_HANT, Language.EN)


def test_nobody_in_it_can_be_reached_in_earnest() -> None:
    phones = [person.phone for person in ESTATE.people.values()] + [one.phone for one in ESTATE.departments.values()]
    for phone in phones:
        assert phone is None or re.fullmatch(r"\+861990000\d{4}|\+8525555\d{4}", phone)
    for person in ESTATE.people.values():
        assert person.email is None or person.email.endswith(("@example.com", "@example.org")), person.id


def test_the_readme_lists_each_caller_with_a_key_that_works_and_its_sites() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \| `([a-z-]+)` \| (\w+) \| (.+) \|$", README, re.MULTILINE)
    assert {row[0] for row in rows} == {one.id for one in ESTATE.callers.values()}
    for caller_id, key, role, sites in rows:
        caller = caller_by_key(ESTATE, key)
        assert caller is not None, caller_id
        assert (caller.id, caller.role) == (caller_id, role)
        wanted = set(ESTATE.sites) if sites == "all" else set(sites.split(", "))
        assert sites_of_caller(ESTATE, caller) == wanted


def test_each_person_has_the_token_that_the_readme_says() -> None:
    for person_id in ESTATE.people:
        found = person_by_token(ESTATE, f"demo-{person_id}")
        assert found is not None, person_id
        assert found.id == person_id


def test_no_key_stands_in_the_files_themselves() -> None:
    text = (DEMO / "callers.yaml").read_text(encoding="utf-8")
    assert "demo-" not in text


def test_shenzhen_misses_departments_and_the_group_steps_in() -> None:
    found = department_for(ESTATE, "sz-kechuang", Category.GREENING, None, at("2026-03-03 10:00"))
    assert found.because is AssignReason.GROUP_FALLBACK
    own = department_with(ESTATE, "sh-lanting", Function.GREENING)
    assert own is not None
    assert own.because is AssignReason.SITE_TABLE


def test_two_rungs_of_the_demonstration_ladder_are_climbed_within_fifteen_seconds_of_the_report() -> None:
    ladder: Ladder = ESTATE.ladders["demonstration"]
    first_wait = ladder.rungs[0].wait
    assert first_wait is not None
    assert 6 + first_wait.total_seconds() <= 15
    assert len(ladder.rungs) >= 3
