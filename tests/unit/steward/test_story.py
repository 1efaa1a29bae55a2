"""A ticket's story: its order, its seals, its lines (D-108, D-207, D-506)."""

from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from msgspec import structs
from rich.console import Console

from classifier.explain import Lost, LostBy
from contracts import topics
from contracts.cloudevents import Event
from contracts.facts.clocks import Target
from contracts.ids import subject_of
from contracts.requests import Report
from contracts.sealing import new_ticket_key, seal_part
from contracts.vocabulary import Audience, TargetUnit
from steward.explaining import Reason, limit, reasons
from steward.rulebook.of_ticket import Decided, by_the_rules, decided, shown, standing
from steward.rulebook.showing import Shown, longest
from steward.story import Told, as_json, in_order, opened
from steward.telling import line, short_type, words
from tests.unit.classifier.rooms import RULES
from tests.unit.steward import facts
from tests.unit.steward.facts import START, TICKET, event, told

RECEIVED, CLASSIFIED = "steward.request.received.v1", "steward.ticket.classified.v1"


def received(key: bytes) -> Told:
    report = Report(text="电梯坏了", unit="3号楼1502")
    sealed = seal_part(key, subject_of(TICKET), report, Audience.HANDLERS, Audience.RESIDENT)
    return told(topics.RECEIVED.name, event(RECEIVED, **facts.RECEIVED, sealed=sealed))


def test_a_story_is_told_as_kafka_took_it_and_within_a_millisecond_cause_before_effect() -> None:
    opened_ = event("steward.ticket.opened.v1", snapshot=facts.SNAPSHOT)
    late = told(topics.RECEIVED.name, event(RECEIVED, **facts.RECEIVED), after=2)
    effect = told(topics.LIFECYCLE.name, opened_, after=1)
    cause = told(topics.CLASSIFIED.name, event(CLASSIFIED, **facts.CLASSIFIED), after=1)
    assert in_order([late, effect, cause]) == [cause, effect, late]


def test_facts_of_one_topic_keep_their_order() -> None:
    one = event("steward.ticket.opened.v1", snapshot=facts.SNAPSHOT)
    found = [told(topics.LIFECYCLE.name, one, offset=n) for n in (3, 1, 2)]
    assert [each.offset for each in in_order(found)] == [1, 2, 3]


def test_a_sealed_part_opens_with_its_ticket_s_key_only() -> None:
    key = new_ticket_key()
    closed = received(key)
    assert opened(closed, key).opened["sealed"]["text"] == "电梯坏了"
    assert opened(closed, new_ticket_key()).opened == {}


def test_scripts_get_the_names_of_who_may_open_a_part_never_its_bytes() -> None:
    key = new_ticket_key()
    said = as_json(received(key))
    assert said["sealed"] == {"sealed": ["handlers", "resident"]}
    assert "sealed" not in said["data"]
    assert "opened" not in said
    assert as_json(opened(received(key), key))["opened"]["sealed"]["unit"] == "3号楼1502"


def test_words_appear_only_where_they_were_opened() -> None:
    key = new_ticket_key()
    assert words(received(key)) == []
    assert words(opened(received(key), key)) == ["“电梯坏了” 3号楼1502"]
    assert "电梯" not in line(received(key))


def test_a_record_that_cannot_be_read_says_why() -> None:
    broken = Told(topics.LIFECYCLE.name, 0, 7, START, None, "header 'ce_type' is missing")
    assert "ce_type" in line(broken)
    assert as_json(broken)["fault"] == "header 'ce_type' is missing"


def test_the_classification_s_line_names_the_rules_that_won() -> None:
    said = line(told(topics.CLASSIFIED.name, event(CLASSIFIED, **facts.CLASSIFIED)))
    assert "complaint staff_service — attitude-leads, said-so" in said
    assert "a-question" not in said


def test_every_slot_is_explained_with_its_rule_its_sentence_the_words_and_what_lost() -> None:
    one = told(topics.CLASSIFIED.name, event(CLASSIFIED, **facts.CLASSIFIED))
    spans = {"spans": [{"n": 0, "start": 2, "end": 6, "words": "态度恶劣"}]}
    ticket = decided([replace(one, opened={"sealed": spans, "report": {"text": "前台态度恶劣", "asks_for": "道歉"}})])
    assert ticket is not None
    assert ticket.text == "前台态度恶劣\n道歉"
    placed, lacking = standing(RULES, "sz-kechuang")
    assert lacking == ""
    category, kind = shown(ticket, placed)
    assert (category.slot, category.value, category.rule) == ("category", "staff_service", "attitude-leads")
    assert (category.words, category.spans) == (("态度恶劣",), ((2, 6),))
    assert category.remark == "changed since"  # this ticket was decided by another version of the rule
    assert set(category.sentences) == {"zh-Hans", "zh-Hant", "en"}
    assert (kind.rule, kind.remark) == ("said-so", "not in this book any more")
    assert kind.lost == (Lost("a-question", "enquiry", None, LostBy.GONE),)


