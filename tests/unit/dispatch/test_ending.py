"""How it ends, and ends again (D-106, D-304, D-310, D-404, D-601)."""

from datetime import timedelta

import pytest

from contracts import commands as c
from contracts.vocabulary import (
    AssignReason,
    AttemptOutcome,
    Category,
    CloseReason,
    Flag,
    FollowUpOutcome,
    TicketState,
    Validity,
)
from dispatch.domain.state import Case, State, rests
from tests.unit.dispatch.play import MONDAY, NIGHT, REMEDIED, Play, accepted, kinds_of, of, opened, quarrel, resolved


def test_the_resident_confirms_and_it_is_closed() -> None:
    play = resolved()
    assert kinds_of(play.says(c.ConfirmTicket)) == ["ticket.confirmed", "ticket.closed"]
    assert play.snapshot.close_reason is CloseReason.CONFIRMED_BY_RESIDENT


def test_the_resident_disputes_and_it_is_worked_again_with_a_supervisors_visit_d310() -> None:
    play = resolved()
    outcome = play.says(c.DisputeTicket, note="还是漏")
    assert kinds_of(outcome) == ["ticket.disputed", "ticket.reopened", "ticket.assigned", "work_order.issued"]
    assert of(outcome)[1].visitor == "gina"
    assert AssignReason.REOPENED in of(outcome)[2].reasons
    one = play.snapshot
    assert (one.state, one.reopened, one.assignee, one.resolved_at) == (TicketState.ASSIGNED, 1, "erik", None)
    assert [matter.state for matter in one.matters] == ["open"]
    assert play.order_states() == ["completed", "issued"]
    assert play.state.memo.visitor == "gina"


def test_what_nobody_had_is_given_to_somebody_when_it_is_reopened() -> None:
    play = Play(now=NIGHT)
    play.opens(quarrel(category=Category.PARKING))
    play.says(c.WithdrawTicket)
    play.now = MONDAY + timedelta(days=1)
    play.says(c.ReopenTicket)
    assert play.snapshot.assignee == "ivan"


def test_what_is_reopened_goes_the_whole_way_again_and_keeps_its_first_answer_d310() -> None:
    play = accepted(quarrel())
    by = play.snapshot.assignee or ""
    play.says(c.RecordReply, by, means="phone", kind="substantive", text="好的")
    play.says(c.CompleteTicket, by, **REMEDIED)
    play.says(c.DisputeTicket)
    one = play.snapshot
    assert one.first_response_at is not None
    assert (one.substantive_reply_at, one.accepted_at, one.follow_up, one.close_reason) == (None, None, None, None)
    assert play.refused(c.StartWork, by) == "wrong_state"
    play.says(c.AcceptTicket, by)
    play.says(c.CompleteTicket, by, **REMEDIED)
    assert play.stands() is TicketState.RESOLVED


def test_a_satisfied_follow_up_closes_d404() -> None:
    play = resolved()
    outcome = play.says(c.RecordFollowUp, "bert", outcome=FollowUpOutcome.SATISFIED, points=("楼道灯暗", "门口积水"))
    assert kinds_of(outcome) == ["ticket.follow_up_recorded", "ticket.closed"]
    assert of(outcome)[0].points == 2
    assert play.snapshot.close_reason is CloseReason.FOLLOW_UP_SATISFIED


def test_each_point_raised_is_settled_one_by_one_d404() -> None:
    play = resolved()
    play.says(c.RecordFollowUp, "bert", outcome=FollowUpOutcome.SATISFIED, points=("一", "二"))
    assert list(play.state.memo.open_points) == [1, 2]
    play.says(c.SettleFollowUpPoint, "bert", point=1)
    assert list(play.state.memo.open_points) == [2]
    assert play.refused(c.SettleFollowUpPoint, "bert", point=1) == "not_in_set"


def test_an_unsatisfied_follow_up_reopens_d310_d404() -> None:
    play = resolved()
    play.says(c.RecordFollowUp, "bert", outcome=FollowUpOutcome.UNSATISFIED)
    assert (play.stands(), play.snapshot.reopened) == (TicketState.ASSIGNED, 1)


