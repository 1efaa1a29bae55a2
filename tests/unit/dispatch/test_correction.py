"""A person corrects or decides (D-203, D-204, D-207, D-208)."""

from contracts import commands as c
from contracts.classification import Candidate, Classification
from contracts.vocabulary import AssignReason, Category, Flag, Kind, Severity, Slot, TicketState, TriageReason
from tests.unit.dispatch.play import Play, accepted, kinds_of, leak, of, opened, quarrel, resolved


def test_a_corrected_category_moves_the_ticket_and_calls_the_crew_off_d207() -> None:
    play = accepted()
    wanted = {"kind": "complaint", "category": "security", "severity": "important"}
    outcome = play.says(c.CorrectTicket, "anna", classification=wanted, note="实为安保问题")
    assert kinds_of(outcome)[:2] == ["ticket.corrected", "work_order.cancelled"]
    corrected, assigned = of(outcome)[0], of(outcome)[2]
    assert corrected.before.category == "facility_repair"
    assert corrected.after.category == "security"
    assert corrected.after.subcategory is None
    assert set(corrected.changed) >= {Slot.KIND, Slot.CATEGORY, Slot.SEVERITY}
    assert AssignReason.RECLASSIFIED in assigned.reasons
    assert (play.snapshot.department, play.snapshot.assignee, play.snapshot.corrected) == ("b-order", "ivan", True)
    assert play.order_states()[0] == "cancelled"


def test_a_correction_that_leaves_the_desk_leaves_the_ticket_where_it_is() -> None:
    play = accepted()
    outcome = play.says(c.CorrectTicket, "anna", classification={"urgency": "emergency"})
    assert kinds_of(outcome) == ["ticket.corrected"]
    assert (play.snapshot.state, play.snapshot.urgency) == (TicketState.ACCEPTED, "emergency")
    assert play.snapshot.matters[0].urgency == "emergency"


def test_a_confirming_correction_is_on_record_with_nothing_changed() -> None:
    play = accepted()
    outcome = play.says(c.CorrectTicket, "anna", classification={})
    assert of(outcome)[0].changed == ()
    assert play.snapshot.corrected


def test_what_waited_in_triage_is_classified_by_a_person_and_goes_its_way_d208() -> None:
    play = opened(Classification(kind=Kind.COMPLAINT))
    wanted = {"kind": "repair", "category": "facility_repair", "subcategory": "plumbing", "urgency": "normal"}
    outcome = play.says(c.CorrectTicket, "bert", classification=wanted)
    assert "work_order.issued" in kinds_of(outcome)
    assert (play.snapshot.state, play.snapshot.assignee) == (TicketState.ASSIGNED, "erik")


def test_what_waits_in_triage_shows_why_and_what_is_nearest_until_a_person_decides_d208() -> None:
    near = tuple(Candidate(slot=Slot.CATEGORY, value=name) for name in (Category.NOISE, Category.PARKING))
    play = Play()
    play.opens(Classification(kind=Kind.COMPLAINT), needs_triage=TriageReason.AMBIGUOUS, candidates=near)
    assert (play.snapshot.triage, play.snapshot.candidates) == (TriageReason.AMBIGUOUS, near)
    play.says(c.CorrectTicket, "bert", classification={"kind": "complaint", "category": "parking"})
    assert (play.snapshot.triage, play.snapshot.candidates) == (None, ())


def test_triage_ends_only_when_kind_and_category_are_decided_d208() -> None:
    play = opened(Classification(kind=Kind.COMPLAINT))
    assert play.refused(c.CorrectTicket, "bert", classification={"severity": "major"}) == "missing"


def test_a_complaint_corrected_to_a_repair_sends_its_crew_at_once_d302() -> None:
    play = opened(quarrel())
    play.says(c.CorrectTicket, "anna", classification={"kind": "repair", "urgency": "normal"})
    assert [order.department for order in play.snapshot.work_orders] == ["b-service"]


def test_matters_can_be_told_apart_by_a_person_each_with_its_department_d206() -> None:
    play = accepted()
    matters = [
        {"n": 1, "category": "facility_repair", "subcategory": "plumbing"},
        {"n": 2, "category": "security"},
    ]
    play.says(c.CorrectTicket, "anna", classification={"matters": matters})
    assert [one.department for one in play.snapshot.matters] == ["b-works", "b-order"]
    assert play.stands() is TicketState.ACCEPTED
    assert [order.department for order in play.snapshot.work_orders] == ["b-works", "b-order"]


def test_matters_are_numbered_from_one() -> None:
    play = accepted()
    wrong = {"matters": [{"n": 2, "category": "security"}]}
    assert play.refused(c.CorrectTicket, "anna", classification=wrong) == "not_in_set"
    assert play.refused(c.CorrectTicket, "anna", classification={"matters": []}) == "not_in_set"


def test_severity_is_provisional_until_a_person_confirms_it_d203() -> None:
    play = opened(quarrel())
    assert not play.snapshot.severity_confirmed
    outcome = play.says(c.ConfirmSeverity, "anna", severity=Severity.IMPORTANT)
    assert (of(outcome)[0].was, play.snapshot.severity) == (Severity.MINOR, Severity.IMPORTANT)
    assert play.snapshot.severity_confirmed
    assert play.snapshot.matters[0].severity is Severity.IMPORTANT


def test_a_correction_of_what_is_done_moves_nobody_d207() -> None:
    play = resolved()
    outcome = play.says(c.CorrectTicket, "anna", classification={"category": "security"})
    assert kinds_of(outcome) == ["ticket.corrected"]
    assert play.stands() is TicketState.RESOLVED


def test_flags_go_up_and_down_once_d204() -> None:
    play = opened(leak(flags=(Flag.SAFETY,)))
    outcome = play.says(c.FlagTicket, "bert", add=(Flag.AGITATED, Flag.SAFETY), remove=(Flag.GROUP,))
    assert (of(outcome)[0].added, of(outcome)[0].removed) == ((Flag.AGITATED,), ())
    assert play.snapshot.flags == (Flag.SAFETY, Flag.AGITATED)
    assert play.says(c.FlagTicket, "bert", add=(Flag.SAFETY,)).facts == ()
    play.says(c.FlagTicket, "bert", remove=(Flag.SAFETY,))
    assert list(play.snapshot.flags) == [Flag.AGITATED]
