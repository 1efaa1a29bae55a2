"""A rule that can never decide anything is refused, and no other one (D-209)."""

from itertools import product
from pathlib import Path

import pytest

from classifier.book_file import load
from classifier.domain import book
from classifier.domain.cover import Way, covering
from classifier.domain.lexicon import Value
from classifier.domain.region import World
from classifier.words_file import BookRefused
from tests.unit.classifier.rooms import LEXICON, LIFT, folder, rule

NOISE, LIFTS = "{category: noise}", "{category: facility_repair, subcategory: lift}"
WORDS = (
    LEXICON
    + "  furious: {words: {en: [furious]}, implies: [cross]}\n  cross: {words: {en: [cross]}, implies: [angry]}\n"
)


def refusals(path: Path, *rules: tuple[str, str], lexicon: str = WORDS) -> str:
    """What is said of a book with these rules, each with its conditions, in this order."""
    told = "".join(rule(name, 20 + rank, when, NOISE) for rank, (name, when) in enumerate(rules))
    try:
        load(folder(path, category=told, lexicon=lexicon))
    except BookRefused as refused:
        return "\n".join(map(str, refused.findings))
    return ""


@pytest.mark.parametrize(
    ("first", "second", "own"),
    [
        ("{has: [angry]}", "{lacks: [angry]}", "{is: {lead: lift}}"),
        ("{at_least: {reports: 3}}", "{at_most: {reports: 2}}", "{has: [angry]}"),
        ("{at_least: {reports: 3}}", "{at_most: {reports: 5}}", "{}"),
        ("{at_least: {reports: 4}}", "{at_most: {reports: 2}}", "{is: {lead: lift}, at_most: {reports: 2}}"),
        ("{is: {lead: [lift, none]}}", "{is: {lead: noise}}", "{has: [angry]}"),
        ("{is: {lead: lift}}", "{is_not: {lead: lift}}", "{has: [angry]}"),
        ("{given: [forwarded], has: [angry]}", "{not_given: [forwarded]}", "{has: [furious]}"),
        ("{has: [cross], at_least: {days: 3}}", "{at_most: {days: 2}}", "{has: [furious], is: {lead: [lift, noise]}}"),
    ],
)
def test_a_rule_that_earlier_rules_cover_together_is_refused(tmp_path: Path, first: str, second: str, own: str) -> None:
    said = refusals(tmp_path, ("first", first), ("second", second), ("own-rule", own))
    assert "category.yaml:14: own-rule: can never win: " in said
    assert said.count("\n") == 0


@pytest.mark.parametrize(
    ("first", "second", "own"),
    [
        ("{at_least: {reports: 4}}", "{at_most: {reports: 2}}", "{has: [angry]}"),
        ("{is: {lead: lift}}", "{is: {lead: noise}}", "{has: [angry]}"),
        ("{given: [forwarded], has: [angry]}", "{not_given: [forwarded]}", "{has: [noise]}"),
        ("{has: [angry], lacks: [cross]}", "{has: [furious]}", "{has: [angry]}"),
    ],
)
def test_a_rule_to_which_a_gap_is_left_is_kept(tmp_path: Path, first: str, second: str, own: str) -> None:
    assert refusals(tmp_path, ("first", first), ("second", second), ("own-rule", own)) == ""


def test_the_refusal_names_only_the_rules_that_cover_and_says_what_to_do(tmp_path: Path) -> None:
    others = [("cross-ones", "{has: [cross]}"), ("angry-ones", "{has: [angry]}"), ("calm-ones", "{lacks: [angry]}")]
    assert refusals(tmp_path, *others, ("own-rule", "{is: {lead: lift}}")) == (
        "category.yaml:20: own-rule: can never win: whenever it holds, one of angry-ones, calm-ones does and is asked "
        "first; take it away, or give it a lower rank than theirs"
    )


def test_what_follows_by_the_lexicon_covers_too(tmp_path: Path) -> None:
    said = refusals(tmp_path, ("angry-ones", "{has: [angry]}"), ("own-rule", "{has: [furious]}"))
    assert "own-rule: can never win: angry-ones holds whenever it does and is asked first" in said


