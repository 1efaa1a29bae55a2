"""Warned before, breached once, called up the ladder until somebody answers (D-407, D-409); annulled where unjust."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from contracts import facts
from contracts.ids import event_id
from contracts.vocabulary import (
    Clock,
    ClockState,
    EscalationEnd,
    EscalationTrigger,
    ReplyKind,
    ReplyMeans,
    Role,
    TicketState,
)
from estate import Estate
from sla_monitor.domain.state import is_missed, open_ladders, rests
from tests.unit.sla_monitor.timetable import Timetable, when

FIRST = Clock.FIRST_RESPONSE
ANSWER: dict[str, Any] = {"means": ReplyMeans.PHONE, "kind": ReplyKind.FIRST_RESPONSE}


def unanswered() -> Timetable:
    """A minor complaint of nine o'clock: first answer due at eleven, the head of customer service is the first rung."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    return table


def test_the_handler_is_warned_before_the_deadline_and_the_breach_is_told_once() -> None:
    table = unanswered()
    table.at("09:05", facts.TicketAssigned, {"assignee": "gu-xiaowen"}, department="sh-service")
    table.until("18:00")
    [warning] = table.told_of(facts.DeadlineWarned, FIRST)
    assert table.instants(facts.DeadlineWarned, FIRST) == [when("10:30")]
    assert warning.to == ("gu-xiaowen",)
    assert table.instants(facts.DeadlineBreached, FIRST) == [when("11:00")]
    assert table.reading(FIRST).breached_at == when("11:00")
    assert table.reading(FIRST).state is ClockState.RUNNING, "a breach is a fact about a clock, not a state"


def test_a_breach_climbs_the_ladder_until_nobody_is_left() -> None:
    table = unanswered()
    table.until("2026-11-24 17:59")
    raised = table.told_of(facts.EscalationRaised, FIRST)
    assert [(one.level, one.roles[0], one.to) for one in raised] == [
        (1, Role.DEPARTMENT_HEAD, ("zhou-min",)),
        (2, Role.SITE_HEAD, ("shen-peihua",)),
        (3, Role.GROUP_DEPARTMENT_MANAGER, ("fang-wenhui",)),
        (4, Role.GENERAL_MANAGER, ("chen-guodong", "gao-yaqin")),
    ]
    times = table.instants(facts.EscalationRaised, FIRST)
    assert times == [when("11:00"), when("11:30"), when("13:30"), when("17:30")]
    assert raised[-1].next_at is None
    assert len({one.escalation for one in raised}) == 1


def test_customer_service_is_told_at_each_level() -> None:
    table = unanswered()
    table.until("17:59")
    for raised in table.told_of(facts.EscalationRaised, FIRST):
        assert "gu-xiaowen" in raised.informed, "the tracker"
        assert "zhou-min" in {*raised.informed, *raised.to}, "the head of customer service"


def test_the_whole_ladder_is_frozen_when_it_is_raised() -> None:
    table = unanswered()
    table.until("11:00")
    [raised] = table.told_of(facts.EscalationRaised, FIRST)
    assert [rung.level for rung in raised.plan] == [1, 2, 3, 4]
    table.estate = _without_ladders(table)
    table.until("11:30")
    assert table.told_of(facts.EscalationRaised, FIRST)[-1].to == ("shen-peihua",)


def _without_ladders(table: Timetable) -> Estate:
    short = table.estate.ladders["group-default"].model_copy(update={"rungs": ()})
    return replace(table.estate, ladders={**table.estate.ladders, "group-default": short})


def test_an_answered_escalation_climbs_no_further() -> None:
    table = unanswered()
    table.at("11:10", facts.TicketEscalationAnswered, by="zhou-min", level=1)
    [acknowledged] = table.told(facts.EscalationAcknowledged)
    assert (acknowledged.by, acknowledged.level, acknowledged.acknowledged_at) == ("zhou-min", 1, when("11:10"))
    table.until("17:59")
    assert len(table.told_of(facts.EscalationRaised, FIRST)) == 1


def test_a_promise_kept_late_ends_the_ladder_and_the_breach_stays_on_record() -> None:
    table = unanswered()
    table.at("11:40", facts.TicketReplyRecorded, replied_at=when("11:40"), **ANSWER)
    [ended] = table.told(facts.EscalationEnded)
    assert (ended.reason, ended.level) == (EscalationEnd.MET, 2)
    assert (table.reading(FIRST).state, table.reading(FIRST).breached_at) == (ClockState.MET, when("11:00"))


def test_closing_the_ticket_ends_every_ladder() -> None:
    table = unanswered()
    table.until("20:00")  # the verification of that day was missed too
    table.at("20:10", facts.TicketClosed, {"state": TicketState.CLOSED}, reason="withdrawn")
    assert {ended.reason for ended in table.told(facts.EscalationEnded)} == {EscalationEnd.CLOSED}
    told = len(table.said)
    table.until("2026-12-24 09:00")
    assert len(table.said) == told


def test_two_missed_promises_are_two_escalations() -> None:
    """A second real breach is not swallowed by the first one."""
    table = unanswered()
    table.at("11:10", facts.TicketEscalationAnswered, by="zhou-min")
    table.until("14:40")
    raised = table.told(facts.EscalationRaised)
    assert [(one.clock, one.level) for one in raised] == [(FIRST, 1), (Clock.ACCEPT, 1)]
    assert len({one.escalation for one in raised}) == 2


def test_a_ticket_that_nobody_has_is_warned_of_and_escalated_all_the_same() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, department=None, tracker=None)
    table.until("11:30")
    assert table.told_of(facts.DeadlineWarned, FIRST)[0].to == ("zhou-min",)
    assert [one.to for one in table.told_of(facts.EscalationRaised, FIRST)] == [("zhou-min",), ("shen-peihua",)]