def test_three_attempts_in_vain_end_as_unreachable_on_record_d404() -> None:
    play = resolved()
    for nth in (1, 2):
        play.says(c.RecordFollowUpAttempt, "bert", outcome=AttemptOutcome.NO_ANSWER)
        assert (play.snapshot.follow_up_attempts, play.stands()) == (nth, TicketState.RESOLVED)
    outcome = play.says(c.RecordFollowUpAttempt, "bert", outcome=AttemptOutcome.WRONG_NUMBER)
    assert kinds_of(outcome) == ["ticket.follow_up_attempted", "ticket.follow_up_recorded", "ticket.closed"]
    assert play.snapshot.close_reason is CloseReason.UNREACHABLE


def test_a_confirmed_ticket_is_still_followed_up_and_stays_closed_d404() -> None:
    play = resolved()
    play.says(c.ConfirmTicket)
    play.says(c.RecordFollowUp, "bert", outcome=FollowUpOutcome.SATISFIED)
    assert (play.stands(), play.snapshot.close_reason) == (TicketState.CLOSED, CloseReason.CONFIRMED_BY_RESIDENT)


@pytest.mark.parametrize("reason", [one for one in CloseReason if one is not CloseReason.ANSWERED])
def test_nothing_is_closed_for_a_reason_the_record_does_not_bear_out(reason: CloseReason) -> None:
    assert resolved().refused(c.CloseTicket, "anna", reason=reason) == "wrong_state"


def test_what_was_found_invalid_is_closed_as_that_d304() -> None:
    play = accepted(quarrel())
    play.says(c.VerifyTicket, play.snapshot.assignee or "", finding=Validity.UNREASONABLE)
    play.says(c.CloseTicket, "anna", reason=CloseReason.INVALID)
    assert play.stands() is TicketState.CLOSED


def test_beyond_our_powers_is_a_managers_word_and_then_a_reason_to_close_d310() -> None:
    play = accepted(quarrel())
    play.says(c.RecordBeyondPowers, "hugo", text="属市政道路", reported_to="nora", offered_instead=True)
    assert Flag.OUTSIDE_OUR_POWERS in play.snapshot.flags
    play.says(c.CloseTicket, "anna", reason=CloseReason.OUTSIDE_OUR_POWERS)
    assert play.stands() is TicketState.CLOSED


def test_what_the_resident_takes_back_is_closed_and_its_crew_called_off() -> None:
    play = opened()
    outcome = play.says(c.WithdrawTicket, note="已自行修好")
    assert kinds_of(outcome) == ["ticket.withdrawn", "work_order.cancelled", "ticket.closed"]
    assert play.order_states() == ["cancelled"]


def test_a_rating_can_be_given_after_the_end_and_changed_d601() -> None:
    play = resolved()
    play.says(c.RateTicket, stars=3)
    play.says(c.ConfirmTicket)
    play.says(c.RateTicket, stars=5)
    assert play.snapshot.rating == 5


def test_only_what_is_closed_rests_and_what_is_reopened_does_not() -> None:
    play = resolved()
    assert not rests(play.state)
    play.says(c.ConfirmTicket)
    assert rests(play.state)
    play.says(c.RateTicket, stars=3)
    assert rests(play.state)
    play.says(c.ReopenTicket, note="又漏了")
    assert not rests(play.state)


def test_a_case_rests_once_it_is_closed_and_what_only_was_refused_rests() -> None:
    case = Case(case="c", lead="a", members=("a", "b"), site="bay")
    assert [rests(State(case=one)) for one in (case, case.model_copy(update={"closed": True}))] == [False, True]
    assert rests(State(sequence=1))


def test_a_tracker_watches_until_the_end_d106() -> None:
    play = resolved()
    play.says(c.ConfirmTicket)
    assert play.snapshot.tracker is not None


def test_a_ticket_withdrawn_in_triage_and_reopened_waits_in_triage_again() -> None:
    play = opened(quarrel(category=None))
    play.says(c.WithdrawTicket)
    play.says(c.ReopenTicket)
    assert play.stands() is TicketState.TRIAGE
