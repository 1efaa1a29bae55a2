"""`steward rules new`: whoever writes no YAML begins a rule from an example; refused until it is whole (D-209)."""

from pathlib import Path

import pytest

from classifier.book_file import load
from classifier.domain.evaluator import plain
from classifier.matchers import Matchers
from classifier.trial import tried
from classifier.words_file import BookRefused
from steward.rulebook.skeleton import HINTS
from tests.harness.command import Ran, steward
from tests.unit.classifier.rooms import LIFT, folder, rule

NOISE = rule("noise-leads", 20, "{is: {lead: noise}}", "{category: noise}")
HUMS = ("--text", "the lift hums", "--then", "category=noise", "--word", "hums", "--concept", "humming")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return folder(tmp_path, category=LIFT + NOISE)


def begun(book: Path, *arguments: str) -> Ran:
    return steward("rules", "new", "--rules", book, *arguments)


def finished(book: Path, name: str) -> None:
    """Somebody writes the sentences."""
    text = (book / name).read_text("utf-8")
    for hint in HINTS.values():
        text = text.replace(hint, "the lift hums / 电梯嗡嗡响")
    (book / name).write_text(text, encoding="utf-8")


def wrong_cases(book: Path) -> list[str]:
    shelf = load(book)
    return [str(one) for one in tried(shelf, Matchers(shelf).of, lambda site: plain(shelf.books(site)))]


def test_it_shows_what_the_text_says_so_far_and_writes_words_rule_and_case(book: Path) -> None:
    ran = begun(book, *HUMS)
    assert ran.code == 0, ran.said
    assert "lift-leads" in ran.out
    assert "It speaks of: lift, humming" in ran.out
    assert (book / "own.lexicon.yaml").read_text("utf-8") == "concepts:\n  humming:\n    words: {en: [hums]}\n"
    rule_, case = (book / "category.yaml").read_text("utf-8"), (book / "category.cases.yaml").read_text("utf-8")
    assert "name: noise-when-humming\n    rank: 9\n    when: {is: {lead: [lift]}, has: [humming]}" in rule_
    assert "expect: {category: noise}\n    rules: [noise-when-humming]" in case


def test_until_its_sentences_are_written_the_book_is_refused_with_the_line(book: Path) -> None:
    begun(book, *HUMS)
    with pytest.raises(BookRefused, match=r"category\.yaml:\d+: noise-when-humming: because: .*still to be written"):
        load(book)
    finished(book, "category.yaml")
    assert wrong_cases(book) == []


def test_a_site_gets_its_rule_and_case_in_an_overlay_that_is_asked_first(book: Path) -> None:
    begun(book, *HUMS, "--site", "S01")
    assert (book / "category.yaml").read_text("utf-8").count("- name:") == 2  # the group's book is as it was
    finished(book, "overlays/S01.yaml")
    assert [own.rule.name for own in load(book).sites["S01"].rules] == ["noise-when-humming"]
    assert wrong_cases(book) == []
    assert (book / "overlays" / "S01.lexicon.yaml").read_text("utf-8").startswith("concepts:\n  humming:")
    assert "humming" not in load(book).group.lexicon.concepts


def test_what_is_not_given_is_asked_for(book: Path) -> None:
    asked = steward("rules", "new", "--rules", book, "--has", "angry", typed="noise, and I am angry\nkind=repair\n")
    assert asked.code == 0, asked.said
    assert "when: {has: [angry]}" in (book / "kind.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("then", "stage"),
    [
        ("category=noise", "category"),
        ("kind=repair", "kind"),
        ("secondary=noise", "secondary"),
        ("responsibility=common_part", "responsibility"),
        ("flag=safety", "flags"),
        ("severity=major", "severity"),
        ("urgency=emergency", "urgency"),
        ("triage=ambiguous", "triage"),
    ],
)
def test_a_rule_of_every_stage_can_be_begun_and_decides_once_its_sentences_are_written(
    book: Path, then: str, stage: str
) -> None:
    ran = begun(book, "--text", "the lift hums", "--then", then, "--word", "hums", "--concept", "humming")
    assert ran.code == 0, ran.said
    finished(book, f"{stage}.yaml")
    assert wrong_cases(book) == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--text", "x", "--then", "category=lifts"), "category: Input should be 'facility_repair'"),
        (("--text", "x", "--then", "colour=red"), "colour: "),
        (("--text", "x", "--then", "category=noise severity=major"), "begin a rule for each"),
        (("--text", "x", "--then", "category=noise"), "name words that tell"),
        (("--text", "x", "--then", "category=noise", "--word", "hums"), "give both --word and --concept"),
        (("--text", "x", "--then", "category=noise", "--word", "hums", "--concept", "lift"), "has lift already"),
        (("--text", "x", "--then", "noise"), "noise: is no slot; write slot=value, such as category=noise"),
        (("--text", "x", "--then", ""), "say what the rule decides"),
        ((*HUMS[:-1], "Hum Ming"), "Hum Ming: small Latin letters, digits and _"),
        ((*HUMS, "--word", "…"), "“…” needs words, and on both sides of each …"),
        ((*HUMS, "--has", "lifft"), "the lexicon has no concept lifft (did you mean lift?)"),
        ((*HUMS, "--has", "angry"), "the text does not speak of angry"),
        (("--text", "x", *HUMS[2:]), "the text does not speak of humming, or not in a way that counts"),
        ((*HUMS, "--name", "Hum Ming"), "name: small Latin letters, digits and -"),
        ((*HUMS, "--name", "lift-leads"), "a rule is called lift-leads already"),
        ((*HUMS, "--source", "somebody said"), "source: a requirement or a policy, such as D-202"),
        ((*HUMS, "--site", "../S01"), "../S01: is no site's name"),
    ],
    ids=lambda own: own if isinstance(own, str) else "",
)
def test_what_cannot_become_a_rule_is_said_and_nothing_is_written(
    book: Path, arguments: tuple[str, ...], told: str
) -> None:
    before = files_in(book)
    ran = begun(book, *arguments)
    assert ran.code != 0
    assert told in ran.said
    assert files_in(book) == before


def files_in(book: Path) -> dict[Path, str]:
    return {file: file.read_text("utf-8") for file in book.rglob("*.yaml")}


def test_a_file_that_takes_no_more_is_told_and_the_others_stay_as_they_were(book: Path) -> None:
    (book / "kind.cases.yaml").write_text("cases: []\n", encoding="utf-8")
    before = files_in(book)
    ran = begun(book, "--text", "the lift hums", "--then", "kind=repair", *HUMS[4:])
    assert ran.code == 78
    assert "kind.cases.yaml: does not end with the list `cases:`" in ran.said
    assert files_in(book) == before


def test_a_folder_that_may_not_be_written_is_told_with_what_to_do(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> int:
        raise PermissionError(13, "Permission denied")

    before = files_in(book)
    monkeypatch.setattr(Path, "write_text", refused)
    ran = begun(book, *HUMS)
    assert ran.code == 78
    assert "own.lexicon.yaml: cannot be written (Permission denied); work in a copy of the rules" in ran.said
    assert files_in(book) == before


def test_a_folder_without_a_book_gets_nothing(tmp_path: Path) -> None:
    assert "lexicon.yaml" in begun(tmp_path, *HUMS).said
