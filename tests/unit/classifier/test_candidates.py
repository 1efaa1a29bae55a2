"""Only rules whose demands are met are asked, and only what they ask for is told; more than a page's worth by page."""

import json
from pathlib import Path

from classifier.book_file import load
from classifier.domain.book import PAGE
from classifier.domain.candidates import Index, demands_first
from classifier.domain.features import Features
from classifier.domain.lexicon import Value
from classifier.domain.question import Question
from classifier.domain.rule import Stage
from tests.unit.classifier.rooms import folder, rule

NOISE = "{category: noise}"
SILENT: dict[str, Value] = {"lead": "none", "second": "none", "topics": 0, "margin": 0}


def when(**given: Value) -> Features:
    return Features.of({**SILENT, **given})


def told(question: Question) -> set[str]:
    return {*question.flags, *question.enums, *(name for name, _ in question.numbers)}


def fact(question: Question, features: Features) -> dict[str, object]:
    """What the engine hears of them, without what it always hears."""
    said: dict[str, object] = json.loads(question.fact(question.known(features)))
    assert {name: said.pop(name) for name in ("id", "sid", "end")} == {"id": 1, "sid": "0", "end": 1}
    return said


def index(path: Path, *whens: str) -> Index:
    rules = "".join(rule(f"rule-{n}", n, when, NOISE) for n, when in enumerate(whens, 1))
    return Index.of(demands_first(load(folder(path, category=rules)).group.pages[Stage.CATEGORY]))


def test_a_rule_whose_concept_is_not_said_is_not_asked(tmp_path: Path) -> None:
    asked = index(tmp_path, "{has: [angry], lacks: [lift]}")
    assert asked.questions(when()) == ()
    (question,) = asked.questions(when(c_angry=True))
    assert told(question) == {"c_angry", "c_lift"}


def test_a_rule_for_another_value_of_an_enum_is_not_asked(tmp_path: Path) -> None:
    asked = index(tmp_path, "{is: {lead: lift}, at_least: {topics: 2}}", "{is: {lead: noise, second: lift}}")
    assert asked.questions(when(lead="angry")) == ()
    (question,) = asked.questions(when(lead="lift"))
    assert told(question) == {"lead", "topics"}


def test_a_rule_that_only_denies_or_weighs_is_always_asked(tmp_path: Path) -> None:
    asked = index(tmp_path, "{lacks: [angry], at_least: {topics: 1}}")
    assert [told(question) for question in asked.questions(when(topics=1))] == [{"c_angry", "topics"}]


def test_a_rule_that_demands_nothing_but_a_size_is_not_asked_below_it(tmp_path: Path) -> None:
    asked = index(tmp_path, "{at_least: {topics: 2}, lacks: [angry]}", "{at_least: {topics: 2, margin: 5}}")
    assert asked.questions(when(topics=1, margin=9)) == ()
    (question,) = asked.questions(when(topics=2, margin=4))
    assert told(question) == {"topics", "c_angry"}


def test_a_rule_is_asked_only_where_all_it_demands_is_met(tmp_path: Path) -> None:
    asked = index(tmp_path, "{has: [angry, lift]}", "{has: [angry, noise], is: {lead: lift}}")
    for missing in (when(c_angry=True), when(c_lift=True), when(c_angry=True, c_noise=True), when(lead="lift")):
        assert asked.questions(missing) == ()
    (question,) = asked.questions(when(c_lift=True, c_angry=True, c_noise=True))
    assert told(question) == {"c_angry", "c_lift"}


def test_a_fact_is_flat_and_closed(tmp_path: Path) -> None:
    asked = index(tmp_path, "{lacks: [angry], at_most: {topics: 1}, is_not: {lead: lift}}")
    (question,) = asked.questions(when())
    assert fact(question, when(c_angry=True)) == {"page_0": 1, "c_angry": 1, "lead": "none", "topics": 0}


def test_a_number_is_told_as_the_last_step_it_reaches(tmp_path: Path) -> None:
    asked = index(tmp_path, "{at_least: {margin: 7}, has: [angry]}", "{at_most: {margin: 20}, has: [angry]}")
    (question,) = asked.questions(when(c_angry=True))
    sizes = (0, 6, 7, 20, 21, 999)
    assert [fact(question, when(margin=size))["margin"] for size in sizes] == [0, 0, 7, 7, 21, 21]


def test_more_rules_than_may_be_asked_at_once_are_asked_page_by_page(tmp_path: Path) -> None:
    ways = [f"{{has: [angry], at_least: {{margin: {n}}}, at_most: {{margin: {n}}}}}" for n in range(PAGE + 1)]
    asked = index(tmp_path, *ways)
    questions = asked.questions(when(c_angry=True))
    pages = [{name for name in fact(question, when()) if name.startswith("page")} for question in questions]
    assert pages == [{"page_0"}, {"page_1"}]
