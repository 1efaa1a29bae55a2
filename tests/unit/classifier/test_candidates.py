"""Only rules whose demand is met are asked, and only what they ask for is told; more than a page's worth by page."""

import json
from pathlib import Path

from classifier.book_file import load
from classifier.domain.book import PAGE
from classifier.domain.candidates import Index, demands_first
from classifier.domain.features import Features
from classifier.domain.rule import Stage
from tests.unit.classifier.rooms import folder, rule

NOISE = "{category: noise}"
SILENT: Features = {"lead": "none", "second": "none", "c_lift": False, "c_angry": False, "c_noise": False, "topics": 0}


def index(path: Path, *whens: str) -> Index:
    rules = "".join(rule(f"rule-{n}", n, when, NOISE) for n, when in enumerate(whens, 1))
    return Index.of(demands_first(load(folder(path, category=rules)).group.pages[Stage.CATEGORY]))


def test_a_rule_whose_concept_is_not_said_is_not_asked(tmp_path: Path) -> None:
    asked = index(tmp_path, "{has: [angry], lacks: [lift]}")
    assert list(asked.questions(SILENT)) == []
    (question,) = asked.questions({**SILENT, "c_angry": True})
    assert question.names == {"c_angry", "c_lift"}


def test_a_rule_for_another_value_of_an_enum_is_not_asked(tmp_path: Path) -> None:
    asked = index(tmp_path, "{is: {lead: lift}, at_least: {topics: 2}}", "{is: {lead: noise, second: lift}}")
    assert list(asked.questions({**SILENT, "lead": "angry"})) == []
    (question,) = asked.questions({**SILENT, "lead": "lift"})
    assert question.names == {"lead", "topics"}


def test_a_rule_that_only_denies_or_weighs_is_always_asked(tmp_path: Path) -> None:
    asked = index(tmp_path, "{lacks: [angry], at_least: {topics: 1}}")
    assert [question.names for question in asked.questions(SILENT)] == [{"c_angry", "topics"}]


def test_of_several_demands_the_one_that_fewest_rules_share_is_looked_at(tmp_path: Path) -> None:
    asked = index(tmp_path, "{has: [angry, lift]}", "{has: [angry, noise]}")
    assert list(asked.questions({**SILENT, "c_angry": True})) == []
    (question,) = asked.questions({**SILENT, "c_lift": True})
    assert question.names == {"c_angry", "c_lift"}


def test_a_fact_is_flat_and_closed(tmp_path: Path) -> None:
    (question,) = index(tmp_path, "{lacks: [angry], at_least: {topics: 1}, is_not: {lead: lift}}").questions(SILENT)
    assert json.loads(question.fact({**SILENT, "c_angry": True})) == {
        "id": 1,
        "sid": "0",
        "end": 1,
        "page_0": 1,
        "c_angry": 1,
        "lead": "none",
        "topics": 0,
    }


def test_more_rules_than_may_be_asked_at_once_are_asked_page_by_page(tmp_path: Path) -> None:
    ways = [f"{{has: [angry], at_least: {{margin: {n}}}, at_most: {{margin: {n}}}}}" for n in range(PAGE + 1)]
    asked = index(tmp_path, *ways)
    questions = list(asked.questions({**SILENT, "c_angry": True}))
    assert [question.pages for question in questions] == [{"page_0"}, {"page_1"}]
