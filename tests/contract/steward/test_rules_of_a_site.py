"""Rules for a site that is not there are told, with the name that may be meant: nobody would ever ask them (D-209)."""

from pathlib import Path

import pytest

from tests.harness.command import Ran, steward
from tests.harness.process import ROOT
from tests.unit.classifier.rooms import LIFT, folder, rule

ESTATE = ROOT / "estates" / "demo"
CASES = "cases:\n  - {text: the lift, expect: {category: facility_repair}, site: %s}\n"
WORDS = "concepts:\n  lift: {words: {en: [hoist]}}\n"
RULES = "rules:\n" + rule("angry-lift", 5, "{has: [angry]}", "{category: noise}").replace(
    "    rank", "    stage: category\n    rank"
)


def book(path: Path, site: str) -> Path:
    own = {f"overlays/{site}": RULES, f"overlays/{site}.lexicon": WORDS, "category.cases": CASES % site}
    return folder(path, category=LIFT, **own)


def about_sites(ran: Ran, site: str) -> list[str]:
    return [line[2:] for line in ran.out.splitlines() if f"no site is called {site}" in line]


WRONG = [
    (
        "overlays/sh-lantin.yaml:1: -: no site is called sh-lantin (did you mean sh-lanting?): "
        "nobody asks it; rename the file, or give the estate that site"
    ),
    (
        "overlays/sh-lantin.lexicon.yaml:1: -: no site is called sh-lantin (did you mean sh-lanting?): "
        "nobody asks it; rename the file, or give the estate that site"
    ),
    "category.cases.yaml:2: case: no site is called sh-lantin (did you mean sh-lanting?); name one in `site`",
]


@pytest.mark.parametrize("environment", [False, True])
def test_of_the_estate_that_is_named_they_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, environment: bool
) -> None:
    if environment:
        monkeypatch.setenv("STEWARD_ESTATE", str(ESTATE))
    ran = steward("rules", "check", book(tmp_path, "sh-lantin"), *([] if environment else ["--estate", ESTATE]))
    assert ran.code == 1
    assert about_sites(ran, "sh-lantin") == WRONG


def test_of_the_estate_that_lies_here_they_are_told_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    ran = steward("rules", "check", book(tmp_path, "sh-lantin"))
    assert about_sites(ran, "sh-lantin") == WRONG
    assert "by estates/demo; if yours is another, name it with --estate" in ran.out
    told = steward("rules", "check", tmp_path, "--json").json
    assert [one["file"] for one in told["warnings"]] == [line.split(":")[0] for line in WRONG]
    assert not [one for one in told["findings"] if "no site" in one["message"]]


def test_where_no_estate_lies_nothing_is_said_of_sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert "no site" not in steward("rules", "check", book(tmp_path, "sh-lantin")).out


def test_rules_of_a_site_that_is_there_are_in_order(tmp_path: Path) -> None:
    assert "no site" not in steward("rules", "check", book(tmp_path, "sh-lanting"), "--estate", ESTATE).out


def test_an_estate_that_is_refused_is_told_with_what_to_do(tmp_path: Path) -> None:
    ran = steward("rules", "check", book(tmp_path, "sh-lanting"), "--estate", tmp_path)
    assert ran.code == 78
    assert f"steward estate check {tmp_path}" in ran.said


def test_no_rule_is_begun_for_a_site_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = ("rules", "new", "--rules", folder(tmp_path), "--text", "the lift", "--then", "kind=repair", "--site")
    ran = steward(*begin, "sh-lantin", "--estate", ESTATE)
    assert (ran.code, (tmp_path / "overlays").exists()) == (2, False)
    assert "no site is called sh-lantin (did you mean sh-lanting?) in " in ran.said
    monkeypatch.chdir(ROOT)
    assert "no site is called sh-lantin" in steward(*begin, "sh-lantin", "--has", "lift").out
    assert (tmp_path / "overlays" / "sh-lantin.yaml").exists()


def test_a_site_without_rules_of_its_own_is_told_with_the_nearest_that_has_some(tmp_path: Path) -> None:
    said = steward("rules", "explain", "the lift", "--site", "sh-lantin", "--rules", book(tmp_path, "sh-lanting")).out
    assert "sh-lantin has no rules or words of its own here (did you mean sh-lanting?)" in said
