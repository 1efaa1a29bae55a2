"""Who is told what, because of which fact (D-302, D-407, D-408, D-501)."""

from datetime import timedelta
from typing import Any

import pytest

from contracts import facts, ids
from contracts.classification import Candidate
from contracts.private import Note, ResultText
from contracts.snapshot import Matter, WorkOrder
from contracts.vocabulary import (
    ApprovalState,
    AssignReason,
    AttemptOutcome,
    Audience,
    Category,
    Cause,
    Clock,
    CloseReason,
    Kind,
    Measure,
    MoveReason,
    NotSentReason,
    ReopenReason,
    Slot,
    Subcategory,
    TicketState,
    TriageReason,
    Urgency,
    WorkOrderState,
)
from notifier.domain.audience import TABLE
from tests.unit.notifier.town import (
    HOUR,
    IMPORT,
    NIGHT,
    NOON,
    SH,
    TICKET,
    Book,
    brief,
    fact,
    message,
    opening,
    sealed,
    told,
    wanted,
)

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
    "an appointment": (
        fact(facts.TicketAppointmentAgreed, appointment_at=LATER),
        [("appointment", RESIDENT)],
    ),
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


@pytest.mark.parametrize(("cause", "expected"), CASES.values(), ids=CASES)
def test_who_is_told_what(cause: Any, expected: list[tuple[str, str]]) -> None:
    book = Book()
    book.take(opening())
    assert sorted(told(book.take(cause))) == sorted(expected)


def test_every_rule_of_the_table_has_a_case() -> None:
    assert {type(cause) for cause, expected in CASES.values() if expected} == set(TABLE)


@pytest.mark.parametrize("cause", [cause for cause, _ in CASES.values()], ids=CASES)
def test_import_tells_nobody(cause: Any) -> None:
    book = Book()
    book.take(opening(), mode=IMPORT)
    decided = book.take(cause, mode=IMPORT) if not isinstance(cause, facts.TicketOpened) else []
    assert not wanted(decided)
    assert [getattr(one, "reason", None) for one in book.facts] == [NotSentReason.IMPORT_MODE]


def test_an_imported_ticket_that_is_worked_live_reaches_its_resident() -> None:
    book = Book()
    book.take(opening(), mode=IMPORT)
    (first, _) = wanted(book.take(fact(facts.TicketCompleted, DONE)))
    assert message(first).to == "+8613800138000"


def test_a_completed_ticket_says_cause_measures_and_result() -> None:
    result = ResultText(cause="门锁触点老化", measures="更换触点并调试", result="电梯已恢复运行")
    book = Book()
    book.take(opening())
    cause = fact(facts.TicketCompleted, DONE, sealed=sealed(result, Audience.RESIDENT), causes=(Cause.WEAR,))
    body = message(wanted(book.take(cause))[0]).body
    assert all(part in body for part in ("门锁触点老化", "更换触点并调试", "电梯已恢复运行"))


def test_a_verdict_in_free_text_gives_way_to_the_closed_sets() -> None:
    """D-507: 轻微, 无效, 失实 never reach a resident."""
    result = ResultText(cause="投诉失实", measures="轻微，已解释", result="无效投诉")
    book = Book()
    book.take(opening())
    parts = sealed(result, Audience.RESIDENT)
    cause = fact(facts.TicketCompleted, DONE, sealed=parts, causes=(Cause.WEAR,), measures=(Measure.REPAIRED,))
    body = message(wanted(book.take(cause))[0]).body
    assert "正常损耗" in body
    assert "已维修" in body
    assert not any(word in body for word in ("失实", "轻微", "无效"))


def test_an_invalid_complaint_is_closed_with_a_neutral_message() -> None:
    """D-304: the reason can be withheld; the ticket still closes."""
    book = Book()
    book.take(opening())
    cause = fact(facts.TicketClosed, {"reason_withheld": True}, reason=CloseReason.INVALID)
    assert "已核实并答复" in message(wanted(book.take(cause))[0]).body


