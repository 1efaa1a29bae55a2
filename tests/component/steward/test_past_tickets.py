"""What operators learn from past tickets: corrections and shadow runs off the topics (D-207, D-209)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from chassis.wire import Message
from contracts import topics
from contracts.facts import TicketClassified
from contracts.identifiers import SYSTEM
from steward.commands.rules import comparing
from steward.commands.rules.comparing import compared
from steward.commands.rules.correcting import ticket_table
from steward.rulebook.books import answering, shelf_in
from steward.rulebook.corrections import by_category, by_rule, of_triage
from steward.rulebook.coverage import Coverage, gone, used
from steward.rulebook.gathering import Found, gathered
from steward.rulebook.installation import Opened
from steward.rulebook.past import events_on, on_topic
from steward.rulebook.shadow import Shadow
from tests.component.steward.past_town import PastTown, number_of
from tests.harness.command import steward
from tests.unit.classifier.rooms import LIFT, folder, rule

NOISE = rule("noise-leads", 20, "{is: {lead: noise}}", "{category: noise}")
NEAR = "rules:\n" + rule("two-alike", 10, "{at_most: {margin: 3}, at_least: {topics: 2}}", "{triage: ambiguous}")
IMPORTANT = "rules:\n" + rule("all-important", 10, "{}", "{severity: important}")


@pytest.fixture
def town(tmp_path: Path) -> PastTown:
    return PastTown(folder(tmp_path, category=LIFT + NOISE, triage=NEAR, severity=IMPORTANT))


def corrected(before: dict[str, str], after: dict[str, str]) -> dict[str, object]:
    return {"before": before, "after": after, "changed": list(after)}


async def found_in(town: PastTown, site: str | None = None) -> Found:
    return await gathered(town.reader, town.keys, site, None)


async def test_a_correction_is_found_with_the_rule_that_had_decided_and_how_often_it_decides(town: PastTown) -> None:
    ticket = await town.classified("A1", "the lift is loud")
    await town.classified("A2", "the lift is broken")
    await town.said(ticket, "corrected", **corrected({"category": "facility_repair"}, {"category": "noise"}))
    found = await found_in(town)
    (row,) = by_rule(found.corrections)
    assert (row.slot, row.rule, row.decided, row.corrected) == ("category", "lift-leads", 2, 1)
    assert row.to == (("facility_repair → noise", 1),)
    assert by_category(found.corrections) == [("facility_repair", "noise", 1)]
    assert (found.corrections.tickets, found.corrections.corrected) == (2, 1)


async def test_the_last_word_counts_and_a_word_that_agrees_is_no_disagreement(town: PastTown) -> None:
    ticket = await town.classified("A1", "the lift is loud")
    await town.said(ticket, "corrected", **corrected({"category": "facility_repair"}, {"category": "noise"}))
    await town.said(ticket, "corrected", **corrected({"category": "noise"}, {"category": "facility_repair"}))
    await town.said(ticket, "severity_confirmed", severity="important")
    assert (await found_in(town)).corrections.found == []


async def test_a_severity_raised_by_a_person_is_held_against_its_rule_one_raised_by_a_repeat_is_not(
    town: PastTown,
) -> None:
    ticket = await town.classified("A1", "the lift is loud")
    await town.said(ticket, "flagged", added=["repeat"], by=SYSTEM)
    await town.said(ticket, "severity_confirmed", severity="major", was="important")
    found = (await found_in(town)).corrections.found
    assert [(one.slot, one.proposed, one.corrected, one.rule) for one in found] == [
        ("severity", "important", "major", "all-important")
    ]


async def test_what_triage_left_open_says_which_candidate_a_person_took(town: PastTown) -> None:
    ticket = await town.classified("A1", "the lift is broken, there is noise")
    await town.said(ticket, "corrected", **corrected({}, {"category": "noise"}))
    found = await found_in(town)
    assert found.corrections.found == []
    assert of_triage(found.corrections) == {"ambiguous": {"second": 1}}
    (settled,) = found.corrections.settled
    assert (settled.number, settled.slot, settled.corrected, settled.rule) == (
        number_of("A1"),
        "category",
        "noise",
        "-",
    )


async def test_texts_open_only_with_the_keys_and_never_of_an_erased_ticket(town: PastTown) -> None:
    tickets = [await town.classified(name, f"the lift {name} is loud") for name in ("A1", "A2")]
    for ticket in tickets:
        await town.said(ticket, "corrected", **corrected({"category": "facility_repair"}, {"category": "noise"}))
    town.erased.add(tickets[1])
    found = await found_in(town)
    assert found.reports is not None
    texts = {report.text if report else None for report in found.reports.values()}
    assert texts == {"the lift A1 is loud", None}
    assert (await gathered(town.reader, None, None, None)).reports is None


async def test_of_a_long_text_a_row_holds_the_beginning_and_the_next_row_of_its_ticket_nothing(town: PastTown) -> None:
    ticket = await town.classified("A1", "the lift is loud " * 500)
    slots = {"category": "noise", "severity": "minor"}
    await town.said(ticket, "corrected", **corrected({"category": "facility_repair", "severity": "important"}, slots))
    console = Console(width=200, record=True, file=StringIO())
    console.print(ticket_table(await found_in(town)))
    told = console.export_text()
    assert told.count(number_of("A1")[:3]) == 2
    assert told.count("the lift") == 5
    assert "…" in told


@pytest.mark.parametrize("command", [("coverage",), ("shadow", "--book")])
def test_where_no_ticket_came_in_it_never_says_that_all_is_well(
    town: PastTown, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    @asynccontextmanager
    async def here(*_: object) -> AsyncIterator[Opened]:
        yield Opened(town.reader, town.keys)

    monkeypatch.setattr(comparing, "opened", here)
    book = [town.book] if len(command) > 1 else []
    ran = steward("rules", *command, *book, "--rules", town.book, "--since", "2027-01-01")
    assert ran.code == 1
    assert "no ticket came in since 2027-01-01: name an earlier day with --since" in ran.said


async def test_corrections_can_be_asked_for_one_site_and_from_a_day_on(town: PastTown) -> None:
    for number, site in (("A1", "S01"), ("A2", "S02")):
        ticket = await town.classified(number, "the lift is loud", site)
        await town.said(ticket, "corrected", **corrected({"category": "facility_repair"}, {"category": "noise"}))
    assert [one.number for one in (await found_in(town, "S02")).corrections.found] == [number_of("A2")]
    later = [event async for event in events_on(town.reader, topics.LIFECYCLE, date(2026, 11, 25))]
    assert later == []


async def test_a_shadow_run_off_the_topic_opens_what_it_can_and_publishes_nothing(
    town: PastTown, tmp_path: Path
) -> None:
    await town.classified("A1", "the lift is loud")
    town.erased.add(await town.classified("A2", "noise again"))
    new = tmp_path / "new"
    new.mkdir()
    lift_is_noise = rule("lift-is-noise", 10, "{is: {lead: lift}}", "{category: noise}")
    folder(new, category=lift_is_noise + NOISE, triage=NEAR, severity=IMPORTANT)
    before, counts = len(town.log.order), Shadow()
    async for batch in on_topic(town.reader, town.keys):
        compared(counts, batch, town.answer, answering(shelf_in(new)))
    assert (counts.messages, counts.changed, counts.unread) == (1, 1, 1)
    move, (example,) = next(iter(counts.examples.items()))
    assert (move.slot, move.before, move.after) == ("category", "facility_repair", "noise")
    assert (example.name, example.rule_before, example.rule_after) == (number_of("A1"), "lift-leads", "lift-is-noise")
    assert len(town.log.order) == before


async def test_coverage_off_the_topic_needs_no_key_and_names_what_never_held(town: PastTown) -> None:
    await town.classified("A1", "the lift is loud")
    counts = Coverage()
    async for event in events_on(town.reader, topics.CLASSIFIED):
        assert isinstance(event.data, TicketClassified)
        counts.add_fact(event.data)
    rows = {one.rule: one for one in used(counts, shelf_in(town.book))}
    assert (rows["lift-leads"].won, rows["noise-leads"].won, counts.messages) == (1, 0, 1)
    assert gone(counts, [one for one in rows.values() if one.rule != "lift-leads"]) == ["lift-leads"]


async def test_a_fact_that_was_sent_again_after_a_crash_counts_once(town: PastTown) -> None:
    await town.classified("A1", "the lift is loud")
    for record in list(town.log.order):
        assert record.key is not None
        await town.log.send([Message(record.topic, record.key, tuple(record.headers), record.value)])
    assert (await found_in(town)).corrections.tickets == 1