def test_an_answer_that_arrives_late_but_was_given_in_time_annuls_the_breach() -> None:
    """Rule 9: what happened before the deadline counts, whenever it is read."""
    table = unanswered()
    table.until("11:35")
    table.at("11:40", facts.TicketReplyRecorded, replied_at=when("10:55"), **ANSWER)
    [annulled] = table.told(facts.BreachAnnulled)
    assert (annulled.clock, annulled.due_at, annulled.met_at) == (FIRST, when("11:00"), when("10:55"))
    assert table.told(facts.EscalationEnded)[0].reason is EscalationEnd.ANNULLED
    assert table.reading(FIRST).breached_at is None
    assert table.kept(FIRST).breaches == ()
    table.until("17:59")
    assert len(table.told_of(facts.EscalationRaised, FIRST)) == 2, "nobody is called any more"


def test_an_answer_at_the_deadline_itself_is_too_late_and_said_so() -> None:
    table = unanswered()
    table.at("11:40", facts.TicketReplyRecorded, replied_at=when("11:00"), **ANSWER)
    assert not table.told(facts.BreachAnnulled)
    assert table.reading(FIRST).breached_at == when("11:00")


def test_a_late_answer_that_is_read_before_the_timer_fires_is_a_breach_without_a_ladder() -> None:
    table = unanswered()
    table.now = when("11:05")  # the watermark had not let the timer fire yet
    table.sequence += 1
    assert table.snapshot is not None
    reply = facts.TicketReplyRecorded(snapshot=table.snapshot, replied_at=when("11:04"), **ANSWER)
    told = table.takes(table.given(reply, when("11:04"), table.sequence))
    assert [type(fact) for fact in told] == [facts.DeadlineBreached, facts.ClocksSet]
    assert table.reading(FIRST).breached_at == when("11:00")
    table.until("17:59")
    assert not table.told_of(facts.EscalationRaised, FIRST)
    assert len(table.told_of(facts.DeadlineBreached, FIRST)) == 1


def test_a_service_that_was_down_says_how_late_it_found_out_and_hurries_nobody() -> None:
    """D-409: down from ten to two; the rungs above get their full time."""
    table = unanswered()
    table.until("10:00")
    table.until("14:00", asleep=True)
    [breach] = table.told_of(facts.DeadlineBreached, FIRST)
    assert breach.late_by == timedelta(hours=3)
    [raised] = table.told_of(facts.EscalationRaised, FIRST)
    assert (raised.level, raised.late_by, raised.next_at) == (1, timedelta(hours=3), when("14:30"))
    assert [one.to for one in table.told_of(facts.DeadlineWarned, FIRST)] == [()], "after the deadline it helps nobody"
    table.until("14:30")
    assert [one.level for one in table.told_of(facts.EscalationRaised, FIRST)] == [1, 2]


def test_the_same_fact_twice_is_told_once() -> None:
    """D-409: a redelivery after a crash."""
    table = unanswered()
    told = len(table.said)
    assert table.snapshot is not None
    again = table.given(facts.TicketOpened(snapshot=table.snapshot), when("09:00"), 1)
    assert table.takes(again) == ()
    assert len(table.said) == told


def test_a_breach_names_the_escalation_after_what_caused_it() -> None:
    """Doing it again gives the same id (rule 2)."""
    table = unanswered()
    table.until("11:00")
    event = next(event for event in table.said if isinstance(event.data, facts.EscalationRaised))
    assert isinstance(event.data, facts.EscalationRaised)
    assert event.data.escalation == event_id(event.causation_id, "escalation", 0)
    assert event.data.trigger is EscalationTrigger.BREACH


def test_the_record_is_the_fold_of_what_was_told() -> None:
    table = unanswered()
    table.at("11:40", facts.TicketReplyRecorded, replied_at=when("10:55"), **ANSWER)
    table.until("2026-11-26 09:00")
    assert table.refolded() == table.state


def test_an_answer_read_again_does_not_answer_a_ladder_that_began_after_it() -> None:
    """An answer that answered nothing leaves no trace; redelivered after a crash it must not silence a later call."""
    table = unanswered()
    table.at("10:00", facts.TicketEscalationAnswered, by="zhou-min")
    assert table.snapshot is not None
    again = table.given(facts.TicketEscalationAnswered(snapshot=table.snapshot, by="zhou-min"), when("10:00"), 2)
    table.until("11:10")
    assert table.takes(again) == ()
    table.until("11:30")
    assert [one.level for one in table.told_of(facts.EscalationRaised, FIRST)] == [1, 2]


def test_it_rests_when_no_clock_is_open_and_no_ladder_is_climbed() -> None:
    table = unanswered()
    assert not rests(table.state)
    table.until("11:00")
    table.at("12:00", facts.TicketClosed, {"state": TicketState.CLOSED}, reason="answered")
    assert rests(table.state)
    [ladder] = table.state.escalations
    assert not rests(replace(table.state, escalations=(replace(ladder, open=True, next_at=when("12:30")),)))


def test_what_a_closed_ticket_missed_and_calls_nobody_about_any_more_is_not_waited_for() -> None:
    table = unanswered()
    table.until("2026-11-25 11:00")
    assert open_ladders(table.state)
    missed = tuple(kept for kept in table.state.clocks if is_missed(kept))
    ladders = tuple(replace(one, next_at=None) for one in table.state.escalations)
    left = replace(table.state, clocks=missed, escalations=ladders)
    assert not rests(left), "the ticket is open"
    closed = replace(left, about=left.about.model_copy(update={"state": TicketState.CLOSED}))
    assert rests(closed)
    assert not rests(replace(closed, clocks=(*missed, replace(missed[0], breaches=()))))
