"""A proposal becomes a ticket (D-103, D-106, D-203…D-208, D-302)."""

import pytest

from contracts import topics
from contracts.classification import Classification, ClassifiedMatter
from contracts.facts import TicketOpened
from contracts.requests import Report
from contracts.sealing import open_part
from contracts.vocabulary import (
    Audience,
    Category,
    Kind,
    Mode,
    Responsibility,
    Severity,
    Subcategory,
    TicketState,
    TriageReason,
    Urgency,
    WorkOrderState,
)
from tests.unit.dispatch.play import KEY, TICKET, Play, classified, kinds_of, leak, of, opened, quarrel


def test_a_repair_is_opened_assigned_and_its_crew_sent_in_one_decision_d302() -> None:
    play = Play()
    outcome = play.opens(leak())
    assert kinds_of(outcome) == [
        "ticket.opened",
        "ticket.assigned",
        "work_order.issued",
    ]
    (order,) = play.snapshot.work_orders
    assert (order.id, order.state) == (f"{play.snapshot.ticket}/1", WorkOrderState.ISSUED)
    assert (order.department, order.assignee, order.urgency) == ("b-works", "erik", Urgency.NORMAL)
    assert order.due_at is not None


def test_the_opening_fact_says_already_what_the_ticket_is_and_whose_d301() -> None:
    outcome = Play().opens(leak(severity=Severity.IMPORTANT))
    snapshot = of(outcome)[0].snapshot
    assert (snapshot.kind, snapshot.category, snapshot.severity) == ("repair", "facility_repair", "important")
    assert (snapshot.urgency, snapshot.department) == ("normal", "b-works")
    last = of(outcome)[-1].snapshot
    decided = ("owner", "tracker", "department", "assignee", "matters", "work_orders")
    assert {name: getattr(snapshot, name) for name in decided} == {name: getattr(last, name) for name in decided}
    assert (snapshot.tracker, len(snapshot.work_orders)) != (None, 0)


def test_in_triage_the_opening_fact_names_the_department_that_classifies_d208() -> None:
    outcome = Play().opens(quarrel(), needs_triage=TriageReason.AMBIGUOUS)
    assert of(outcome)[0].snapshot.department == "b-service"


def test_the_sealed_report_and_the_explanations_words_are_passed_on_unopened_d108_d207() -> None:
    arrival = classified(leak())
    play = Play()
    play.give(arrival, topics.CLASSIFIED.name, {"key": None})
    opening = play.events[0].data
    assert isinstance(opening, TicketOpened)
    assert opening.sealed == arrival.report
    assert open_part(Report, KEY, play.subject, Audience.RESIDENT, opening.sealed).unit == "1201"


def test_the_rule_books_version_and_the_mode_stand_on_the_ticket_d209() -> None:
    play = Play()
    play.opens(leak(), known={})
    assert play.snapshot.book_version == "7"
    imported = Play()
    imported.give(classified(leak()), topics.CLASSIFIED.name, mode=Mode.IMPORT)
    assert imported.snapshot.mode is Mode.IMPORT


@pytest.mark.parametrize(
    ("proposal", "reason", "wanted"),
    [
        (Classification(kind=Kind.COMPLAINT), TriageReason.NOTHING_MATCHED, TriageReason.NOTHING_MATCHED),
        (quarrel(), TriageReason.AMBIGUOUS, TriageReason.AMBIGUOUS),
        (Classification(kind=Kind.COMPLAINT), None, TriageReason.INCOMPLETE),
        (Classification(category=Category.NOISE), None, TriageReason.INCOMPLETE),
    ],
)
def test_what_no_rule_decided_waits_for_a_person_of_customer_service_d208(
    proposal: Classification, reason: TriageReason | None, wanted: TriageReason
) -> None:
    play = Play()
    outcome = play.opens(proposal, needs_triage=reason)
    assert kinds_of(outcome) == [
        "ticket.opened",
        "ticket.triage_wanted",
        "ticket.assigned",
    ]
    assert of(outcome)[1].reason is wanted
    assert (play.snapshot.state, play.snapshot.department) == (TicketState.TRIAGE, "b-service")
    assert play.snapshot.category is None
    assert play.snapshot.work_orders == ()


def test_whoever_took_the_request_keeps_the_contact_and_of_customer_service_also_watches_d106() -> None:
    play = opened(leak(), owner="bert")
    assert (play.snapshot.owner, play.snapshot.tracker) == ("bert", "bert")
    play = opened(leak(), owner="ivan")
    assert play.snapshot.owner == "ivan"
    assert play.snapshot.tracker in ("anna", "bert")


def test_a_taker_the_estate_does_not_know_leaves_the_contact_to_the_tracker_d106() -> None:
    play = opened(leak(), owner="somebody-else")
    assert play.snapshot.owner == play.snapshot.tracker


def test_each_matter_of_a_report_goes_to_its_own_department_d206() -> None:
    matters = (
        ClassifiedMatter(n=1, category=Category.FACILITY_REPAIR, subcategory=Subcategory.PLUMBING),
        ClassifiedMatter(n=2, category=Category.ENVIRONMENT_HYGIENE),
    )
    play = Play()
    outcome = play.opens(leak(matters=matters))
    assert [one.department for one in play.snapshot.matters] == ["b-works", "b-clean"]
    assert play.snapshot.department == "b-works"
    assert [order.department for order in play.snapshot.work_orders] == ["b-works", "b-clean"]
    assigned = [one for one in of(outcome) if one.TYPE == "steward.ticket.assigned.v1"]
    assert [(one.department, one.matter) for one in assigned] == [("b-works", None), ("b-clean", 2)]


def test_a_complaint_about_a_facility_sends_a_crew_and_one_about_noise_does_not_d302() -> None:
    assert len(opened(quarrel(category=Category.FACILITY_REPAIR)).snapshot.work_orders) == 1
    assert opened(quarrel()).snapshot.work_orders == ()


def test_an_enquiry_about_a_lift_sends_no_crew() -> None:
    assert opened(leak(kind=Kind.ENQUIRY)).snapshot.work_orders == ()


def test_a_paid_service_waits_for_its_price_before_a_crew_is_sent_d309() -> None:
    assert opened(leak(kind=Kind.PAID_SERVICE, category=Category.PAID_SERVICE)).snapshot.work_orders == ()


def test_a_warranty_defect_goes_to_the_liaison_with_the_developer_d205() -> None:
    play = opened(leak(responsibility=Responsibility.WARRANTY))
    assert play.snapshot.department == "g-quality"


def test_a_later_proposal_is_put_on_record_and_not_applied_d207() -> None:
    play = opened(leak())
    before = play.snapshot
    outcome = play.opens(quarrel())
    assert kinds_of(outcome) == ["ticket.proposal_recorded"]
    assert play.snapshot == before


def test_a_new_ticket_takes_few_of_the_twelve_facts_of_its_budget() -> None:
    play = Play()
    known = {"repeats": ["a0000000-0000-5000-8000-000000000001", TICKET], "neighbours": ()}
    assert len(play.opens(leak(), known=known).facts) <= 5
