"""Figures say what they say (D-207, D-208): each is worked out by hand here."""

from pathlib import Path

import pytest

from classifier.labelled import lines
from classifier.scoring import Guess, Labelled, confusion, missed_by_two, score, scores


def row(
    category: str, secondary: tuple[str, ...] = (), severity: str = "important", urgency: str = "normal"
) -> Labelled:
    return Labelled(
        text="-",
        lang="zh",
        gold_category=category,
        gold_secondary=secondary,
        gold_severity=severity,
        gold_urgency=urgency,
    )


PAIRS = [
    (row("noise", severity="major"), Guess("noise", None, "minor", "normal")),
    (row("parking", ("security",)), Guess("security", None, "important", "emergency")),
    (row("noise", urgency="emergency"), Guess("noise", None, "important", "emergency")),
    (row("greening", urgency="emergency"), Guess(None, None, "important", "normal", triage=True)),
]


def test_strict_and_lenient_shares_are_counted_over_all_rows() -> None:
    figures = score(PAIRS)
    assert (figures.n, figures.category_strict, figures.category_lenient) == (4, 0.5, 0.75)


def test_an_emergency_is_recalled_or_missed_or_invented() -> None:
    figures = score(PAIRS)
    assert (figures.emergency_recall, figures.emergency_precision) == (0.5, 0.5)


def test_what_goes_to_triage_is_left_out_of_the_precision() -> None:
    figures = score(PAIRS)
    assert (figures.triage_share, figures.precision_outside_triage) == (0.25, 1.0)


def test_a_slot_nobody_labelled_has_no_figure() -> None:
    assert score(PAIRS).kind is None
    assert score([]).category_strict is None


def test_macro_f1_weighs_every_category_alike() -> None:
    assert score(PAIRS).macro_f1 == pytest.approx((1.0 + 0.0 + 0.0) / 3)


def test_errors_are_named_and_the_gravest_are_counted() -> None:
    assert confusion(PAIRS) == [("greening", "None", 1), ("parking", "security", 1)]
    assert missed_by_two(PAIRS) == 1


def test_a_row_that_cannot_be_read_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_text('{"text": "x", "lang": "zh", "gold_category": "noise"}\n{"text": "x", "lang": "zh"}\n')
    with pytest.raises(ValueError, match=r"wrong\.jsonl:2: gold_category"):
        list(lines(file))


def test_both_chinese_scripts_are_one_language() -> None:
    both = [(row("noise").model_copy(update={"lang": lang}), Guess("noise")) for lang in ("zh-Hans", "zh-Hant", "zh")]
    assert scores(both)["zh"].n == 3