def test_of_several_matters_each_goes_to_its_own_and_none_overtakes_the_other() -> None:
    """D-206: one report, two departments, both are told; each of its own matter."""
    lift = Matter(n=1, category=Category.FACILITY_REPAIR, subcategory=Subcategory.LIFT)
    rubbish = Matter(n=2, category=Category.ENVIRONMENT_HYGIENE, subcategory=Subcategory.RUBBISH)
    book = Book()
    book.take(opening())
    for n, department, person in ((1, "sh-service", "gu-xiaowen"), (2, "sh-order", "xu-haibo")):
        both = {"matters": (lift, rubbish)}
        book.take(fact(facts.TicketAssigned, both, department=department, assignee=person, matter=n))
    assert not [one for one in book.facts if isinstance(one, facts.NotificationSuppressed)]
    work = {one.person: message(one).body for one in wanted(book.facts) if one.notice == "new_work"}
    assert ("电梯" in work["gu-xiaowen"], "垃圾清理" in work["xu-haibo"]) == (True, True)


def test_whoever_is_to_classify_reads_why_no_rule_did_and_what_is_nearest() -> None:
    """D-208: the two best candidates reach the person."""
    near = tuple(Candidate(slot=Slot.CATEGORY, value=name) for name in (Category.NOISE, Category.PARKING))
    waiting = {"state": TicketState.TRIAGE, "category": None, "triage": TriageReason.AMBIGUOUS, "candidates": near}
    book = Book()
    book.take(opening())
    cause = fact(facts.TicketAssigned, waiting, department="sh-service", assignee="gu-xiaowen")
    assert "待分类（几类相近），可能是：噪音问题、停车问题" in message(wanted(book.take(cause))[0]).body


def test_the_follow_up_is_asked_when_the_resident_had_time_to_look() -> None:
    book = Book()
    book.take(opening())
    now, then = wanted(book.take(fact(facts.TicketCompleted, DONE)))
    assert then.send_at - now.send_at == timedelta(hours=2)


def test_the_order_for_the_crew_holds_place_and_task_but_not_the_report() -> None:
    """D-302 and D-108: task, time, place; nothing of what the resident wrote, nor who they are."""
    book = Book()
    book.take(opening())
    cause = fact(
        facts.WorkOrderIssued,
        {"kind": Kind.REPAIR, "work_orders": (order(due_at=LATER),)},
        work_order=ORDER,
        sealed=sealed(Note(text="检查门锁触点"), Audience.HANDLERS),
    )
    body = message(wanted(book.take(cause))[0]).body
    assert all(part in body for part in ("检查门锁触点", "兰亭花园12号楼1203", "11月24日（周二）13:00"))
    assert not any(part in body for part in ("没人管", "林女士", "13800138000"))


def test_an_emergency_and_an_escalation_are_urgent_and_a_report_of_progress_is_not() -> None:
    book = Book()
    emergency = wanted(book.take(opening(urgency=Urgency.EMERGENCY)))[0]
    escalation = wanted(book.take(raised()))[0]
    promise = wanted(book.take(fact(facts.TicketUpdatePromised, next_update_at=LATER)))[0]
    assert (emergency.urgent, escalation.urgent, promise.urgent) == (True, True, False)


def test_at_night_work_goes_to_whoever_is_on_call() -> None:
    book = Book()
    decided = book.take(fact(facts.TicketAssigned, {"anonymous": True}, department="sh-engineering"), NIGHT)
    assert ("new_work", "lu-jianming") in told(decided)
    assert decided[0].about.site == SH


def test_a_building_that_the_resident_wrote_into_the_unit_stands_in_the_address_once() -> None:
    book = Book()
    book.take(opening(unit="12号楼1203"))
    cause = fact(facts.WorkOrderIssued, {"kind": Kind.REPAIR, "work_orders": (order(due_at=LATER),)}, work_order=ORDER)
    assert "兰亭花园12号楼1203" in message(wanted(book.take(cause))[0]).body