def test_a_rule_is_no_rival_for_what_it_does_not_decide(tmp_path: Path) -> None:
    flags = "rules:\n" + "".join(
        rule(name, rank, when, f"{{flag: {flag}}}")
        for rank, (name, when, flag) in enumerate(
            [
                ("angry-ones", "{has: [angry]}", "safety"),
                ("calm-ones", "{lacks: [angry]}", "group"),
                ("own-rule", "{}", "safety"),
            ],
            1,
        )
    )
    assert load(folder(tmp_path, flags=flags)).group.named["own-rule"]
    with pytest.raises(
        BookRefused, match="own-rule: can never win: whenever it holds, one of angry-ones, calm-ones does"
    ):
        load(folder(tmp_path, flags=flags.replace("{flag: group}", "{flag: safety}")))


def test_a_site_s_rule_is_held_against_the_site_s_rules_only(tmp_path: Path) -> None:
    own = "rules:\n" + rule("angry-lift", 1, "{is: {lead: lift}, has: [angry]}", LIFTS).replace(
        "    rank", "    stage: category\n    rank"
    )
    assert load(folder(tmp_path, category=LIFT, **{"overlays/S01": own})).sites["S01"].named["angry-lift"]


@pytest.mark.parametrize("concept", ["angry", "cross"])
def test_a_rule_that_wants_a_concept_and_lacks_what_it_implies_is_refused(tmp_path: Path, concept: str) -> None:
    said = refusals(tmp_path, ("own-rule", f"{{has: [furious], lacks: [{concept}]}}"))
    assert said == (
        f"category.yaml:2: own-rule: its conditions can never hold together: in the lexicon furious implies {concept}, "
        "which it lacks; take one of the two out"
    )


def test_a_rule_that_lacks_what_only_implies_is_kept(tmp_path: Path) -> None:
    assert refusals(tmp_path, ("own-rule", "{has: [angry], lacks: [furious]}")) == ""


def _every_case(flags: int) -> tuple[World, list[Way]]:
    """As many ways as there are cases of some flags, one for each."""
    names = [f"c_{number}" for number in range(flags)]
    cases = product((True, False), repeat=flags)
    ways = [
        Way(str(n), tuple(book.Test(f, book.Op.EQ, v) for f, v in zip(names, c, strict=True)))
        for n, c in enumerate(cases)
    ]
    return World(dict.fromkeys(names, frozenset[Value]((True, False)))), ways


def test_cases_are_told_apart_only_as_far_as_there_is_time() -> None:
    world, ways = _every_case(6)
    assert covering(world, {}, ways) == frozenset(way.rule for way in ways)
    assert covering(world, {}, ways[:-2]) is None
    world, ways = _every_case(11)
    assert covering(world, {}, ways) is None


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("  a1: {implies: [a2]}\n  a2: {implies: [a1]}\n", "a1: has no phrase and nothing that is heard implies it"),
        ("  a1: {decoy: true, words: {en: [x]}, implies: [a2]}\n  a2: {}\n", "a2: has no phrase and nothing that is"),
        ("  a1: {words: {zh: [], en: []}}\n", "a1: has no phrase and nothing that is heard implies it"),
        (
            "  a1: {words: {en: [x]}, implies: [angry]}\n  a2: {together: [{parts: [a1], lacks: [angry]}]}\n",
            "a2: has no phrase and what it is made of is never said together",
        ),
        ("  a1: {decoy: true}\n", "a1: has no phrase inside which words would not count"),
    ],
)
def test_a_concept_that_no_text_can_speak_of_is_refused(tmp_path: Path, words: str, reason: str) -> None:
    said = refusals(tmp_path, ("own-rule", "{has: [angry]}"), lexicon=LEXICON + words)
    assert reason in said
    assert "give it " in said


def test_a_concept_that_only_another_language_implies_is_kept(tmp_path: Path) -> None:
    words = "  a1: {words: {zh: [漏水]}, implies: [a2]}\n  a2: {}\n  a3: {together: [{parts: [a2, angry]}]}\n"
    assert refusals(tmp_path, ("own-rule", "{has: [a2, a3]}"), lexicon=LEXICON + words) == ""
