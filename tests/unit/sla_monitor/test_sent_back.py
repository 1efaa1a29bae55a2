"""A result is sent back after its deadline was missed: the ladder that the completion ended calls again (D-407)."""

from contracts import facts
from contracts.vocabulary import ApprovalState, Clock, TicketState
from sla_monitor.domain.state import open_ladders
from tests.unit.sla_monitor.timetable import Timetable, when


def sent_back(answered_at: str | None = None) -> Timetable:
    """Due on Wednesday at nine and missed; a result at one o'clock ends the ladder, at two it is sent back."""
    table = Timetable()
    table.opens("09:00", facts.TicketOpened)
    if answered_at:
        table.at(answered_at, facts.TicketEscalationAnswered)
    done = {"state": TicketState.RESOLVED, "approval": ApprovalState.WANTED, "resolved_at": when("2026-11-25 13:00")}
    table.at("2026-11-25 13:00", facts.TicketCompleted, done)
    back = {"state": TicketState.IN_PROGRESS, "approval": ApprovalState.RETURNED, "resolved_at": None}
    table.at("2026-11-25 14:00", facts.TicketResultReturned, back)
    return table


def test_a_result_sent_back_after_the_deadline_was_missed_calls_the_ladder_again_d407() -> None:
    table = sent_back()
    table.until("2026-11-25 14:31")
    raised = table.told_of(facts.EscalationRaised, Clock.RESOLUTION)
    times = table.instants(facts.EscalationRaised, Clock.RESOLUTION)
    assert [(one.level, at) for one, at in zip(raised, times, strict=True)][-2:] == [
        (1, when("2026-11-25 14:00")),
        (2, when("2026-11-25 14:30")),
    ]
    assert len({one.escalation for one in raised}) == 2
    assert table.instants(facts.DeadlineBreached, Clock.RESOLUTION) == [when("2026-11-25 09:00")], "missed once"


def test_a_ladder_that_was_answered_before_the_result_is_not_called_again_d407() -> None:
    table = sent_back("2026-11-25 10:00")
    assert table.instants(facts.EscalationRaised, Clock.RESOLUTION)[-1] < when("2026-11-25 10:00")
    assert not [one for one in open_ladders(table.change.after.state) if one.clock is Clock.RESOLUTION]
