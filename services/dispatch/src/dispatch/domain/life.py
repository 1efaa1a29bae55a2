"""`decide`: one input, what follows from it. The table of what answers which command, and nothing else."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from chassis.decision import Decision, Due, Input, Refused
from contracts import commands as c
from contracts.facts import CommandRefused, Fact, TicketClassified
from contracts.snapshot import Snapshot
from contracts.vocabulary import RefusalReason
from dispatch.domain import (
    cases,
    correction,
    crews,
    disputes,
    ending,
    following_up,
    handing,
    opening,
    privacy,
    relations,
    talking,
    working,
)
from dispatch.domain.guard import check
from dispatch.domain.state import State
from dispatch.domain.story import Story
from dispatch.domain.wording import NotGranted, refusal
from estate import Estate

ANSWERS: Final[Mapping[type[c.Command], Callable[[Story, Any], Story]]] = {
    c.CorrectTicket: correction.on_correct,
    c.ConfirmSeverity: correction.on_severity,
    c.FlagTicket: correction.on_flag,
    c.LinkTicket: relations.on_link,
    c.AssignTicket: handing.on_assign,
    c.AcceptTicket: handing.on_accept,
    c.DeclineTicket: handing.on_decline,
    c.TransferTicket: handing.on_transfer,
    c.AssignTracker: handing.on_tracker,
    c.RejectHandler: handing.on_reject,
    c.VerifyTicket: talking.on_verify,
    c.WithholdReason: talking.on_withhold,
    c.RequestInformation: talking.on_request,
    c.AddInformation: talking.on_information,
    c.RecordEvidence: talking.on_evidence,
    c.RecordStatement: talking.on_statement,
    c.RecordReply: talking.on_reply,
    c.OverrideReplyCheck: talking.on_override,
    c.ApprovePosition: talking.on_position,
    c.AcknowledgeEscalation: talking.on_acknowledge,
    c.PromiseUpdate: talking.on_promise,
    c.PlanTicket: working.on_plan,
    c.AgreeAppointment: working.on_appointment,
    c.MoveAppointment: working.on_move,
    c.RequestExtension: working.on_extension,
    c.DecideExtension: working.on_extension_decided,
    c.RequestDecision: working.on_referral,
    c.DecideTicket: working.on_decision,
    c.StartWork: working.on_start,
    c.NoteProgress: working.on_progress,
    c.CompleteTicket: working.on_complete,
    c.SignWork: working.on_sign,
    c.InspectWork: ending.on_inspect,
    c.IssueWorkOrder: crews.on_issue,
    c.RecordTold: crews.on_told,
    c.AcceptWorkOrder: crews.on_accept,
    c.RegisterReceipt: crews.on_receipt,
    c.CancelWorkOrder: crews.on_cancel,
    c.ConfirmTicket: ending.on_confirm,
    c.DisputeTicket: ending.on_dispute,
    c.CloseTicket: ending.on_close,
    c.ReopenTicket: ending.on_reopen,
    c.RateTicket: ending.on_rate,
    c.WithdrawTicket: ending.on_withdraw,
    c.RecordBeyondPowers: ending.on_beyond,
    c.RecordFollowUpAttempt: following_up.on_attempt,
    c.RecordFollowUp: following_up.on_follow_up,
    c.SettleFollowUpPoint: following_up.on_settle,
    c.EraseTicket: privacy.on_erase,
    c.RecordChoice: privacy.on_choice,
    c.OpenMediation: disputes.on_open,
    c.RecordMediationStep: disputes.on_step,
    c.CloseMediation: disputes.on_close,
}


def decide(estate: Estate, state: State | None, given: Input, now: datetime) -> Decision:
    """What follows from an input: facts and wishes, a refusal, or nothing."""
    known = state or State()
    if given.subject.startswith(cases.CASE_SUBJECTS):
        return cases.decided(estate, known, given)
    story = Story(estate=estate, given=given, now=now, state=known)
    try:
        return _told(story).decision()
    except NotGranted as answer:
        return Decision(refused=answer.refused)


def leaving_triage(estate: Estate, state: State, given: Input) -> Snapshot | None:
    """The ticket as a correction will classify it, if it takes the ticket out of triage; None where it does not, or
    will be refused.
    """
    story = Story(estate=estate, given=given, now=given.at, state=state)
    if state.snapshot is None or state.snapshot.category is not None or not isinstance(given.data, c.CorrectTicket):
        return None
    try:
        check(story, given.data)
        after = correction.wanted(story, given.data)
    except NotGranted:
        return None
    return state.snapshot.model_copy(update={"kind": after.kind, "category": after.category})


def refuse(state: State | None, given: Input, refused: Refused) -> Fact:
    """A refusal of a command from the topic, as the fact that it is."""
    return CommandRefused(
        command=given.id,
        command_type=given.type,
        by=getattr(given.data, "by", None),
        reason=refused.reason,
        current_sequence=state.sequence if state else 0,
        snapshot=state.snapshot if state else None,
    )


def _told(story: Story) -> Story:
    data = story.given.data
    if isinstance(data, TicketClassified):
        return opening.on_classified(story, data)
    if isinstance(data, Due):
        return privacy.on_key_due(story, data)
    if isinstance(data, c.Command):
        return _obeyed(story, data)
    return story


def _obeyed(story: Story, command: c.Command) -> Story:
    if story.state.snapshot is None:
        raise refusal(story, RefusalReason.UNKNOWN_TICKET, "no_ticket")
    check(story, command)
    return ANSWERS[type(command)](story, command)
