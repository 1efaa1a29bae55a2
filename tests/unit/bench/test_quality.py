"""The report beside its baselines: what it counts, how sure it is, and that no message's text stands in it."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bench.quality.baselines import counted
from bench.quality.folds import folded, shares, weighted
from bench.quality.lexicon_file import Weights, rewritten
from bench.quality.page import page
from bench.quality.report import reports, text
from bench.quality.resampling import differences, draws, intervals, resampled
from classifier.book_file import load
from classifier.domain.lexicon import Lexicon
from classifier.labelled import answered
from classifier.scoring import Guess, Labelled, Pair
from tests.unit.classifier.rooms import folder, shelf

SECRET = "the words of the message"


def pair(name: str, gold: str, said: str, urgency: str = "normal") -> Pair:
    row = Labelled(id=name, text=SECRET, lang="zh", gold_category=gold, gold_urgency=urgency)
    return row, Guess(said, None, None, "normal", by={"category": f"{said}-leads", "urgency": "rest"})


RULES = [pair("a", "noise", "noise"), pair("b", "noise", "parking"), pair("c", "parking", "parking", "emergency")]
PHRASES = [pair("a", "noise", "parking"), pair("b", "noise", "parking"), pair("c", "parking", "parking", "emergency")]


def test_samples_are_as_long_as_the_messages_and_the_same_on_every_run() -> None:
    assert draws(3, 20) == draws(3, 20)
    assert {len(sample) for sample in draws(3, 20)} == {3}
    assert {place for sample in draws(3, 20) for place in sample} == {0, 1, 2}


def test_an_interval_holds_the_middle_of_what_the_samples_say() -> None:
    scores = resampled(RULES, [[0, 0, 0]] * 39 + [[1, 1, 1]])
    assert intervals(scores)["category_strict"] == (1.0, 1.0)  # one sample in forty is outside
    assert "kind" not in intervals(scores)


def test_two_methods_are_compared_on_the_same_samples() -> None:
    places = [[0, 1, 2]] * 10
    ahead = differences(resampled(RULES, places), resampled(PHRASES, places))
    assert ahead["category_strict"] == pytest.approx((1 / 3, 1 / 3))


def test_a_report_counts_confusions_f1_and_each_disagreement_with_its_rule() -> None:
    (report,) = reports({"rules": RULES, "phrases": PHRASES})
    assert report.language == "zh"
    assert report.matrix == {("noise", "noise"): 1, ("noise", "parking"): 1, ("parking", "parking"): 1}
    assert report.f1["noise"] == {"rules": pytest.approx(2 / 3), "phrases": 0.0}
    assert report.f1["greening"] == {"rules": None, "phrases": None}
    assert [(one.id, one.slot, one.rule) for one in report.misses] == [
        ("b", "category", "parking-leads"),
        ("c", "urgency", "rest"),
    ]
    assert "noise                taken for parking              1" in text([report])


def test_the_page_shows_figures_goals_and_errors_and_no_text() -> None:
    shown = page(reports({"rules": RULES, "phrases": PHRASES}), "labelled.jsonl", date(2026, 11, 27))
    for told in (
        "Chinese",
        "category strict (goal 0.88)",
        "rules ahead of phrases",
        "noise taken for parking: 1",
        "rest",
    ):
        assert told in shown
    assert SECRET not in shown


def test_counting_phrases_takes_the_category_with_the_most() -> None:
    row = Labelled(text="电梯坏了，电梯又坏了，有点吵", lang="zh", gold_category="noise")
    ((_, guess),) = counted(shelf().group.lexicon, [row])
    assert guess.category == "facility_repair"


def test_fitted_numbers_go_into_the_lexicon_and_nothing_else_changes() -> None:
    before = "concepts:\n  lift:\n    words:\n      zh: [{电梯: 2}, 升降机]\n  now:\n    words: {zh: [刚刚]}\n"
    found = Weights({("lift", "电梯"): 5}, {"lift": {"noise": -3}}, "zh")
    after = rewritten(before, found)
    assert after.splitlines() == [
        "concepts:",
        "  lift:",
        "    bears: {zh: {noise: -3}}",
        "    words:",
        "      zh: [{电梯: 5}, 升降机]",
        "  now:",
        "    words: {zh: [刚刚]}",
    ]
    assert rewritten(after, found) == after


def test_folds_ask_of_each_message_what_was_fitted_without_it(tmp_path: Path) -> None:
    book = load(folder(tmp_path))  # without a rule for what noise leads
    rows = [Labelled(id=str(n), text="the lift, the noise", lang="en", gold_category="noise") for n in range(7)]
    seen: list[set[str]] = []

    def fitter(lexicon: Lexicon, rest: Sequence[Labelled]) -> Weights:
        assert lexicon == book.group.lexicon
        seen.append({row.id for row in rest})
        return Weights({}, {"lift": {"noise": 9}}, "en")

    pairs = folded(book, rows, 3, fitter)
    assert sorted(row.id for row, _ in pairs) == [row.id for row in rows]
    assert {guess.category for _, guess in answered(book, rows)} == {"facility_repair"}
    assert {guess.category for _, guess in pairs} == {None}
    place = 0
    for share, kept in zip(shares(7, 3), seen, strict=True):
        out = {rows[number].id for number in share}
        assert kept == {row.id for row in rows} - out
        assert {row.id for row, _ in pairs[place : place + len(share)]} == out
        place += len(share)


def test_points_of_one_language_are_replaced_and_phrases_keep_their_order(tmp_path: Path) -> None:
    before = load(folder(tmp_path)).group.lexicon
    after = weighted(before, Weights({("lift", "lift"): 7}, {"lift": {"noise": 3}, "angry": {}}, "en"))
    assert after.concepts["lift"].phrases() == [("lift", 7)]
    assert after.concepts["noise"].phrases() == before.concepts["noise"].phrases()
    assert after.concepts["lift"].bears == {"en": {"noise": 3}}
    again = weighted(after, Weights({}, {"noise": {"noise": 2}}, "zh"))
    assert again.concepts["lift"].bears == {"en": {"noise": 3}}
    assert again.concepts["noise"].bears == {"zh": {"noise": 2}}
    assert weighted(after, Weights({}, {}, "en")).concepts["lift"].bears == {}


def test_a_category_in_which_a_method_has_no_figure_names_the_best_of_the_others() -> None:
    """Nothing labelled and nothing said: no F1; in a small file one method has none where another has one."""
    (report,) = reports({"rules": RULES, "phrases": PHRASES})
    without = replace(report, f1={**report.f1, "noise": {"rules": 2 / 3, "phrases": None}})
    row = page([without], "labelled.jsonl", date(2026, 11, 27)).split("F1 by category")[1].split("noise", 1)[1]
    assert "<td>rules</td>" in row.split("</tr>")[0]


@pytest.mark.parametrize(
    ("rows", "told"), [("", "no rows"), ('{"text": "x"}\n', "labelled.jsonl:1: "), (None, "labelled.jsonl")]
)
def test_a_file_that_cannot_be_measured_is_told_in_a_sentence(tmp_path: Path, rows: str | None, told: str) -> None:
    file = tmp_path / "labelled.jsonl"
    if rows is not None:
        file.write_text(rows, encoding="utf-8")
    command = [sys.executable, "-m", "bench.quality", "--json", "--labelled", str(file)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603  our own
    assert ran.returncode == 1
    assert ran.stderr.startswith("bench.quality: ")
    assert told in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
