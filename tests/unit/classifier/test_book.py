"""A book that may not be used is refused with file, line, rule and reason (D-209)."""

from pathlib import Path

import pytest

from classifier.book_file import load
from classifier.classify import Request, classify
from classifier.domain.book import PAGE
from classifier.domain.evaluator import plain
from classifier.domain.matcher import build
from classifier.domain.profile import collisions, hashed
from classifier.domain.rule import Stage
from classifier.words_file import BookRefused
from contracts.vocabulary import Category, Channel, Subcategory
from tests.unit.classifier.rooms import KIND, LEXICON, LIFT, NOW, SENTENCES, folder, rule

THEN = "{category: noise, subcategory: neighbour_noise}"


def refused(path: Path, **files: str) -> str:
    with pytest.raises(BookRefused) as caught:
        load(folder(path, **files))
    return "\n".join(str(finding) for finding in caught.value.findings)


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        (rule("noise-leads", 20, "{has: [thunder]}", THEN), "no concept thunder"),
        (rule("noise-leads", 20, "{is: {lead: thunder}}", THEN), "lead is never thunder"),
        (rule("noise-leads", 20, "{is: {weather: bad}}", THEN), "weather cannot be asked here"),
        (rule("noise-leads", 20, "{at_least: {lead: 3}}", THEN), "lead cannot be asked here"),
        (rule("noise-leads", 20, "{given: [sunny]}", THEN), "sunny cannot be asked here"),
        (rule("noise-leads", 20, "{has: [angry], lacks: [angry]}", THEN), "can never hold together"),
        (rule("noise-leads", 20, "{at_least: {margin: 9}, at_most: {margin: 8}}", THEN), "can never hold together"),
        (rule("noise-leads", 20, "{at_least: {reports: 99}}", THEN), "can never hold together"),
        (rule("noise-leads", 20, "{is: {lead: lift}, is_not: {lead: lift}}", THEN), "can never hold together"),
        (rule("noise-leads", 20, "{is: {lead: lift}, has: [angry]}", THEN), "can never win: lift-leads"),
        (rule("noise-leads", 20, "{is: {kind: complaint}}", THEN), "kind is not decided before"),
        (rule("noise-leads", 20, "{is: {lead: noise}}", "{kind: complaint}"), "does not decide kind"),
        (rule("noise-leads", 10, "{is: {lead: noise}}", THEN), "the order must be total"),
        (rule("lift-leads", 20, "{is: {lead: noise}}", THEN), "another rule has this name"),
        (rule("noise-leads", 20, "{is: {lead: noise}}", "{}"), "decides nothing"),
        (rule("noise-leads", 20, "{is: {lead: noise}}", "{category: weather}"), "category"),
        (
            rule("noise-leads", 20, "{is: {lead: noise}}", "{category: noise, subcategory: lift}"),
            "lift belongs to facility_repair, not to noise",
        ),
        (rule("noise-leads", 20, "{is: {lead: noise}}", "{subcategory: lift}"), "name its category too"),
        (rule("noise-leads", 20, "{smells: [bad]}", THEN), "smells"),
        (rule("Noise Leads", 20, "{is: {lead: noise}}", THEN), "name: small Latin letters, digits and -"),
        (rule("noise-leads", 20, "{has: [angry]}", THEN).replace("D-202", "hearsay"), "source: a requirement"),
        (
            rule("noise-leads", 20, "{has: [angry]}", THEN).replace(SENTENCES, "{en: only}"),
            "missing in zh-Hans, zh-Hant",
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_file_line_and_reason(tmp_path: Path, second: str, reason: str) -> None:
    said = refused(tmp_path, category=LIFT + second)
    assert reason in said
    assert "category.yaml:8: " in said or "category.yaml:2: " in said


def test_a_rule_waiting_for_a_value_nobody_decides_is_refused(tmp_path: Path) -> None:
    kind = "rules:\n" + rule("parking-asks", 5, "{is: {category: parking}}", "{kind: enquiry}") + KIND
    assert "kind.yaml:2: parking-asks: no earlier rule decides category as parking" in refused(tmp_path, kind=kind)


def test_a_rule_that_asks_for_a_category_and_a_subcategory_of_another_is_refused(tmp_path: Path) -> None:
    kind = "rules:\n" + rule("noisy-lift", 5, "{is: {category: noise, subcategory: lift}}", "{kind: enquiry}") + KIND
    assert "kind.yaml:2: noisy-lift: its conditions can never hold together" in refused(tmp_path, kind=kind)


def test_of_several_subcategories_one_of_the_category_is_enough(tmp_path: Path) -> None:
    noise = rule("noise-leads", 20, "{is: {lead: noise}}", THEN)
    asks = rule("noise-asks", 5, "{is: {category: noise, subcategory: [lift, neighbour_noise]}}", "{kind: enquiry}")
    assert load(folder(tmp_path, category=LIFT + noise, kind="rules:\n" + asks + KIND)).group.named["noise-asks"]


def test_who_decides_a_category_decides_its_subcategory_too(tmp_path: Path) -> None:
    """Else `lift-leads`, asked later, would add its own: a matter of noise, and of it the lift."""
    opens = rule("noise-opens", 5, "{is: {lead: lift}, has: [angry]}", "{category: noise}")
    book = load(folder(tmp_path, category=LIFT + opens)).group
    said = classify(build(book.lexicon), plain([book]), Request("the lift, and I am angry", Channel.WEB), NOW)
    assert (said.category, said.subcategory) == (Category.NOISE, Subcategory.OTHER)


def test_a_rule_shadowed_way_by_way_is_refused(tmp_path: Path) -> None:
    ways = rule("both", 5, "{is: {lead: [lift, noise]}}", THEN)
    assert "can never win: both" in refused(tmp_path, category=ways + LIFT)


def test_a_rule_with_one_open_way_is_kept(tmp_path: Path) -> None:
    ways = rule("both", 20, "{is: {lead: [lift, noise]}}", THEN)
    assert len(load(folder(tmp_path, category=LIFT + ways)).group.rules) == 3


@pytest.mark.parametrize(
    ("lexicon", "reason"),
    [
        (
            LEXICON.replace("words: {en: [angry]}", "implies: [storm], words: {en: [angry]}"),
            "lexicon.yaml:5: angry: implies storm",
        ),
        (LEXICON.replace("angry: {words: {en: [angry]}}", "angry: {}"), "lexicon.yaml:5: angry: has no phrase"),
        (LEXICON.replace("category: noise", "category: noise, subcategory: lift"), "belongs to facility_repair"),
        (LEXICON.replace("[noise]", "[12345]"), "lexicon.yaml:4"),
        (LEXICON.replace("[noise]", '["noise…"]'), "lexicon.yaml:4: concepts.noise: "),
        (LEXICON.replace("[noise]", '["…"]'), "needs words"),
        (LEXICON.replace("compared: [zzz]", 'compared: ["as…as…as"]'), "has several …"),
    ],
)
def test_a_wrong_lexicon_is_refused(tmp_path: Path, lexicon: str, reason: str) -> None:
    assert reason in refused(tmp_path, lexicon=lexicon)


def test_files_that_are_no_yaml_or_have_another_shape_are_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, kind="rules:\n\t- name")
    assert "kind.yaml:2: -: is not YAML at column 1 (found character that cannot start any token)" in said
    assert "one list under `rules:`" in refused(tmp_path, kind="names: []")
    assert "must be a mapping" in refused(tmp_path, kind="rules: [one]")
    assert "stage: one of" in refused(tmp_path, weather="rules:\n" + KIND)


