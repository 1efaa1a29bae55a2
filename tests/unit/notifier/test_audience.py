"""Who is told what, because of which fact (D-302, D-407, D-408, D-501)."""

from datetime import timedelta
from typing import Any

import pytest

from contracts import facts
from contracts.classification import Candidate
from contracts.private import Note, ResultText
from contracts.snapshot import Matter
from contracts.vocabulary import (
    Audience,
    Category,
    Cause,
    CloseReason,
    Kind,
    Measure,
    NotSentReason,
    Slot,
    Subcategory,
    TicketState,
    TriageReason,
    Urgency,
)
from notifier.domain.audience import TABLE
from tests.unit.notifier.audience_cases import CASES, DONE, LATER, ORDER, order, raised
from tests.unit.notifier.town import (
    IMPORT,
    NIGHT,
    SH,
    Book,
    fact,
    message,
    opening,
    sealed,
    told,
    wanted,
)


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
