"""What `steward rules check` and `steward rules explain` stand on (D-207, D-209)."""

from pathlib import Path

from classifier.book_file import load
from classifier.check import check, checked, unreached
from classifier.explain import explain, sentences
from contracts.vocabulary import Language, Slot
from tests.unit.classifier.rooms import RULES, folder, matcher, shelf, verdict


def test_an_explanation_reads_in_three_languages_and_names_file_and_line() -> None:
    text = "没有漏水，但是电梯坏了"
    found = explain(matcher(), (shelf().group,), text, verdict(text))
    category = next(r for r in found.reasons if r.slot is Slot.CATEGORY)
    assert category.file == "category.yaml"
    assert category.line > 1
    assert set(category.sentence) == set(Language)
    assert [(h.words, h.counts) for h in found.heard if h.concept == "leak"] == [("漏水", False)]


def test_a_reason_of_a_rule_that_is_gone_is_left_out(tmp_path: Path) -> None:
    other = load(folder(tmp_path)).group
    assert {r.rule for r in sentences((other,), verdict("电梯坏了"))} <= {"lift-leads", "all-complaints"}


def test_the_shipped_rules_pass_their_check() -> None:
    assert check(RULES) == []


def test_a_case_that_comes_out_otherwise_is_a_finding(tmp_path: Path) -> None:
    wrong = "cases:\n  - text: the lift\n    expect: {category: noise, colour: red}\n    rules: [nobody]\n"
    said = "\n".join(map(str, check(folder(tmp_path, **{"category.cases": wrong}))))
    assert "category is facility_repair, expected noise" in said
    assert "colour is not a slot" in said
    assert "rule nobody did not win" in said
    assert "category.cases.yaml:2" in said


def test_a_value_no_case_expects_is_a_finding(tmp_path: Path) -> None:
    bare = load(folder(tmp_path))
    assert "kind praise" in unreached(bare)


def test_a_rule_file_without_cases_beside_it_is_a_finding(tmp_path: Path) -> None:
    said = "\n".join(map(str, check(folder(tmp_path))))
    assert "category.yaml:1: -: has no cases; write down in category.cases.yaml what its rules must decide" in said
    case = "cases:\n  - {text: The lift is broken., expect: {category: facility_repair}}"
    assert "category.yaml:1" not in "\n".join(map(str, check(folder(tmp_path, **{"category.cases": case}))))


def test_a_rule_that_wins_on_no_case_is_named(tmp_path: Path) -> None:
    assert checked(folder(tmp_path)).unused == ["lift-leads", "all-complaints"]
    case = "cases:\n  - text: the lift\n    expect: {category: facility_repair}\n"
    assert checked(folder(tmp_path, **{"category.cases": case})).unused == []


def test_check_reports_a_refused_book_instead_of_raising(tmp_path: Path) -> None:
    assert check(tmp_path)[0].file == "lexicon.yaml"
