"""`steward rules explain`: every slot with its rule, the words where they stand, what lost and why (D-207)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.harness.command import steward
from tests.unit.classifier.rooms import LIFT, RULES, folder, rule

TEXT = "没有漏水，但是我们单元的电梯坏了，反映了三次一直没人修。"


@pytest.fixture(scope="module")
def found() -> Any:
    return steward("rules", "explain", TEXT, "--json").json


def test_for_scripts_it_holds_verdict_reasons_and_what_was_heard(found: Any) -> None:
    category = next(one for one in found["reasons"] if one["slot"] == "category")
    assert {"rule", "version", "rank", "file", "line", "sentence", "spans", "words", "lost"} <= category.keys()
    assert [TEXT[a:b] for a, b in category["spans"]] == category["words"]
    assert set(category["sentence"]) == {"zh-Hans", "zh-Hant", "en"}
    assert found["verdict"]["category"] == "facility_repair"
    leak = next(one for one in found["heard"] if one["concept"] == "leak")
    assert (leak["words"], leak["stance"], leak["counts"]) == ("漏水", "negated", False)


def test_each_decided_slot_has_its_reason(found: Any) -> None:
    for slot in ("kind", "category", "subcategory", "severity", "urgency", "responsibility"):
        assert any(one["slot"] == slot and one["value"] == found["verdict"][slot] for one in found["reasons"])


def test_what_lost_says_by_what(found: Any) -> None:
    lost = [(one["rank"], loser) for one in found["reasons"] for loser in one["lost"]]
    assert lost
    assert all(loser["by"] == "rank" and loser["rank"] > rank for rank, loser in lost)


def test_people_read_it_in_three_languages_with_the_place_of_the_rule() -> None:
    ran = steward("rules", "explain", TEXT)
    for said in ("主要涉及电梯", "主要涉及升降機", "mainly about a lift", "category.yaml:", "“漏水” (leak: negated)"):
        assert said in ran.out
    assert "升降機" not in steward("rules", "explain", TEXT, "--language", "en").out


def test_a_text_can_come_from_stdin_so_that_no_shell_remembers_it() -> None:
    assert "lift-leads" in steward("rules", "explain", "-", typed="电梯坏了").out


def test_a_text_from_stdin_may_be_in_either_encoding_of_the_field() -> None:
    assert "lift-leads" in steward("rules", "explain", "-", typed="电梯坏了".encode("gb18030")).out
    ran = steward("rules", "explain", "-", typed=b"\xff\xff")
    assert (ran.code, ran.said) == (2, "stdin: is neither UTF-8 nor GB 18030; save it as UTF-8")


def test_a_folder_that_holds_no_rules_is_told_with_a_question(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        ran = steward("rules", "explain", "the lift", "--rules", place)
        assert ran.code == 78
        assert (
            "lexicon.yaml:0: -: cannot be read: No such file or directory; is this the folder of a rule book?"
            in ran.said
        )


def test_the_rules_asked_are_those_the_services_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = rule("hoists-lead", 10, "{is: {lead: lift}}", "{category: facility_repair, subcategory: lift}")
    monkeypatch.setenv("CLASSIFIER_RULES", str(folder(tmp_path, category=named)))
    assert "by hoists-lead" in steward("rules", "explain", "the lift is broken").out
    assert f"{tmp_path} may not go live" in steward("rules", "check").out  # it has no cases
    assert "by lift-leads" in steward("rules", "explain", "the lift is broken", "--rules", RULES).out


def test_what_goes_to_a_person_shows_the_two_best_candidates_with_their_words(tmp_path: Path) -> None:
    near = rule("two-alike", 10, "{at_most: {margin: 9}, at_least: {topics: 2}}", "{triage: ambiguous}")
    book = folder(tmp_path, triage="rules:\n" + near, category=LIFT)
    ran = steward("rules", "explain", "the lift is broken, and there is noise", "--rules", book)
    assert "A person must look: ambiguous" in ran.out
    assert "1. facility_repair: lift, weight" in ran.out
    assert "“noise”" in ran.out.partition("2. noise")[2]


def test_the_longest_text_is_explained_within_bounds() -> None:
    flood = "，".join(["漏水", "电梯坏了", "太吵", "垃圾", "停车"] * 1_500)
    ran = steward("rules", "explain", "-", "--json", typed=flood)
    assert len(json.dumps(ran.json)) < 40_000
    told = steward("rules", "explain", "-", typed=flood).out
    assert len(told) < 20_000
    assert "only its beginning and its end were read" in told