def test_a_folder_without_lexicon_or_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookRefused, match=r"lexicon.yaml:0: -: cannot be read"):
        load(tmp_path)
    (tmp_path / "lexicon.yaml").write_text(LEXICON, encoding="utf-8")
    with pytest.raises(BookRefused, match="holds no rule file"):
        load(tmp_path)


def exactly(number: int) -> str:
    """A rule that holds for one pair of margin and topics only, so that none shadows another."""
    pair = f"{{margin: {number % 20}, topics: {number // 20}}}"
    return rule(f"rule-{number}", number + 1, f"{{at_least: {pair}, at_most: {pair}}}", THEN)


def test_more_rules_than_the_engine_bears_are_refused(tmp_path: Path) -> None:
    assert "laid flat, 399 are allowed" in refused(tmp_path, category="".join(map(exactly, range(400))))


def test_names_the_engine_cannot_tell_apart_are_found() -> None:
    assert hashed("costarring") == hashed("liquid")
    assert collisions(["costarring", "liquid", "lift"]) == [("costarring", "liquid")]


def test_a_stage_is_asked_in_pages_below_the_engines_limit(tmp_path: Path) -> None:
    pages = load(folder(tmp_path, category="".join(map(exactly, range(PAGE + 2))))).group.pages[Stage.CATEGORY]
    assert [len(page) for page in pages] == [PAGE, 2]


def test_the_version_follows_the_content(tmp_path: Path) -> None:
    first = load(folder(tmp_path)).group.version
    assert load(folder(tmp_path)).group.version == first
    assert load(folder(tmp_path, category=LIFT.replace("a sentence", "another one"))).group.version != first
