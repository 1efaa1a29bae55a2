"""The demo's board and its checklist: each promise is missed when what it promises did not happen."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from contracts import topics
from contracts.cloudevents import Event
from contracts.register_number import derive, pretty
from steward.answers import CommandError
from steward.demo import reports
from steward.demo.board import Board, Row
from steward.demo.checklist import Check, Happened, checklist
from steward.demo.view import cells, chosen, clock_of
from steward.send import Answer
from steward.story import Told
from tests.unit.steward import facts
from tests.unit.steward.facts import START, TICKET, escalation, event, message, told

ESTATE = Path(__file__).resolve().parents[3] / "estates" / "demo"
LIFE, TIME, SAID = topics.LIFECYCLE.name, topics.DEADLINES.name, topics.NOTIFICATIONS.name


def board_after(*events: tuple[str, Event]) -> Board:
    board = Board({"demo-02": "态度恶劣"})
    board.expect(TICKET, "0123456789", "demo-02")
    for offset, (topic, one) in enumerate(events):
        board.take(told(topic, one, offset=offset))
    return board


def ladder(*levels: int) -> list[tuple[str, Event]]:
    return [(TIME, event("steward.escalation.raised.v1", **escalation(level, to=["lin-jiayi"]))) for level in levels]


def check_named(checks: list[Check], name: str) -> Check:
    return next(check for check in checks if name in check.name)


def test_the_demo_sends_at_least_forty_reports_of_which_one_is_broken_and_one_comes_twice() -> None:
    found = reports.read(ESTATE, "")
    ids = [line.id for line in (*found.http, *found.kafka)]
    assert len(set(ids)) >= 41
    assert ids.count(reports.TWICE) == 2
    assert ids.count(reports.BROKEN) == 1
    assert {reports.STAR, reports.VAGUE, *reports.TOGETHER} <= set(ids)
    assert not any(line.fault for line in (*found.http, *found.kafka))


def test_a_second_run_on_the_same_installation_sends_new_reports() -> None:
    first, second = reports.read(ESTATE, ""), reports.read(ESTATE, "241300")
    assert not {line.id for line in first.http} & {line.id for line in second.http}
    assert second.texts[reports.named(reports.STAR, "241300")] == first.texts[reports.STAR]


def test_an_estate_without_reports_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="estates/demo"):
        reports.read(tmp_path, "")


def test_what_is_read_before_the_number_is_known_is_not_lost() -> None:
    board, early = Board({}), told(LIFE, event("steward.ticket.opened.v1", snapshot=facts.SNAPSHOT))
    assert not board.take(early)
    assert board.expect(TICKET, "0123456789", "demo-02") == [early]
    row = board.by_request("demo-02")
    assert row is not None
    assert row.snapshot is not None


def test_a_board_knows_where_the_first_answer_stands() -> None:
    set_ = event("steward.clocks.set.v1", about=facts.BRIEF, clocks=[facts.clock()])
    met = event("steward.clocks.set.v1", about=facts.BRIEF, clocks=[facts.clock("met")])
    running, over = board_after((TIME, set_)).rows[TICKET], board_after((TIME, set_), (TIME, met)).rows[TICKET]
    assert running.first_answer == START + timedelta(seconds=6)
    assert str(clock_of(running, START + timedelta(seconds=2))) == "4 s left"
    assert str(clock_of(running, START + timedelta(seconds=7))) == "breached"
    assert over.first_answer is None


def test_the_screen_says_on_which_rung_a_ticket_is_and_who_took_it() -> None:
    climbing = board_after(*ladder(1, 2)).rows[TICKET]
    by = {"by": "peng-haiyan", "acknowledged_at": START.isoformat()}
    answered = (TIME, event("steward.escalation.acknowledged.v1", **escalation(2, **by)))
    assert str(clock_of(climbing, START)) == "breached, rung 2"
    assert str(clock_of(board_after(*ladder(1, 2), answered).rows[TICKET], START)) == "✓ peng-haiyan"


def test_a_ticket_without_a_category_waits_for_a_person_on_the_screen() -> None:
    bare = {name: value for name, value in facts.SNAPSHOT.items() if name != "category"}
    row = board_after((LIFE, event("steward.ticket.opened.v1", snapshot=bare))).rows[TICKET]
    assert "waits for a person" in [str(cell) for cell in cells(row, START)]


def test_whatever_is_late_stays_in_sight_and_the_newest_fill_the_rest() -> None:
    rows = [Row(number=str(n), warned=n == 0) for n in range(30)]
    assert [row.number for row in chosen(rows, 4)] == ["0", "27", "28", "29"]
    assert [row.number for row in chosen(rows[:2], 4)] == ["0", "1"]
    assert [row.number for row in chosen(rows, 1)] == ["0"]


def test_an_alarm_is_no_rung_of_the_ladder() -> None:
    alarm = event("steward.escalation.raised.v1", **(escalation(1, to=["x"]) | {"trigger": "major"}))
    assert board_after((TIME, alarm)).rows[TICKET].levels == []


def happened(**more: object) -> Happened:
    return replace(Happened(acknowledged=True), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("levels", "climbed", "stopped"),
    [((), False, False), ((1,), False, False), ((1, 2), True, True), ((1, 2, 3), True, False)],
)
def test_the_ladder_counts_only_with_two_rungs_and_its_end_only_without_a_third(
    levels: tuple[int, ...], *, climbed: bool, stopped: bool
) -> None:
    by = {"by": "peng-haiyan", "acknowledged_at": START.isoformat()}
    answered = (TIME, event("steward.escalation.acknowledged.v1", **escalation(2, **by)))
    checks = checklist(board_after(*ladder(*levels), answered), happened(), reports.read(ESTATE, ""))
    assert check_named(checks, "two rungs").ok is climbed
    assert check_named(checks, "stopped it").ok is stopped


def test_of_a_run_in_which_nothing_happened_nothing_but_the_absence_of_dead_letters_is_ticked() -> None:
    checks = checklist(Board({}), Happened(), reports.read(ESTATE, ""))
    assert [check.name for check in checks if check.ok] == ["nothing is left in the dead-letter topics"]
    assert not check_named(checklist(Board({}), happened(dead=1), reports.read(ESTATE, "")), "dead-letter").ok


def test_the_same_report_twice_must_have_had_one_number() -> None:
    def ticked(second: Answer) -> bool:
        answers = [Answer(reports.TWICE, "0123456789"), second]
        return check_named(checklist(Board({}), happened(answers=answers), reports.read(ESTATE, "")), "again").ok

    assert ticked(Answer(reports.TWICE, "0123456789", again=True))
    assert not ticked(Answer(reports.TWICE, "0123456789"))
    assert not ticked(Answer(reports.TWICE, "9999999999", again=True))


def test_a_message_counts_only_with_one_of_our_numbers_in_it() -> None:
    number = derive(bytes(32), TICKET)
    board = Board({})
    board.expect(TICKET, number, "demo-02")
    texts = reports.read(ESTATE, "")
    assert not check_named(checklist(board, happened(sms=["hello"]), texts), "SMS").ok
    assert check_named(checklist(board, happened(sms=[f"编号 {pretty(number)}"]), texts), "SMS").ok


def test_only_messages_to_residents_count_for_the_languages() -> None:
    wanted = {"language": "en", "template": "received", "send_at": START.isoformat()}
    to_staff = event("steward.notification.wanted.v1", **message(**wanted, person="lin-jiayi") | {"recipient": "staff"})
    to_resident = event("steward.notification.wanted.v1", **message(**wanted))
    assert board_after((SAID, to_staff)).rows[TICKET].languages == set()
    assert board_after((SAID, to_resident)).rows[TICKET].languages == {"en"}


def test_facts_of_other_people_s_tickets_are_left_alone() -> None:
    board = Board({})
    other: Told = told(LIFE, event("steward.ticket.opened.v1", snapshot=facts.SNAPSHOT))
    assert not board.take(other)
    assert (board.rows, board.facts) == ({}, 0)
