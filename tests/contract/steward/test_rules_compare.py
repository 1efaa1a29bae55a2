"""`steward rules shadow|coverage` on a file: what scripts and people read (D-209)."""

import json
from pathlib import Path

import pytest

from tests.harness.command import Ran, steward
from tests.unit.classifier.rooms import LIFT, folder, rule

NOISE = rule("noise-leads", 20, "{is: {lead: noise}}", "{category: noise}")
CALLS = [("coverage",), ("shadow", "--book")]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return folder(tmp_path, category=LIFT + NOISE)


def of_file(book: Path, call: tuple[str, ...], *rows: object) -> Ran:
    file = book / "past.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return steward("rules", *call, *([book] if len(call) > 1 else []), "--rules", book, "--file", file)


@pytest.mark.parametrize("call", CALLS)
def test_an_empty_file_never_says_that_all_is_well(book: Path, call: tuple[str, ...]) -> None:
    ran = of_file(book, call)
    assert ran.code == 1
    assert "past.jsonl: holds no messages" in ran.said


@pytest.mark.parametrize("call", CALLS)
def test_one_message_is_told_as_one(book: Path, call: tuple[str, ...]) -> None:
    assert "1 message" in of_file(book, call, {"text": "the lift"}).out
    assert "1 messages" not in of_file(book, call, {"text": "the lift"}).out
    assert "2 messages" in of_file(book, call, {"text": "the lift"}, {"text": "the lift"}).out


def test_where_no_rule_held_no_table_is_drawn_and_all_that_never_did_stand_in_one_line(tmp_path: Path) -> None:
    many = "".join(
        rule(f"lift-at-margin-{n}", n + 1, f"{{at_least: {{margin: {900 - n}}}}}", "{category: noise}")
        for n in range(20)
    )
    book = folder(tmp_path, category=many, kind="rules:\n" + rule("angry-ones", 1, "{has: [angry]}", "{kind: repair}"))
    said = of_file(book, ("coverage",), {"text": "the lift"}).out
    assert "stands in" not in said
    assert len([line for line in said.splitlines() if "lift-at-margin-" in line]) == 1


@pytest.mark.parametrize("option", [("--text", "other words"), ("--rules", "somewhere")])
def test_what_is_for_a_case_only_is_refused_where_no_case_is_wanted(option: tuple[str, str]) -> None:
    ran = steward("rules", "corrections", *option)
    assert (ran.code, ran.said) == (2, "--text and --rules are for a case: name the ticket's number with --case")
