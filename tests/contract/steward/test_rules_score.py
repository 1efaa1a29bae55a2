"""`steward rules score FILE`: the JSON scripts rely on, and refusals that say which line and what to do (D-207)."""

import json
from pathlib import Path

import pytest

from tests.harness.command import steward
from tests.unit.classifier.rooms import folder

FIGURES = [
    *("n", "category_strict", "category_lenient", "kind", "severity", "urgency"),
    *("emergency_recall", "emergency_precision", "macro_f1", "triage_share", "precision_outside_triage"),
]
ROWS = [
    {
        "id": "a",
        "text": "三号楼电梯坏了，请派人来修",
        "lang": "zh",
        "script": "hans",
        "source": "ours",
        "gold_category": "facility_repair",
        "gold_secondary": [],
        "gold_severity": "important",
        "gold_urgency": "normal",
    },
    {"id": "b", "text": "樓上日日半夜拖櫈，嘈到瞓唔到", "lang": "zh", "script": "hant", "gold_category": "noise"},
    {"text": "Thank you for the clean lobby", "lang": "en", "gold_category": "parking", "gold_secondary": None},
]


def file_of(where: Path, *rows: object) -> Path:
    file = where / "labelled.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return file


def test_the_json_holds_exactly_these_figures_of_both_languages(tmp_path: Path) -> None:
    ran = steward("rules", "score", file_of(tmp_path, *ROWS), "--json")
    assert ran.code == 0
    assert list(ran.json) == ["zh", "en"]
    assert [list(own) for own in ran.json.values()] == [FIGURES, FIGURES]
    zh = ran.json["zh"]  # both scripts together; null where nobody labelled
    assert (zh["n"], zh["category_strict"], zh["kind"], zh["severity"]) == (2, 1.0, None, 1.0)


def test_a_language_without_rows_has_n_zero_and_nulls(tmp_path: Path) -> None:
    en = steward("rules", "score", file_of(tmp_path, ROWS[0]), "--json").json["en"]
    assert en == {name: 0 if name == "n" else None for name in FIGURES}


def test_for_people_it_is_a_table_and_each_disagreement_names_row_and_rule_but_no_text(tmp_path: Path) -> None:
    ran = steward("rules", "score", file_of(tmp_path, *ROWS), "--misses")
    assert "100.0 %" in ran.out
    line = next(line for line in ran.out.splitlines() if "parking" in line)
    assert line.split()[:2] == ["3", "category"]  # a row without an id has its line's number
    assert "lobby" not in ran.out


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ('{"text": "x", "lang": "zh"}', "labelled.jsonl:2: gold_category: Field required; mend the row"),
        ('{"text": "x", "lang": "fr", "gold_category": "noise"}', "labelled.jsonl:2: lang: "),
        ('{"text": "x", "lang": "zh", "gold_category": "lifts"}', "labelled.jsonl:2: gold_category: "),
        ("not json", "labelled.jsonl:2: is no row: "),
    ],
    ids=["a label is missing", "another language", "an unknown category", "no JSON"],
)
def test_a_row_that_cannot_be_used_is_refused_with_line_field_and_cure(tmp_path: Path, row: str, told: str) -> None:
    file = file_of(tmp_path, ROWS[0])
    file.write_text(file.read_text("utf-8") + row, encoding="utf-8")
    ran = steward("rules", "score", file, "--rules", folder(tmp_path))
    assert ran.code == 1
    assert told in ran.said


def test_a_file_that_is_not_there_or_empty_or_in_another_encoding_is_told(tmp_path: Path) -> None:
    book = ("--rules", folder(tmp_path))
    assert "cannot be read" in steward("rules", "score", tmp_path / "nowhere.jsonl", *book).said
    assert "holds no rows" in steward("rules", "score", file_of(tmp_path), *book).said
    (tmp_path / "gbk.jsonl").write_bytes('{"text": "电梯"}'.encode("gb18030"))
    assert "is not UTF-8" in steward("rules", "score", tmp_path / "gbk.jsonl", *book).said
