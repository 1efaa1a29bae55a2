"""What has happened since makes a waiting message pointless, and only that one (D-407, D-503)."""

from typing import Any

import pytest

from contracts import facts, ids
from contracts.facts import NotificationSuppressed
from contracts.snapshot import WorkOrder
from contracts.vocabulary import Kind, NotSentReason, TicketState, Urgency, WorkOrderState
from tests.unit.notifier.town import HOUR, NOON, TICKET, Book, brief, fact, opening

DONE = {"state": TicketState.RESOLVED}
ORDERS = tuple(
    WorkOrder(
        id=ids.work_order_id(TICKET, n),
        state=WorkOrderState.ISSUED,
        urgency=Urgency.NORMAL,
        department="sh-engineering",
        assignee=person,
        issued_at=NOON,
    )
    for n, person in ((1, "lu-jianming"), (2, "qian-zhiqiang"))
)
REPAIR = {"kind": Kind.REPAIR, "work_orders": ORDERS}
ESCALATION: dict[str, Any] = {
    "about": brief(),
    "escalation": ids.event_id("x", "e", 1),
    "trigger": "breach",
    "level": 1,
}
LATER = NOON + HOUR
WAITING = (
    opening(),
    fact(facts.TicketAssigned, department="sh-service", assignee="gu-xiaowen"),
    *(fact(facts.WorkOrderIssued, REPAIR, work_order=order.id) for order in ORDERS),
    fact(facts.TicketAppointmentAgreed, appointment_at=LATER),
    fact(facts.TicketUpdatePromised, next_update_at=LATER),
    facts.DeadlineWarned(about=brief(), clock="accept", due_at=LATER, to=("gu-xiaowen",)),
    facts.DeadlineBreached(about=brief(department="sh-service", assignee="gu-xiaowen"), clock="plan", due_at=NOON),
    facts.EscalationRaised(**ESCALATION, to=("shen-peihua",)),
)
INTERIM = ["appointment", "assigned", "breach", "new_work", "new_work", "new_work", "next_report", "warning"]

CASES: dict[str, tuple[Any, list[str]]] = {
    "a completion overtakes what was on the way to it": (fact(facts.TicketCompleted, DONE), INTERIM),
    "the completion of one matter overtakes nothing": (
        fact(facts.TicketCompleted, {"state": TicketState.IN_PROGRESS}, matter=1),
        [],
    ),
    "a closing overtakes everything": (
        fact(facts.TicketClosed, {"state": TicketState.CLOSED}, reason="answered"),
        sorted([*INTERIM, "escalation", "received"]),
    ),
    "an acceptance makes the news of work pointless, not the crews'": (fact(facts.TicketAccepted), ["new_work"]),
    "an accepted work order overtakes its own crew's only": (
        fact(facts.WorkOrderAccepted, REPAIR, work_order=ORDERS[0].id),
        ["new_work"],
    ),
    "a cancelled work order likewise": (
        fact(facts.WorkOrderCancelled, REPAIR, work_order=ORDERS[1].id, reason="not_needed"),
        ["new_work"],
    ),
    "a crew that was told overtakes nobody": (
        fact(facts.WorkOrderTold, REPAIR, work_order=ORDERS[0].id, told_at=NOON),
        [],
    ),
    "a newer appointment overtakes the older": (
        fact(facts.TicketAppointmentMoved, was_at=NOON, appointment_at=LATER, reason="weather"),
        ["appointment"],
    ),
    "a newer promise overtakes the older": (fact(facts.TicketUpdatePromised, next_update_at=LATER), ["next_report"]),
    "handed on: neither the old assignee's nor the resident's old news": (
        fact(facts.TicketTransferred, department="sh-order", assignee="xu-haibo", reason="requested_by_person"),
        ["assigned", "new_work"],
    ),
    "an alarm of a missed deadline says it to whoever is called: once is enough": (
        facts.EscalationRaised(**ESCALATION, to=("gu-xiaowen", "shen-peihua")),
        ["breach"],
    ),
    "an alarm to others leaves the news with whoever missed it": (
        facts.EscalationRaised(**ESCALATION, to=("shen-peihua",)),
        [],
    ),
    "an alarm for another reason says nothing of the deadline": (
        facts.EscalationRaised(**{**ESCALATION, "trigger": "major"}, to=("gu-xiaowen",)),
        [],
    ),
    "an acknowledgement stops the escalation": (
        facts.EscalationAcknowledged(**ESCALATION, by="shen-peihua", acknowledged_at=NOON),
        ["escalation"],
    ),
    "a breach that was none takes its alarms along": (
        facts.BreachAnnulled(about=brief(), clock="plan", due_at=NOON, met_at=NOON),
        ["breach", "escalation"],
    ),
    "progress overtakes nothing": (fact(facts.TicketProgressNoted), []),
}


@pytest.mark.parametrize(("cause", "expected"), CASES.values(), ids=CASES)
def test_what_is_overtaken(cause: Any, expected: list[str]) -> None:
    book = Book()
    for waiting in WAITING:
        book.take(waiting)
    gone = [one for one in book.take(cause) if isinstance(one, NotificationSuppressed)]
    assert sorted(one.notice.value for one in gone) == expected
    assert {one.reason for one in gone} <= {NotSentReason.SUPERSEDED}


def test_what_is_overtaken_has_no_timer_any_more() -> None:
    book = Book()
    book.take(opening())
    assert book.timers
    book.take(fact(facts.TicketErased, reason="requested"))
    assert not book.timers