def test_a_rule_book_that_cannot_be_read_is_told_and_names_must_do(tmp_path: Path) -> None:
    placed, lacking = standing(tmp_path, "sz-kechuang")
    assert placed == {}
    assert lacking.startswith(
        f"without sentences, for the rules in {tmp_path} are refused: lexicon.yaml:0: -: cannot be read"
    )


def test_without_the_key_a_ticket_is_explained_without_a_word_of_it() -> None:
    ticket = decided([told(topics.CLASSIFIED.name, event(CLASSIFIED, **facts.CLASSIFIED))])
    assert ticket is not None
    assert ticket.text is None
    assert [(one.words, one.spans) for one in shown(ticket, {})] == [((), ())] * 2


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        (6, TargetUnit.SECONDS, "6 seconds"),
        (1, TargetUnit.WORKING_DAYS, "1 working day"),
        (0, TargetUnit.WORKING_DAYS, "the same working day"),
        (0, TargetUnit.PROMISED, "promised"),
    ],
)
def test_how_long_a_clock_runs_is_said_in_words(amount: int, unit: TargetUnit, said: str) -> None:
    assert limit(Target(amount=amount, unit=unit)) == said


def test_of_words_inside_each_other_the_longest_are_shown() -> None:
    one = Shown("category", "noise", "r", "v", words=("door of B", "door", "shut"), spans=((4, 13), (4, 8), (20, 24)))
    assert longest(one) == ["door of B", "shut"]


def test_a_report_that_was_read_only_in_part_says_so_to_everybody() -> None:
    whole, cut = (told(topics.CLASSIFIED.name, event(CLASSIFIED, **facts.CLASSIFIED, cut=cut)) for cut in (False, True))
    said = [f"{line(one)}\n{_printed(decided([one]))}" for one in (whole, cut)]
    assert [text.count("only its beginning and its end were read") for text in said] == [0, 2]


def _printed(ticket: Decided | None) -> str:
    assert ticket is not None
    console = Console(record=True, file=StringIO(), width=200)
    console.print(by_the_rules(ticket, shown(ticket, {}), ["en"]))
    return console.export_text()


def test_what_a_person_had_to_decide_shows_both_candidates_with_their_words() -> None:
    near = [{"slot": "category", "value": name, "rule": name, "spans": [n]} for n, name in enumerate(("noise", "lift"))]
    wanted = event("steward.ticket.triage_wanted.v1", snapshot=facts.SNAPSHOT, reason="ambiguous", candidates=near)
    spans = {"sealed": {"spans": [{"n": 1, "start": 0, "end": 2, "words": "电梯"}]}}
    found = reasons([replace(told(topics.LIFECYCLE.name, wanted), opened=spans)])
    assert found == [
        Reason("a person must look", "ambiguous", "triage"),
        Reason("candidate 1: category", "noise", "noise"),
        Reason("candidate 2: category", "lift", "lift", ("电梯",)),
    ]


def test_a_correction_says_what_was_and_what_is_and_who() -> None:
    slots = {"before": {"category": "noise"}, "after": {"category": "parking"}, "changed": ["category", "matter"]}
    corrected = event("steward.ticket.corrected.v1", snapshot=facts.SNAPSHOT, by="lin-jiayi", **slots)
    found = reasons([told(topics.LIFECYCLE.name, corrected)])
    assert found == [Reason("category corrected", "noise → parking", "lin-jiayi")]


def test_clocks_are_explained_by_their_policy() -> None:
    one = told(topics.DEADLINES.name, event("steward.clocks.set.v1", about=facts.BRIEF, clocks=[facts.clock()]))
    assert reasons([one]) == [Reason("clock first_response", "6 seconds, running", "policy:demonstration")]


def test_a_fact_without_a_line_of_its_own_shows_its_fields_and_no_snapshot() -> None:
    declined = event("steward.ticket.declined.v1", snapshot=facts.SNAPSHOT, by="lin-jiayi", reason="no_capacity")
    assert line(told(topics.LIFECYCLE.name, declined)) == "by: lin-jiayi, reason: no_capacity"


def test_a_type_is_short_on_the_screen() -> None:
    assert short_type("steward.work_order.told.v1") == "work_order.told"


def test_a_type_of_a_newer_version_is_shown_and_not_refused() -> None:
    from_tomorrow = told(topics.LIFECYCLE.name, event("steward.ticket.opened.v1", snapshot=facts.SNAPSHOT))
    newer = replace(from_tomorrow, event=_renamed(from_tomorrow.event))
    assert short_type(newer.type) == "ticket.sung_about"
    assert newer.sealed == {}


def _renamed(known: Event | None) -> Event | None:
    return structs.replace(known, type="steward.ticket.sung_about.v1") if known else None
