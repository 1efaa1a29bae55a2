"""From hand to hand (D-106, D-306, D-307)."""

from contracts import commands as c
from contracts.private import Note
from contracts.sealing import open_part
from contracts.vocabulary import (
    AssignReason,
    Audience,
    CancelReason,
    Category,
    DeclineReason,
    TicketState,
)
from tests.unit.dispatch.play import KEY, NIGHT, REMEDIED, Play, accepted, kinds_of, leak, of, opened, quarrel


def test_whoever_accepts_is_the_residents_contact_and_takes_the_order_with_it_d106() -> None:
    play = opened()
    outcome = play.says(c.AcceptTicket, "erik")
    assert kinds_of(outcome) == ["ticket.accepted", "work_order.accepted"]
    assert (play.snapshot.owner, play.snapshot.assignee) == ("erik", "erik")
    assert play.order_states()[0] == "accepted"


def test_a_colleague_may_not_take_what_another_was_given() -> None:
    assert opened().refused(c.AcceptTicket, "finn") == "not_assignee"


def test_what_nobody_was_given_anybody_of_the_department_may_take() -> None:
    play = Play(now=NIGHT)
    play.opens(quarrel(category=Category.PARKING))
    assert (play.snapshot.department, play.snapshot.assignee) == ("b-order", None)
    assert play.refused(c.AcceptTicket, "erik") == "not_assignee"
    play.says(c.AcceptTicket, "ivan")
    assert (play.snapshot.state, play.snapshot.assignee) == (TicketState.ACCEPTED, "ivan")


def test_for_a_contractor_without_people_here_its_head_on_our_side_acts_d301() -> None:
    play = opened(leak(category=Category.ENVIRONMENT_HYGIENE, subcategory=None))
    assert (play.snapshot.department, play.snapshot.assignee) == ("b-clean", None)
    assert play.refused(c.AcceptTicket, "bert") == "not_assignee"
    play.says(c.AcceptTicket, "anna")
    play.says(c.CompleteTicket, "anna", **REMEDIED)
    assert play.order_states() == ["completed"]


def test_who_declines_says_why_and_the_next_of_the_department_gets_it_and_the_order_anew() -> None:
    play = opened(leak(subcategory="access_control"))
    outcome = play.says(c.DeclineTicket, "erik", reason=DeclineReason.NO_CAPACITY, note="今天排满了")
    assert kinds_of(outcome) == [
        "ticket.declined",
        "ticket.assigned",
        "work_order.cancelled",
        "work_order.issued",
    ]
    declined, assigned, cancelled, _ = of(outcome)
    assert open_part(Note, KEY, play.subject, Audience.HANDLERS, declined.sealed).text == "今天排满了"
    assert assigned.reasons[0] is AssignReason.DECLINED_BEFORE
    assert cancelled.reason is CancelReason.TRANSFERRED
    assert (play.snapshot.assignee, play.snapshot.hand_overs) == ("finn", 1)
    assert [order.state for order in play.snapshot.work_orders] == ["cancelled", "issued"]


def test_what_is_not_theirs_goes_back_to_customer_service_who_know_whose_it_is() -> None:
    play = opened()
    play.says(c.DeclineTicket, "erik", reason=DeclineReason.NOT_OUR_DEPARTMENT)
    assert play.snapshot.department == "b-service"


def test_what_needs_a_contractor_goes_to_the_sites_own() -> None:
    play = opened()
    play.says(c.DeclineTicket, "erik", reason=DeclineReason.NEEDS_CONTRACTOR)
    assert play.snapshot.department == "b-clean"


def test_whose_own_affair_it_is_makes_room_for_somebody_senior_d306() -> None:
    play = opened()
    outcome = play.says(c.DeclineTicket, "erik", reason=DeclineReason.CONFLICT_OF_INTEREST)
    assert play.snapshot.assignee == "hugo"
    assert AssignReason.HANDLER_IS_SUBJECT in of(outcome)[1].reasons


