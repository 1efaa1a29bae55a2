"""A person's correction becomes a case: in other words, giving nobody away, showing what went wrong (D-108, D-207)."""

from pathlib import Path

import pytest

from classifier.book_file import load
from classifier.check import check
from steward.answers import CommandError
from steward.commands.rules.casing import make_case
from steward.rulebook.gathering import Found, gathered
from tests.component.steward.past_town import PastTown, number_of
from tests.unit.classifier.rooms import LIFT, folder, rule

TEXT = "the lift in our tower is so loud at night that nobody on my whole floor can ever sleep"
NOISE = rule("noise-leads", 20, "{is: {lead: noise}}", "{category: noise}")


@pytest.fixture
async def found(tmp_path: Path) -> Found:
    book = tmp_path / "then"
    book.mkdir()
    town = PastTown(folder(book, category=LIFT + NOISE))
    ticket = await town.classified("A1", TEXT)
    slots = {"before": {"category": "facility_repair"}, "after": {"category": "noise"}, "changed": ["category"]}
    await town.said(ticket, "corrected", **slots)
    return await gathered(town.reader, town.keys, None, None)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A working copy of the book."""
    book = tmp_path / "rules"
    book.mkdir()
    return folder(book, category=LIFT + NOISE)


def test_the_case_is_written_beside_its_rules_and_fails_until_a_rule_is_changed(found: Found, rules: Path) -> None:
    make_case(found, number_of("A1"), "The lift hums all night", rules)
    (case,) = load(rules).cases
    assert (case.file, case.text, case.expect) == (
        "category.cases.yaml",
        "The lift hums all night",
        {"category": "noise"},
    )
    assert any("category is facility_repair, expected noise" in one.message for one in check(rules))
    assert "corrected by a person on 2026-11-24; lift-leads had decided" in (rules / case.file).read_text("utf-8")


async def test_a_flag_that_a_person_raised_or_took_back_becomes_a_case_of_all_its_flags(tmp_path: Path) -> None:
    flags = "rules:\n" + rule("anger", 10, "{has: [angry]}", "{flag: agitated}")
    flags += rule("letter", 20, "{given: [forwarded]}", "{flag: forwarded_by_government}")
    book = tmp_path / "then"
    book.mkdir()
    town = PastTown(folder(book, category=LIFT, flags=flags))
    ticket = await town.classified("A1", "the lift is loud and I am angry about it", forwarded=True)
    await town.said(ticket, "flagged", added=["vulnerable_person"], removed=["agitated"])
    make_case(await gathered(town.reader, town.keys, None, None), number_of("A1"), "An angry word on a lift", book)
    (case,) = load(book).cases
    assert (case.file, case.forwarded) == ("flags.cases.yaml", True)
    assert case.expect == {"flags": ["forwarded_by_government", "vulnerable_person"]}
    (wrong,) = [one.message for one in check(book) if one.file == case.file]
    assert wrong.startswith("flags is ['agitated', 'forwarded_by_government'], expected")


async def test_what_a_person_settled_after_the_rules_left_it_open_becomes_a_case_too(tmp_path: Path) -> None:
    near = "rules:\n" + rule("two-alike", 10, "{at_most: {margin: 3}, at_least: {topics: 2}}", "{triage: ambiguous}")
    town = PastTown(folder(tmp_path, category=LIFT + NOISE, triage=near))
    ticket = await town.classified("A1", "the lift is broken, there is noise")
    slots = {"before": {}, "after": {"category": "noise"}, "changed": ["category"]}
    await town.said(ticket, "corrected", **slots)
    make_case(await gathered(town.reader, town.keys, None, None), number_of("A1"), "A lift and noise", tmp_path)
    (case,) = load(tmp_path).cases
    assert (case.file, case.expect) == ("category.cases.yaml", {"category": "noise"})
    assert "by a person on 2026-11-24; the rules had left it open" in (tmp_path / case.file).read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The lift at 3-1502 is loud", "the unit"),
        ("顾明月 says the lift is loud", "the reporter's name"),
        ("I say the lift in our tower is so loud at night that nobody sleeps", "12 words in a row"),
    ],
    ids=["the unit", "the name", "the resident's own sentence"],
)
def test_a_text_that_gives_the_resident_away_is_refused_and_nothing_is_written(
    found: Found, rules: Path, text: str, told: str
) -> None:
    with pytest.raises(CommandError, match=told):
        make_case(found, number_of("A1"), text, rules)
    assert not (rules / "category.cases.yaml").exists()


def test_a_text_that_does_not_show_what_went_wrong_is_refused(found: Found, rules: Path) -> None:
    with pytest.raises(CommandError, match="does not show what went wrong"):
        make_case(found, number_of("A1"), "So much noise at night", rules)


def test_without_a_text_where_nobody_sits_it_says_why_one_is_needed(found: Found, rules: Path) -> None:
    with pytest.raises(CommandError, match="with --text"):
        make_case(found, number_of("A1"), None, rules)


def test_without_the_key_or_of_another_ticket_there_is_no_case(found: Found, rules: Path) -> None:
    closed = Found(found.corrections, found.proposals, None)
    with pytest.raises(CommandError, match="--key"):
        make_case(closed, number_of("A1"), "The lift hums", rules)
    with pytest.raises(CommandError, match="no person disagreed"):
        make_case(found, number_of("A2"), "The lift hums", rules)


def test_a_folder_without_rules_gets_no_case(found: Found, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"lexicon\.yaml"):
        make_case(found, number_of("A1"), "The lift hums all night", tmp_path)
