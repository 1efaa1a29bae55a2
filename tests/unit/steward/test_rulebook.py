"""The pure parts behind the rules' commands: what differs, what is grave, what a text gives away (D-108, D-209)."""

from dataclasses import replace
from pathlib import Path

import pytest

from classifier.classify import Request
from classifier.domain.verdict import Because, DecidedBy, Verdict
from contracts.requests import About, Report, Reporter
from contracts.vocabulary import Category, Channel, Flag, Severity, Slot, Urgency
from steward.answers import CommandError
from steward.rulebook.casefile import NewCase, betrayed, longest_shared
from steward.rulebook.past import Past, in_file
from steward.rulebook.shadow import Move, Shadow
from steward.rulebook.showing import Shown, highlighted, windows
from tests.unit.classifier.rooms import NOW

BECAUSE = (Because(Slot.URGENCY, "emergency", "fire-burns", "v1"), Because(Slot.FLAG, "safety", "hazard", "v1"))
BURNING = Verdict(
    "book",
    NOW,
    DecidedBy.EVALUATOR,
    None,
    category=Category.SECURITY,
    severity=Severity.MAJOR,
    urgency=Urgency.EMERGENCY,
    flags=(Flag.SAFETY,),
    because=BECAUSE,
)
CALM = replace(BURNING, urgency=Urgency.NORMAL, flags=(), because=(Because(Slot.URGENCY, "normal", "rest", "v1"),))


def past(name: str, **labelled: str) -> Past:
    return Past(name, "S01", Request("text", Channel.WEB), labelled)


def test_a_shadow_run_counts_each_slot_that_moves_under_the_category_it_had() -> None:
    counts = Shadow()
    counts.compare(past("1"), BURNING, CALM)
    counts.compare(past("2"), CALM, CALM)
    assert (counts.messages, counts.changed) == (2, 1)
    assert set(counts.moves) == {Move("urgency", "emergency", "normal"), Move("flags", "safety", "-")}
    assert counts.by_category["security", Move("urgency", "emergency", "normal")] == 1


def test_an_emergency_that_would_be_none_any_more_is_grave_the_other_way_round_is_not() -> None:
    counts = Shadow()
    counts.compare(past("1"), BURNING, CALM)
    counts.compare(past("2"), CALM, BURNING)
    assert counts.grave == [(Move("urgency", "emergency", "normal"), 1)]


def test_of_labelled_messages_it_says_what_becomes_right_and_what_wrong() -> None:
    counts = Shadow()
    counts.compare(past("1", urgency="normal"), BURNING, CALM)
    counts.compare(past("2", urgency="emergency"), BURNING, CALM)
    counts.compare(past("3", urgency="deferrable"), BURNING, CALM)
    assert (counts.better["urgency"], counts.worse["urgency"]) == (1, 1)


def test_an_example_names_the_rules_on_both_sides_and_only_so_many_are_kept() -> None:
    counts = Shadow(most=1)
    for name in ("1", "2"):
        counts.compare(past(name), BURNING, CALM)
    (example,) = counts.examples[Move("urgency", "emergency", "normal")]
    assert (example.name, example.rule_before, example.rule_after) == ("1", "fire-burns", "rest")
    assert counts.shifted() == [("fire-burns", 2, 0), ("hazard", 2, 0), ("rest", 0, 2)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3栋1502漏水", ["the unit"]),
        ("请打13800001111", ["the telephone number"]),
        ("Ask LI@example.org", ["the e-mail address"]),
        ("保安小高骂人", ["a person complained about"]),
        ("楼上漏水", []),
    ],
)
def test_what_a_reworded_text_gives_away_is_named_and_never_quoted(text: str, told: list[str]) -> None:
    reporter = Reporter(name="李雪", phone="138 0000 1111", email="li@example.org")
    report = Report(text="我家漏水", unit="3栋1502", reporter=reporter, about=About(people=("小高",)))
    assert list(betrayed(text, report)) == told


@pytest.mark.parametrize(
    ("said", "text", "told"),
    [
        ("琴晚又塌咗天花", "琴晚又塌咗天花！", ["the whole report, word for word"]),
        ("My ceiling fell last night.", "Hello, my ceiling fell last night", ["the whole report, word for word"]),
        ("My ceiling fell last night.", "Our ceiling fell last night", []),
        ("电梯坏了", "电梯坏了，请修", []),
    ],
)
def test_a_short_report_is_no_case_word_for_word(said: str, text: str, told: list[str]) -> None:
    assert list(betrayed(text, Report(text=said))) == told


def test_a_long_run_of_the_resident_s_own_words_counts_in_either_script_and_through_punctuation() -> None:
    assert longest_shared("我家的天花板，一直在漏水！", "楼上住户装修，我家的天花板一直在漏水。") == 11
    assert longest_shared("The lift stops at night", "Again: the LIFT stops every night") == 3


def test_a_case_is_yaml_that_reads_as_it_was_meant() -> None:
    text = NewCase("category", "门口: “#3” 'x'", {"category": "noise", "secondary": []}, "S01", "why").yaml()
    assert text.splitlines()[0] == "  # why"
    assert text.startswith("  # why\n  - text:")


def test_words_that_counted_are_coloured_by_the_first_slot_that_used_them() -> None:
    shown = [
        Shown("category", "x", "r", "v", spans=((2, 4),)),
        Shown("severity", "x", "r", "v", spans=((2, 4), (0, 1))),
    ]
    spans = {(span.start, span.end): str(span.style) for span in highlighted("没有漏水", shown).spans}
    assert spans == {(2, 4): "bold cyan underline", (0, 1): "bold red underline"}


def test_of_a_long_text_the_surroundings_of_what_counted_are_shown() -> None:
    assert windows(5_000, [(1_000, 1_002), (1_030, 1_032), (4_990, 4_992)]) == [(960, 1_072), (4_950, 5_000)]
    assert windows(5_000, []) == [(0, 600)]
    shown = [Shown("category", "x", "r", "v", spans=((2_000, 2_002),))]
    assert len(highlighted("好" * 5_000, shown).plain) == 82


def test_a_file_of_past_messages_takes_requests_and_labelled_rows_alike(tmp_path: Path) -> None:
    file = tmp_path / "past.jsonl"
    file.write_text(
        '{"id": "r1", "site": "S01", "channel": "phone", "text": "a", "asks_for": "b", "forwarded_by": "12345"}\n'
        '{"text": "c", "lang": "zh", "gold_category": "noise"}\n',
        encoding="utf-8",
    )
    first, second = in_file(file)
    assert (first.name, first.site, first.request.whole(), first.request.forwarded) == ("r1", "S01", "a\nb", True)
    assert second.labelled == {"category": "noise"}
    assert (second.name, second.site, second.request.channel) == ("2", None, "web")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "is not JSON"),
        ('{"lang": "zh"}', "past.jsonl:1: text"),
        ('{"text": "a", "channel": "pigeon"}', "pigeon"),
        ('{"text": "a", "channel": ["web"]}', "past.jsonl:1: channel: is no string"),
        ('{"text": "a", "site": {"id": "S01"}}', "past.jsonl:1: site: is no string"),
        ('{"text": "a", "gold_category": ["noise"]}', "past.jsonl:1: gold_category: is no string"),
        ("", "past.jsonl: holds no messages"),
        ("\n\n", "past.jsonl: holds no messages"),
    ],
)
def test_a_past_message_that_cannot_be_used_is_told_with_its_line(tmp_path: Path, line: str, told: str) -> None:
    (tmp_path / "past.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(CommandError, match=told):
        in_file(tmp_path / "past.jsonl")
