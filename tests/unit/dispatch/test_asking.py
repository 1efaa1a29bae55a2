"""What is asked of managers and settled step by step: extensions, decisions, disputes (D-304, D-305, D-308, D-312)."""

from typing import Any

from contracts import commands as c
from contracts.vocabulary import DecisionLevel, ExtensionReason, MediationOutcome, MediationStep, Validity
from tests.unit.dispatch.play import LATER, accepted, kinds_of, of, quarrel


def test_the_first_extension_is_granted_at_once_the_second_by_a_manager_d305() -> None:
    play = accepted()
    wish: dict[str, Any] = {"until": LATER, "reason": ExtensionReason.PARTS_ORDERED}
    outcome = play.says(c.RequestExtension, "erik", **wish)
    assert kinds_of(outcome) == ["ticket.extension_requested", "ticket.extension_decided"]
    assert play.snapshot.extensions == 1
    outcome = play.says(c.RequestExtension, "erik", **wish)
    assert kinds_of(outcome) == ["ticket.extension_requested"]
    assert of(outcome)[0].needs_approval
    assert play.refused(c.RequestExtension, "erik", **wish) == "wrong_state"
    assert play.refused(c.DecideExtension, "erik", granted=True) == "wrong_role"
    play.says(c.DecideExtension, "gina", granted=False)
    assert (play.snapshot.extensions, play.state.memo.extension) == (1, None)
    play.says(c.RequestExtension, "erik", **wish)
    play.says(c.DecideExtension, "gina", granted=True)
    assert play.snapshot.extensions == 2


def test_what_is_referred_upwards_is_decided_there_d312() -> None:
    play = accepted()
    assert play.refused(c.DecideTicket, "hugo", decision="可以") == "wrong_state"
    play.says(c.RequestDecision, "erik", level=DecisionLevel.SITE, question="更换费用")
    assert play.refused(c.DecideTicket, "erik", decision="可以") == "wrong_role"
    play.says(c.DecideTicket, "hugo", decision="同意更换")
    assert play.state.memo.referred is None


def test_a_reason_is_withheld_only_for_what_was_found_invalid_d304() -> None:
    play = accepted(quarrel())
    handler = play.snapshot.assignee or ""
    assert play.refused(c.WithholdReason, "hugo", grounds="业主自身原因") == "wrong_state"
    play.says(c.VerifyTicket, handler, finding=Validity.UNTRUE)
    assert play.snapshot.valid is False
    play.says(c.WithholdReason, "hugo", grounds="业主自身原因")


def test_an_approved_position_stands_on_the_ticket_d504() -> None:
    play = accepted(quarrel())
    play.says(c.ApprovePosition, "hugo", text="统一答复口径")
    assert play.snapshot.position_approved


def test_a_dispute_goes_up_step_by_step_and_to_court_only_with_a_lawyers_opinion_d308() -> None:
    play = accepted(quarrel())
    by = play.snapshot.assignee or ""
    play.says(c.OpenMediation, by, step=MediationStep.NEGOTIATION)
    assert play.refused(c.OpenMediation, by) == "wrong_state"
    step: dict[str, Any] = {"outcome": MediationOutcome.FAILED}
    play.says(c.RecordMediationStep, by, step=MediationStep.AUTHORITY, **step)
    assert play.refused(c.RecordMediationStep, by, step=MediationStep.MEDIATION, **step) == "wrong_state"
    assert play.refused(c.RecordMediationStep, by, step=MediationStep.LITIGATION, **step) == "missing"
    play.says(c.RecordMediationStep, by, step=MediationStep.LITIGATION, legal_opinion="可诉", **step)
    assert play.snapshot.mediation is MediationStep.LITIGATION
    play.says(c.CloseMediation, by, outcome=MediationOutcome.RULED)
    assert play.snapshot.mediation is None


def test_a_repair_is_no_dispute() -> None:
    assert accepted().refused(c.OpenMediation, "erik") == "wrong_kind"


def test_nobody_decides_on_their_own_request_d305() -> None:
    play = accepted()
    for _ in range(2):
        play.says(c.RequestExtension, "gina", until=LATER, reason=ExtensionReason.COMPLEX)
    assert play.refused(c.DecideExtension, "gina", granted=True) == "wrong_role"
    play.says(c.DecideExtension, "hugo", granted=True)
