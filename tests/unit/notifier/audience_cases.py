"""Who is told what, as a table: a fact, and who hears of it under which notice."""

from typing import Any

from contracts import facts, ids
from contracts.snapshot import WorkOrder
from contracts.vocabulary import (
    ApprovalState,
    AssignReason,
    AttemptOutcome,
    Clock,
    CloseReason,
    Kind,
    MoveReason,
    ReopenReason,
    TicketState,
    Urgency,
    WorkOrderState,
)
from tests.unit.notifier.town import HOUR, NOON, TICKET, brief, fact, opening

DONE = {"state": TicketState.RESOLVED}
LATER = NOON + HOUR
ORDER = ids.work_order_id(TICKET, 1)
RESIDENT = "resident"


def order(**more: Any) -> WorkOrder:
    usual = {
        "id": ORDER,
        "state": WorkOrderState.ISSUED,
        "urgency": Urgency.NORMAL,
        "department": "sh-engineering",
        "assignee": "lu-jianming",
        "issued_at": NOON,
    }
    return WorkOrder(**{**usual, **more})


def one_clock(kind: Any, **more: Any) -> Any:
    return kind(about=brief(department="sh-engineering"), clock=Clock.FIRST_RESPONSE, due_at=LATER, **more)


def raised(**more: Any) -> facts.EscalationRaised:
    usual = {
        "about": brief(),
        "escalation": ids.event_id("x", "escalation", 1),
        "trigger": "breach",
        "level": 1,
        "to": ("zhou-min",),
        "informed": ("gu-xiaowen", "zhou-min"),
        "next_at": LATER,
    }
    return facts.EscalationRaised(**{**usual, **more})


CASES: dict[str, tuple[Any, list[tuple[str, str]]]] = {
    "an opening: the resident, that we have it": (opening(), [("received", RESIDENT)]),
    "an assigned complaint: the resident, and the person": (
        fact(facts.TicketAssigned, department="sh-service", assignee="gu-xiaowen"),
        [("assigned", RESIDENT), ("new_work", "gu-xiaowen")],
    ),
    "an assigned repair: its work order tells the crew": (
        fact(facts.TicketAssigned, {"kind": Kind.REPAIR}, department="sh-engineering", assignee="lu-jianming"),
        [("assigned", RESIDENT)],
    ),
    "work without a person: whoever is there of the department": (
        fact(facts.TicketAssigned, department="sh-service"),
        [("assigned", RESIDENT), ("new_work", "gu-xiaowen"), ("new_work", "zhou-min")],
    ),
    "work for a contractor without people: the contractor's desk": (
        fact(facts.TicketAssigned, department="sh-jieyue"),
        [("assigned", RESIDENT), ("new_work", "staff")],
    ),
    "assigned for triage: customer service, not yet the resident (D-208)": (
        fact(facts.TicketAssigned, {"state": TicketState.TRIAGE}, department="sh-service", assignee="gu-xiaowen"),
        [("new_work", "gu-xiaowen")],
    ),
    "a repair that waits for triage has no order yet: customer service is told all the same (D-208)": (
        fact(
            facts.TicketAssigned,
            {"state": TicketState.TRIAGE, "kind": Kind.REPAIR},
            department="sh-service",
            assignee="gu-xiaowen",
        ),
        [("new_work", "gu-xiaowen")],
    ),
    "assigned again after a reopening: who works; the resident hears of the reopening": (
        fact(facts.TicketAssigned, department="sh-service", assignee="zhou-min", reasons=(AssignReason.REOPENED,)),
        [("new_work", "zhou-min")],
    ),
    "a ticket handed on: the resident, and who has it now": (
        fact(facts.TicketTransferred, department="sh-order", assignee="xu-haibo", reason="requested_by_person"),
        [("assigned", RESIDENT), ("reassignment", "xu-haibo")],
    ),
    "a work order: its crew": (
        fact(facts.WorkOrderIssued, {"kind": Kind.REPAIR, "work_orders": (order(),)}, work_order=ORDER),
        [("new_work", "lu-jianming")],
    ),
    "a work order that the snapshot does not have: nobody": (fact(facts.WorkOrderIssued, work_order=ORDER), []),
    "an appointment": (fact(facts.TicketAppointmentAgreed, appointment_at=LATER), [("appointment", RESIDENT)]),
    "a moved appointment": (
        fact(facts.TicketAppointmentMoved, was_at=NOON, appointment_at=LATER, reason=MoveReason.WEATHER),
        [("appointment", RESIDENT)],
    ),
    "a promised report": (fact(facts.TicketUpdatePromised, next_update_at=LATER), [("next_report", RESIDENT)]),
    "a completion: the result, and later how it was": (
        fact(facts.TicketCompleted, DONE),
        [("completed", RESIDENT), ("follow_up", RESIDENT)],
    ),
    "one matter of several completed: not yet": (
        fact(facts.TicketCompleted, {"state": TicketState.IN_PROGRESS}, matter=1),
        [],
    ),
    "a completion that waits for approval: not yet (D-312)": (
        fact(facts.TicketCompleted, {**DONE, "approval": ApprovalState.WANTED}),
        [],
    ),
    "an approved result": (
        fact(facts.TicketResultApproved, {**DONE, "approval": ApprovalState.APPROVED}),
        [("completed", RESIDENT), ("follow_up", RESIDENT)],
    ),
    "a call that nobody answered: asked in writing (D-404)": (
        fact(facts.TicketFollowUpAttempted, DONE, outcome=AttemptOutcome.NO_ANSWER, nth=1),
        [("follow_up", RESIDENT)],
    ),
    "a wrong number: nobody else is asked": (
        fact(facts.TicketFollowUpAttempted, DONE, outcome=AttemptOutcome.WRONG_NUMBER, nth=1),
        [],
    ),
    "a reopening": (
        fact(facts.TicketReopened, reason=ReopenReason.RESIDENT_DISPUTED, visitor="zhou-min"),
        [("reopened", RESIDENT)],
    ),
    "a closing": (fact(facts.TicketClosed, reason=CloseReason.FOLLOW_UP_SATISFIED), [("closed", RESIDENT)]),
    "a warning: those it names (D-407)": (
        one_clock(facts.DeadlineWarned, to=("gu-xiaowen", "zhou-min")),
        [("warning", "gu-xiaowen"), ("warning", "zhou-min")],
    ),
    "a breach: who should have met it": (
        facts.DeadlineBreached(
            about=brief(department="sh-service", assignee="gu-xiaowen"), clock=Clock.RESOLUTION, due_at=NOON
        ),
        [("breach", "gu-xiaowen")],
    ),
    "a breach of a ticket that nobody has: the department that is there": (
        one_clock(facts.DeadlineBreached),
        [("breach", "lu-jianming"), ("breach", "qian-zhiqiang")],
    ),
    "an escalation: the rung, and customer service beside it, nobody twice": (
        raised(),
        [("escalation", "zhou-min"), ("informed", "gu-xiaowen")],
    ),
    "what is important: the site head, to know (D-408)": (
        facts.StaffInformed(about=brief(), to=("shen-peihua",)),
        [("informed", "shen-peihua")],
    ),
    "an acceptance: nobody": (fact(facts.TicketAccepted), []),
    "clocks set: nobody": (
        facts.EscalationEnded(
            about=brief(), escalation=ids.event_id("x", "y", 1), trigger="breach", level=1, reason="closed"
        ),
        [],
    ),
}