def test_handed_on_three_times_it_is_the_managers_d307() -> None:
    play = opened(quarrel())
    play.says(c.TransferTicket, "anna", department="b-order")
    assert (play.snapshot.department, play.snapshot.assignee) == ("b-order", "ivan")
    play.says(c.TransferTicket, "ivan", department="b-service", assignee="bert")
    assert play.snapshot.hand_overs == 2
    outcome = play.says(c.TransferTicket, "bert", department="b-order")
    assert of(outcome)[0].reason is AssignReason.HANDED_ON_TOO_OFTEN
    assert play.snapshot.assignee == "hugo"


def test_the_third_decline_goes_to_the_manager_too_d307() -> None:
    play = opened(leak(subcategory="lift"))
    for _ in range(3):
        by = play.snapshot.assignee or ""
        play.says(c.DeclineTicket, by, reason=DeclineReason.NO_CAPACITY)
    assert play.snapshot.assignee == "hugo"


def test_a_transfer_names_a_time_limit_d307() -> None:
    outcome = accepted().says(c.TransferTicket, "erik", department="b-order")
    moved = of(outcome)[0]
    assert (moved.from_department, moved.from_person, moved.department) == ("b-works", "erik", "b-order")
    assert moved.take_over_by is not None


def test_a_transfer_inside_the_department_goes_to_somebody_else() -> None:
    play = accepted()
    play.says(c.TransferTicket, "erik", department="b-works")
    assert play.snapshot.assignee not in (None, "erik")


def test_only_customer_service_watches_a_ticket_d106() -> None:
    assert accepted().refused(c.AssignTracker, "anna", tracker="ivan") == "unknown_person"


def test_a_transfer_to_where_it_is_already_is_refused() -> None:
    assert accepted().refused(c.TransferTicket, "erik", department="b-works", assignee="erik") == "wrong_state"


def test_nobody_is_named_who_does_not_exist_or_belongs_elsewhere() -> None:
    play = accepted()
    assert play.refused(c.AssignTicket, "anna", department="b-pool") == "unknown_department"
    assert play.refused(c.AssignTicket, "anna", department="h-desk") == "unknown_department"
    assert play.refused(c.AssignTicket, "anna", department="b-works", assignee="ivan") == "unknown_person"
    assert play.refused(c.AssignTicket, "anna", department="b-works", assignee="xxx") == "unknown_person"
    assert play.refused(c.AssignTracker, "anna", tracker="zeno") == "unknown_person"


def test_a_department_of_the_group_may_be_given_it() -> None:
    play = accepted()
    play.says(c.AssignTicket, "anna", department="g-audit", assignee="olga")
    assert (play.snapshot.department, play.snapshot.assignee, play.snapshot.state) == (
        "g-audit",
        "olga",
        TicketState.ASSIGNED,
    )


def test_a_rejected_handler_is_replaced_by_somebody_senior_and_the_offers_stay_d306() -> None:
    play = accepted(quarrel())
    handler = play.snapshot.assignee or ""
    before = len(play.events)
    play.says(c.RejectHandler, "hugo", handler=handler, note="业主要求换人")
    assert play.snapshot.assignee == "hugo"
    assert handler in play.state.memo.passed_over
    assert len(play.events) > before


def test_only_the_tickets_own_handler_can_be_rejected() -> None:
    assert accepted().refused(c.RejectHandler, "hugo", handler="finn") == "not_assignee"


def test_one_matter_can_go_elsewhere_while_the_rest_stays() -> None:
    play = accepted()
    outcome = play.says(c.AssignTicket, "anna", department="b-order", matter=1)
    assert of(outcome)[0].matter == 1
    assert (play.snapshot.department, play.snapshot.matters[0].department) == ("b-works", "b-order")
    assert play.snapshot.work_orders[-1].department == "b-order"
    assert play.refused(c.AssignTicket, "anna", department="b-order", matter=4) == "not_in_set"
