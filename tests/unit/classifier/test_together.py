"""Concepts made of others said near each other, such as a thing and what befalls it."""

from pathlib import Path

import pytest

from classifier.book_file import load
from classifier.domain.matcher import build, find, heard
from classifier.domain.reading import read
from classifier.words_file import BookRefused
from tests.unit.classifier.rooms import GRAMMAR, folder

WORDS = (
    "  lift: {topic: {category: facility_repair, subcategory: lift}, words: {en: [lift]}}\n"
    "  stuck: {words: {en: [stuck]}}\n"
    "  person: {words: {en: [mother, child]}}\n"
    "  drill: {words: {en: [drill]}}\n"
)


def _said(path: Path, way: str, text: str) -> set[str]:
    made = f"  caught: {{implies: [alarm], together: [{way}]}}\n  alarm: {{words: {{en: [alarm]}}}}\n"
    lexicon = load(folder(path, lexicon=GRAMMAR + "concepts:\n" + WORDS + made)).group.lexicon
    matcher, reading = build(lexicon), read(text)
    return {hit.concept for hit in heard(matcher, find(matcher, reading))}


@pytest.mark.parametrize(
    ("way", "text", "outcome"),
    [
        ("{parts: [lift, stuck]}", "the lift is stuck", "together"),
        ("{parts: [lift, stuck]}", "stuck is the lift", "together"),
        ("{parts: [lift, stuck]}", "the lift moves, the door is stuck", "apart"),
        ("{parts: [lift, [stuck, person]]}", "a child in the lift", "together"),
        ("{parts: [lift, stuck], within: near}", "the lift moves, the door is stuck", "together"),
        ("{parts: [lift, stuck], within: near}", "the lift moves, so it seems, the door is stuck", "apart"),
        ("{parts: [lift, stuck], within: sentence}", "the lift moves, so it seems, the door is stuck", "together"),
        ("{parts: [lift, stuck], within: sentence}", "the lift moves. the door is stuck", "apart"),
        ("{parts: [lift, stuck], within: text}", "the lift moves. the door is stuck", "together"),
        ("{parts: [lift, stuck], within: opening}", "the lift moves, the door is stuck. a drill", "together"),
        ("{parts: [lift, stuck], within: opening}", "the lift moves. the door is stuck", "apart"),
        ("{parts: [lift, stuck], within: opening}", "hello. the lift is stuck", "apart"),
        ("{parts: [lift, stuck], lacks: [drill], within: opening}", "the lift is stuck. a drill is on", "together"),
        ("{parts: [lift, stuck], lacks: [drill]}", "the lift is stuck in a drill", "apart"),
        ("{parts: [lift, stuck], lacks: [drill]}", "the lift is stuck, a drill is on", "together"),
        ("{parts: [lift, stuck], lacks: [drill], within: text}", "the lift is stuck. a drill is on", "apart"),
    ],
)
def test_parts_say_together_what_none_says_alone_d210(tmp_path: Path, way: str, text: str, outcome: str) -> None:
    assert ("together" if "caught" in _said(tmp_path, way, text) else "apart") == outcome


def test_the_words_shown_are_those_of_the_parts_d207(tmp_path: Path) -> None:
    made = "  caught: {together: [{parts: [lift, stuck], within: text}]}\n"
    lexicon = load(folder(tmp_path, lexicon=GRAMMAR + "concepts:\n" + WORDS + made)).group.lexicon
    reading = read("stuck. so is the lift")
    found = heard(build(lexicon), find(build(lexicon), reading))
    assert [reading.text[h.start : h.end] for h in found if h.concept == "caught"] == ["lift", "stuck"]


def test_one_made_of_another_is_heard_in_the_same_pass_d210(tmp_path: Path) -> None:
    way = "{parts: [lift, stuck]}]}\n  rescue: {together: [{parts: [alarm, person], within: near}"
    assert "rescue" in _said(tmp_path, way, "the lift is stuck, my mother is inside")


@pytest.mark.parametrize(
    ("made", "why"),
    [
        ("  caught: {together: [{parts: [lift, storm]}]}\n", "is made of storm, which the lexicon does not have"),
        (
            "  caught: {together: [{parts: [lift, late]}]}\n  late: {together: [{parts: [stuck]}]}\n",
            "is made of late, which must stand before it",
        ),
    ],
)
def test_what_it_is_made_of_must_be_there_before_it_d202(tmp_path: Path, made: str, why: str) -> None:
    with pytest.raises(BookRefused, match=why):
        load(folder(tmp_path, lexicon=GRAMMAR + "concepts:\n" + WORDS + made))


def test_a_folder_may_hold_its_words_in_several_files_d202(tmp_path: Path) -> None:
    more = {"danger.lexicon": "concepts:\n  flood: {words: {en: [flood]}}\n"}
    assert "flood" in load(folder(tmp_path, **more)).group.lexicon.concepts


def test_a_concept_in_two_files_is_refused_d202(tmp_path: Path) -> None:
    more = {"danger.lexicon": "concepts:\n  lift: {words: {en: [flood]}}\n"}
    with pytest.raises(BookRefused, match=r"danger.lexicon.yaml:2: lift: is a concept of another file too"):
        load(folder(tmp_path, **more))


def test_a_wrong_word_file_is_named_with_its_line_d202(tmp_path: Path) -> None:
    more = {"danger.lexicon": "concepts:\n  flood:\n    words: {en: [12345]}\n"}
    with pytest.raises(BookRefused, match=r"danger.lexicon.yaml:3: concepts.flood"):
        load(folder(tmp_path, **more))


def test_a_duration_can_be_part_of_it_d210(tmp_path: Path) -> None:
    made = "  hours: {lasting: [hours]}\n  caught: {together: [{parts: [stuck, hours]}]}\n"
    lexicon = load(folder(tmp_path, lexicon=GRAMMAR + "concepts:\n" + WORDS + made)).group.lexicon
    matcher = build(lexicon)
    for text, concepts in (("stuck for two hours", {"stuck", "hours", "caught"}), ("stuck for two days", {"stuck"})):
        assert {hit.concept for hit in heard(matcher, find(matcher, read(text)))} == concepts


def test_a_concept_of_a_later_file_is_found_at_its_own_line_d202(tmp_path: Path) -> None:
    more = {"danger.lexicon": "# local\nconcepts:\n  flood:\n    words: {en: [flood]}\n  storm: {}\n"}
    with pytest.raises(BookRefused, match=r"danger.lexicon.yaml:5: storm: has no phrase"):
        load(folder(tmp_path, **more))
