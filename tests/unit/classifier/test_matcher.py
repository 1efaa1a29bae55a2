"""Finding phrases: the longest first, Latin words whole, halves near each other."""

import pytest

from contracts.vocabulary import Category, Flag
from tests.unit.classifier.rooms import hits, said, verdict


@pytest.mark.parametrize("text", ["the tenants complained", "a tower block", "carpet samples", "it happened however"])
def test_a_latin_phrase_is_not_found_inside_another_word(text: str) -> None:
    assert not {"pests", "illegal_parking", "pets", "fee_question"} & said(text)


def test_a_star_matches_the_beginnings_of_words() -> None:
    assert "leak" in said("water leaked")
    assert "leak" in said("leaking pipe")


def test_a_decoy_keeps_the_word_inside_it_from_counting() -> None:
    assert "lift" not in said("电梯口有垃圾")
    assert "lift" in said("电梯坏了")


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("灯三盏都不亮", True),
        ("灯很好。今天天色不亮", False),
        ("灯是上周才换过的那一盏也不亮", False),
        ("不亮的灯", False),
    ],
)
def test_two_halves_of_a_phrase_must_be_near_and_in_order_in_one_sentence(text: str, joined: bool) -> None:  # noqa: FBT001  a table's column
    assert ("lighting" in said(text)) is joined


def test_a_concept_speaks_also_for_what_it_implies() -> None:
    decided = verdict("有人困在里面")
    assert decided.category is Category.FACILITY_REPAIR
    assert Flag.SAFETY in decided.flags


def test_a_phrase_said_a_thousand_times_is_looked_at_a_few_times() -> None:
    assert len([hit for hit in hits("漏水，" * 1_000)[1] if hit.concept == "leak"]) <= 4


def test_an_opening_counts_only_as_the_first_words() -> None:
    assert "praise_first" in said("感谢三号岗的保安")
    assert "praise_first" not in said("请尽快来修，感谢三号岗的保安")
