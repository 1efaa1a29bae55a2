"""A site's own words: what residents call things there, beside the group's book (D-209, D-210)."""

from pathlib import Path

import pytest

from classifier.book_file import Shelf, load
from classifier.check import check
from classifier.classify import Request, classify
from classifier.domain.evaluator import plain
from classifier.domain.verdict import Verdict
from classifier.engines import Engines
from classifier.explain import explain
from classifier.matchers import Matchers
from classifier.words_file import BookRefused
from contracts.vocabulary import Category, Channel
from tests.unit.classifier.rooms import NOW, folder, rule

BUBBLE = "concepts:\n  lift: {words: {en: [bubble]}}\n"
TEA_HOUSE = "concepts:\n  tea_house:\n    words: {en: [tea house]}\n"
STAGE = "    stage: category\n    rank:"
CLOSED = rule("tea-house-here", 5, "{has: [tea_house]}", "{category: noise}").replace("    rank:", STAGE)


def asked(shelf: Shelf, text: str, site: str | None) -> Verdict:
    return classify(Matchers(shelf).of(site), plain(shelf.books(site)), Request(text, Channel.WEB), NOW)


def test_a_sites_word_for_a_concept_is_heard_there_and_nowhere_else(tmp_path: Path) -> None:
    shelf = load(folder(tmp_path, **{"overlays/S01.lexicon": BUBBLE}))
    assert asked(shelf, "the bubble is broken", "S01").category is Category.FACILITY_REPAIR
    assert asked(shelf, "the lift is broken", "S01").category is Category.FACILITY_REPAIR
    assert asked(shelf, "the bubble is broken", "S02").category is None
    assert asked(shelf, "the bubble is broken", None).category is None


def test_the_verdict_says_that_the_sites_words_had_a_part(tmp_path: Path) -> None:
    shelf = load(folder(tmp_path, **{"overlays/S01.lexicon": BUBBLE}))
    own, group = (asked(shelf, "the lift", site).book for site in ("S01", "S02"))
    assert own == f"{shelf.sites['S01'].version}+{group}"


def test_a_concept_of_the_sites_own_is_asked_for_by_its_rules(tmp_path: Path) -> None:
    shelf = load(folder(tmp_path, **{"overlays/S01.lexicon": TEA_HOUSE, "overlays/S01": "rules:\n" + CLOSED}))
    text = "drums in the tea house"
    decided = asked(shelf, text, "S01")
    assert decided.category is Category.NOISE
    reasons = explain(Matchers(shelf).of("S01"), shelf.books("S01"), text, decided).reasons
    assert [(one.rule, one.words) for one in reasons if one.slot == "category"] == [("tea-house-here", ("tea house",))]
    with pytest.raises(BookRefused, match="no concept tea_house"):
        load(folder(tmp_path, **{"overlays/S02": "rules:\n" + CLOSED}))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("concepts:\n  lift:\n    strength: 9\n    words: {en: [bubble]}\n", "2: lift: .* change its strength"),
        ("concepts:\n  lift: {words: {en: [lift]}}\n", "2: lift: “lift” is said of it in the group's book already"),
        ("concepts:\n  lift: {words: {en: [12345]}}\n", "2: concepts.lift"),
        ("concepts:\n  tea_house: {}\n", "2: tea_house: has no phrase"),
        ("grammar: {}\n", "1: concepts: "),
        ("concepts: [\n", ": is not YAML"),
    ],
    ids=["more than words", "said already", "no word", "never heard", "a grammar", "no YAML"],
)
def test_wrong_words_are_refused_with_file_and_line(tmp_path: Path, words: str, told: str) -> None:
    with pytest.raises(BookRefused, match=rf"overlays/S01\.lexicon\.yaml:.*{told}|overlays/S01\.lexicon\.yaml:{told}"):
        load(folder(tmp_path, **{"overlays/S01.lexicon": words}))


def test_a_case_of_the_site_hears_its_words(tmp_path: Path) -> None:
    case = "cases:\n  - text: the bubble is broken\n    site: {site}\n    expect: {category: facility_repair}\n"
    files = {"overlays/S01.lexicon": BUBBLE, "overlays/S01.cases": case.replace("{site}", "S01")}
    assert not [one for one in check(folder(tmp_path, **files)) if one.file == "overlays/S01.cases.yaml"]
    files["overlays/S01.cases"] = case.replace("{site}", "S02")
    (wrong,) = [one for one in check(folder(tmp_path, **files)) if one.file == "overlays/S01.cases.yaml"]
    assert wrong.message == "category is None, expected facility_repair"


def test_sites_with_equal_words_share_a_matcher_and_those_without_have_the_groups(tmp_path: Path) -> None:
    equal = dict.fromkeys(("overlays/S01.lexicon", "overlays/S02.lexicon"), BUBBLE)
    here = Matchers(load(folder(tmp_path, **equal, **{"overlays/S03.lexicon": TEA_HOUSE})))
    assert here.of("S01") is here.of("S02")
    assert here.of("S04") is here.of(None)
    assert len({id(here.of(site)) for site in ("S01", "S03", None)}) == 3


def test_the_service_hears_them_and_takes_new_ones_on_reload(tmp_path: Path) -> None:
    held = Engines(folder(tmp_path, **{"overlays/S01.lexicon": BUBBLE}))
    report = Request("the bubble is broken", Channel.WEB)
    assert held.classify(report, NOW, "S01").category is Category.FACILITY_REPAIR
    assert held.classify(report, NOW, "S02").category is None
    folder(tmp_path, **{"overlays/S02.lexicon": BUBBLE})
    assert held.reload().findings == ()
    assert held.classify(report, NOW, "S02").category is Category.FACILITY_REPAIR
    held.close()
