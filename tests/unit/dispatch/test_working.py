"""The work and the answers (D-110, D-302…D-305, D-308, D-312, D-402, D-403, D-406)."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from contracts import commands as c
from contracts import topics
from contracts.classification import ClassifiedMatter
from contracts.private import Note, Statement
from contracts.sealing import SealBroken, open_part
from contracts.vocabulary import (
    Audience,
    Category,
    Cause,
    ExtensionReason,
    Kind,
    Measure,
    PauseReason,
    ReplyKind,
    ReplyMeans,
    TicketState,
)
from dispatch.domain.working import unsaid
from tests.unit.dispatch.play import (
    KEY,
    LATER,
    MONDAY,
    REMEDIED,
    Play,
    accepted,
    kinds_of,
    leak,
    of,
    opened,
    quarrel,
    resolved,
)

PAST = MONDAY - timedelta(days=1)


def test_an_appointment_makes_the_ticket_wait_and_the_start_of_work_ends_that_d406() -> None:
    play = accepted()
    play.says(c.AgreeAppointment, "erik", appointment_at=LATER)
    assert (play.snapshot.state, play.snapshot.waiting_for) == (TicketState.WAITING, PauseReason.APPOINTMENT)
    assert play.snapshot.appointment_at == LATER
    play.says(c.StartWork, "erik", on_site=True)
    assert (play.snapshot.state, play.snapshot.waiting_for) == (TicketState.IN_PROGRESS, None)
    assert play.order_states()[0] == "started"


def test_a_question_waits_for_the_resident_until_it_is_answered_d406() -> None:
    play = accepted()
    play.says(c.RequestInformation, "erik", question="哪间房？")
    assert play.stands() is TicketState.WAITING
    play.says(c.AddInformation, "resident", text="补充一张照片")
    assert play.stands() is TicketState.WAITING
    play.says(c.AddInformation, "resident", text="主卧", answers_question=True)
    assert play.stands() is TicketState.ACCEPTED


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (c.AgreeAppointment, {"appointment_at": PAST}),
        (c.PromiseUpdate, {"next_update_at": PAST}),
        (c.RequestExtension, {"until": PAST, "reason": ExtensionReason.WEATHER}),
        (c.RequestInformation, {"question": "?", "answer_by": PAST}),
    ],
)
def test_nothing_is_promised_for_a_time_that_has_passed(command: type[c.Command], fields: dict[str, Any]) -> None:
    assert accepted().refused(command, "erik", **fields) == "in_the_past"


def test_what_was_done_is_told_at_the_time_it_was_done_never_in_the_future_or_before_the_report() -> None:
    play = accepted()
    assert play.refused(c.StartWork, "erik", happened_at=LATER) == "in_the_future"
    assert play.refused(c.StartWork, "erik", happened_at=PAST) == "in_the_past"
    play.says(c.StartWork, "erik", happened_at=MONDAY - timedelta(minutes=1))
    assert play.snapshot.started_at == MONDAY - timedelta(minutes=1)


def test_completion_records_causes_and_measures_and_completes_the_order_d606() -> None:
    play = accepted()
    outcome = play.says(
        c.CompleteTicket, "erik", causes=(Cause.WEAR,), measures=(Measure.REPLACED,), result="已更换角阀"
    )
    done = of(outcome)[0]
    assert (done.causes, done.measures) == ((Cause.WEAR,), (Measure.REPLACED,))
    assert set(done.sealed) == {Audience.HANDLERS, Audience.RESIDENT}
    assert play.stands() is TicketState.RESOLVED
    assert play.order_states()[0] == "completed"


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "causes, measures, result"),
        ({"result": "已更换"}, "causes, measures"),
        ({"result": "已更换", "cause": "接口老化"}, "measures"),
        ({"causes": (Cause.WEAR,), "measure": "更换"}, "result"),
    ],
)
def test_what_was_wrong_is_not_done_without_cause_measure_and_result_d501_d606(
    given: dict[str, Any], missing: str
) -> None:
    play = accepted()
    outcome = play.give(c.CompleteTicket(by="erik", **given))
    assert outcome.refused is not None
    assert outcome.refused.reason == "missing"
    assert missing in outcome.refused.message
    play.says(c.CompleteTicket, "erik", result="已更换", cause="接口老化", measure="更换")
    assert play.stands() is TicketState.RESOLVED


@pytest.mark.parametrize("kind", [Kind.ENQUIRY, Kind.PRAISE, Kind.SUGGESTION, Kind.PAID_SERVICE, None])
def test_where_nothing_was_wrong_the_result_is_enough(kind: Kind | None) -> None:
    assert unsaid(kind, c.CompleteTicket(by="erik", result="已答复")) == []
    assert unsaid(kind, c.CompleteTicket(by="erik")) == ["result"]


def test_a_ticket_is_resolved_with_its_last_matter_d206() -> None:
    matters = (
        ClassifiedMatter(n=1, category=Category.FACILITY_REPAIR),
        ClassifiedMatter(n=2, category=Category.SECURITY),
    )
    play = accepted(leak(subcategory=None, matters=matters))
    play.says(c.CompleteTicket, "gina", matter=2, **REMEDIED)
    assert play.stands() is not TicketState.RESOLVED
    assert [matter.state for matter in play.snapshot.matters] == ["open", "resolved"]
    assert play.order_states()[1] == "completed"
    assert play.refused(c.CompleteTicket, "gina", matter=2) == "wrong_state"
    play.says(c.CompleteTicket, "gina", matter=1, **REMEDIED)
    assert play.stands() is TicketState.RESOLVED
    assert [matter.state for matter in play.snapshot.matters] == ["resolved", "resolved"]


def test_what_can_be_solved_on_the_spot_is_completed_in_one_action_d110() -> None:
    play = opened(quarrel(), owner="bert")
    assert play.refused(c.CompleteTicket, "bert") == "wrong_state"
    play.says(c.CompleteTicket, "bert", on_the_spot=True, **REMEDIED)
    assert play.stands() is TicketState.RESOLVED


def test_any_answer_is_a_first_response_and_one_in_substance_is_also_that_d402() -> None:
    play = accepted()
    reply: dict[str, Any] = {"means": ReplyMeans.PHONE, "text": "已安排"}
    assert play.refused(c.RecordReply, "erik", kind=ReplyKind.INTERIM, **reply) == "missing"
    play.says(c.RecordReply, "erik", kind=ReplyKind.INTERIM, next_update_at=LATER, **reply)
    first = play.snapshot.first_response_at
    assert first is not None
    assert (play.snapshot.substantive_reply_at, play.snapshot.next_update_at) == (None, LATER)
    play.says(c.RecordReply, "erik", kind=ReplyKind.SUBSTANTIVE, **reply)
    assert play.snapshot.first_response_at == first
    assert play.snapshot.substantive_reply_at is not None
    assert play.snapshot.next_update_at is None


def test_a_statement_can_be_read_by_the_handlers_only_d108() -> None:
    play = accepted()
    outcome = play.says(c.RecordStatement, "erik", party="respondent", name="某先生", text="没有的事")
    sealed = of(outcome)[0].sealed
    assert open_part(Statement, KEY, play.subject, Audience.HANDLERS, sealed).text == "没有的事"
    with pytest.raises(SealBroken):
        open_part(Statement, KEY, play.subject, Audience.RESIDENT, sealed)


def test_words_stand_nowhere_but_sealed_d108() -> None:
    play = accepted()
    outcome = play.says(c.NoteProgress, "erik", text="等待张师傅送件")
    assert "张师傅" not in of(outcome)[0].model_dump_json()
    assert open_part(Note, KEY, play.subject, Audience.HANDLERS, of(outcome)[0].sealed).text == "等待张师傅送件"


def test_the_crew_is_told_once_and_the_receipt_comes_back_d302() -> None:
    play = opened()
    order = play.snapshot.work_orders[0].id
    told = {"work_order": order, "person": "erik", "told_at": play.now}
    play.says(c.RecordTold, "system", **told)
    assert play.order_states()[0] == "told"
    assert play.says(c.RecordTold, "system", **told).facts == ()
    assert play.refused(c.RegisterReceipt, "bert", work_order=order) == "wrong_state"
    play.says(c.AcceptTicket, "erik")
    play.says(c.CompleteTicket, "erik", **REMEDIED)
    play.says(c.RegisterReceipt, "bert", work_order=order, name="业主签名")
    assert play.order_states()[0] == "receipted"


def test_an_order_that_does_not_exist_is_named_in_the_refusal() -> None:
    play = opened()
    strange = play.snapshot.ticket + "/9"
    assert play.refused(c.RecordTold, "system", work_order=strange, told_at=MONDAY) == "unknown_work_order"


def test_a_second_crew_can_be_sent_by_hand() -> None:
    play = accepted()
    play.says(c.IssueWorkOrder, "erik", task="带梯子", assignee="finn", due_at=LATER)
    assert [order.assignee for order in play.snapshot.work_orders] == ["erik", "finn"]
    order = play.snapshot.work_orders[1].id
    assert play.refused(c.AcceptWorkOrder, "erik", work_order=order) == "not_assignee"
    play.says(c.AcceptWorkOrder, "finn", work_order=order)
    assert play.order_states()[1] == "accepted"


def test_who_was_given_the_ticket_takes_it_with_its_order_d302() -> None:
    play = opened()
    outcome = play.says(c.AcceptWorkOrder, "erik", work_order=play.snapshot.work_orders[0].id)
    assert kinds_of(outcome) == ["work_order.accepted", "ticket.accepted"]
    assert (play.stands(), play.snapshot.owner) == (TicketState.ACCEPTED, "erik")


def test_a_time_that_its_writer_gives_is_kept_between_report_and_now() -> None:
    play = accepted()
    play.now -= timedelta(days=3)
    early = play.now
    play.now += timedelta(days=3)
    given = replace(play.given(c.StartWork(by="erik"), topics.COMMANDS.name), happened_at=early)
    play.take(given)
    assert play.snapshot.started_at == play.snapshot.received_at


def test_signature_and_inspection_are_on_record_and_a_failed_one_reopens_d303() -> None:
    play = resolved()
    play.says(c.SignWork, "resident", name="业主")
    assert kinds_of(play.says(c.InspectWork, "gina", passed=True)) == ["ticket.inspected"]
    play.says(c.InspectWork, "gina", passed=False, note="仍渗水")
    assert (play.snapshot.state, play.snapshot.reopened) == (TicketState.ASSIGNED, 1)


def test_an_enquiry_that_was_answered_can_be_closed_without_work() -> None:
    play = opened(quarrel(kind=Kind.ENQUIRY, severity=None))
    assert play.refused(c.CloseTicket, "bert", reason="answered") == "wrong_state"
    play.says(c.RecordReply, "bert", means=ReplyMeans.PHONE, kind=ReplyKind.SUBSTANTIVE, text="已答复")
    play.says(c.CloseTicket, "bert", reason="answered")
    assert play.stands() is TicketState.CLOSED


def test_a_fresh_play_has_no_ticket() -> None:
    assert Play().refused(c.AcceptTicket, "erik") == "unknown_ticket"
