"""Every command in every state: what may be done when, written down once more and independently (D-303)."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from contracts import commands as c
from contracts.classification import Classification
from contracts.vocabulary import (
    AttemptOutcome,
    CancelReason,
    Category,
    CloseReason,
    DeclineReason,
    ExtensionReason,
    Flag,
    FollowUpOutcome,
    Kind,
    MediationOutcome,
    MediationStep,
    MoveReason,
    Party,
    Relation,
    ReplyCheck,
    ReplyKind,
    ReplyMeans,
    Severity,
    TicketState,
    Validity,
)
from dispatch.domain.life import ANSWERS
from dispatch.domain.permits import NOT_OFFERED, PERMITS
from tests.unit.dispatch.play import MONDAY, REMEDIED, Play, accepted, opened, quarrel, resolved, town

LATER = MONDAY + timedelta(days=2)
OTHER = "a0000000-0000-5000-8000-000000000001"
COMPLAINT = quarrel(category=Category.FACILITY_REPAIR)


def in_triage() -> Play:
    return opened(Classification(kind=Kind.COMPLAINT))


def waiting() -> Play:
    play = accepted(COMPLAINT)
    play.says(c.AgreeAppointment, play.snapshot.assignee or "", appointment_at=LATER)
    return play


def working() -> Play:
    play = accepted(COMPLAINT)
    play.says(c.StartWork, play.snapshot.assignee or "")
    return play


def closed() -> Play:
    play = resolved(COMPLAINT)
    play.says(c.ConfirmTicket)
    return play


MAKE: Mapping[str, Callable[[], Play]] = {
    "T": in_triage,
    "A": lambda: opened(COMPLAINT),
    "C": lambda: accepted(COMPLAINT),
    "W": waiting,
    "I": working,
    "R": lambda: resolved(COMPLAINT),
    "X": closed,
}
STATES = {
    "T": TicketState.TRIAGE,
    "A": TicketState.ASSIGNED,
    "C": TicketState.ACCEPTED,
    "W": TicketState.WAITING,
    "I": TicketState.IN_PROGRESS,
    "R": TicketState.RESOLVED,
    "X": TicketState.CLOSED,
}
ORDER = "{ticket}/1"
# command → who gives it, in which states the table lets it pass, its fields ("=" is the ticket's assignee)
TABLE: Mapping[type[c.Command], tuple[str, str, Mapping[str, Any]]] = {
    c.CorrectTicket: ("anna", "TACWIR", {"classification": {"kind": "complaint", "category": "noise"}}),
    c.ConfirmSeverity: ("anna", "ACWIR", {"severity": Severity.MAJOR}),
    c.FlagTicket: ("=", "TACWIR", {"add": (Flag.SAFETY,)}),
    c.LinkTicket: ("anna", "TACWIRX", {"relation": Relation.SAME_MATTER, "other": OTHER}),
    c.AssignTicket: ("anna", "ACWI", {"department": "b-order"}),
    c.AcceptTicket: ("=", "A", {}),
    c.DeclineTicket: ("=", "AC", {"reason": DeclineReason.NO_CAPACITY}),
    c.TransferTicket: ("=", "ACWI", {"department": "b-order"}),
    c.AssignTracker: ("anna", "TACWIR", {"tracker": "anna"}),
    c.RejectHandler: ("anna", "ACWI", {"handler": "="}),
    c.VerifyTicket: ("=", "ACWI", {"finding": Validity.VALID}),
    c.WithholdReason: ("hugo", "", {"grounds": "业主过错"}),
    c.RequestInformation: ("=", "TACWI", {"question": "哪一层？"}),
    c.AddInformation: ("resident", "TACWIR", {"text": "三楼"}),
    c.RecordEvidence: ("=", "TACWIR", {}),
    c.RecordStatement: ("=", "TACWIR", {"party": Party.WITNESS, "text": "听到声音"}),
    c.RecordReply: ("=", "TACWIR", {"means": ReplyMeans.PHONE, "kind": ReplyKind.SUBSTANTIVE, "text": "已说明"}),
    c.OverrideReplyCheck: ("gina", "TACWIR", {"checks": (ReplyCheck.TONE,), "text": "好", "grounds": "已核"}),
    c.ApprovePosition: ("hugo", "TACWIR", {"text": "统一口径"}),
    c.AcknowledgeEscalation: ("gina", "TACWIRX", {"level": 1}),
    c.PromiseUpdate: ("=", "TACWI", {"next_update_at": LATER}),
    c.PlanTicket: ("=", "CWI", {"done_by": LATER}),
    c.AgreeAppointment: ("=", "ACWI", {"appointment_at": LATER}),
    c.MoveAppointment: ("=", "W", {"appointment_at": LATER, "reason": MoveReason.WEATHER}),
    c.RequestExtension: ("=", "CWI", {"until": LATER, "reason": ExtensionReason.WEATHER}),
    c.DecideExtension: ("gina", "", {"granted": True}),
    c.RequestDecision: ("=", "CWI", {"question": "能否更换？"}),
    c.DecideTicket: ("hugo", "", {"decision": "同意"}),
    c.StartWork: ("=", "CW", {}),
    c.NoteProgress: ("=", "CWI", {"text": "等配件"}),
    c.CompleteTicket: ("=", "CWI", REMEDIED),
    c.SignWork: ("resident", "IR", {}),
    c.InspectWork: ("gina", "R", {"passed": True}),
    c.IssueWorkOrder: ("=", "ACWI", {}),
    c.RecordTold: ("system", "ACWIRX", {"work_order": ORDER, "told_at": MONDAY}),
    c.AcceptWorkOrder: ("=", "A", {"work_order": ORDER}),
    c.RegisterReceipt: ("=", "RX", {"work_order": ORDER}),
    c.CancelWorkOrder: ("anna", "ACWI", {"work_order": ORDER, "reason": CancelReason.NOT_NEEDED}),
    c.ConfirmTicket: ("resident", "R", {}),
    c.DisputeTicket: ("resident", "RX", {}),
    c.CloseTicket: ("anna", "R", {"reason": CloseReason.ANSWERED}),
    c.ReopenTicket: ("resident", "RX", {}),
    c.RateTicket: ("resident", "RX", {"stars": 4}),
    c.WithdrawTicket: ("resident", "TACWIR", {}),
    c.RecordBeyondPowers: ("hugo", "ACWIR", {"text": "属市政范围"}),
    c.RecordFollowUpAttempt: ("bert", "RX", {"outcome": AttemptOutcome.NO_ANSWER}),
    c.RecordFollowUp: ("bert", "RX", {"outcome": FollowUpOutcome.SATISFIED}),
    c.SettleFollowUpPoint: ("bert", "", {"point": 1}),
    c.EraseTicket: ("hugo", "TACWIRX", {}),
    c.RecordChoice: ("resident", "TACWIRX", {"address": "+8613900000000", "opted_out": True}),
    c.OpenMediation: ("=", "CWI", {}),
    c.RecordMediationStep: ("=", "", {"step": MediationStep.MEDIATION, "outcome": MediationOutcome.AGREED}),
    c.CloseMediation: ("=", "", {"outcome": MediationOutcome.AGREED}),
}
CASES = [(command, state) for command in TABLE for state in MAKE]


@pytest.mark.parametrize(("command", "state"), CASES, ids=lambda one: getattr(one, "__name__", one))
def test_a_command_is_granted_in_its_states_and_refused_in_all_others_d303(
    command: type[c.Command], state: str
) -> None:
    play = MAKE[state]()
    assert play.snapshot.state is STATES[state]
    by, allowed, fields = TABLE[command]
    assignee = play.snapshot.assignee or "anna"
    given = {name: _filled(value, assignee, play) for name, value in fields.items()}
    outcome = play.give(command(by=assignee if by == "=" else by, **given), known={"address": "ab" * 32})
    if state in allowed:
        assert outcome.refused is None, outcome.refused
        assert outcome.facts
    else:
        assert outcome.refused is not None
        assert outcome.facts == ()


def _filled(value: Any, assignee: str, play: Play) -> Any:
    if value == "=":
        return assignee
    return value.format(ticket=play.snapshot.ticket) if value == ORDER else value


def test_every_command_is_either_answered_or_refused_as_not_offered_yet() -> None:
    cases = {c.OpenCase, c.JoinCase, c.CloseCase}
    assert set(TABLE) == set(PERMITS) == set(ANSWERS)
    assert set(PERMITS) | set(NOT_OFFERED) | cases == set(c.COMMANDS)


@pytest.mark.parametrize(
    ("command", "fields"),
    [
        (c.ApproveQuote, {}),
        (c.RefuseService, {"reason": "unsafe", "explanation": "高空作业"}),
        (c.AdoptSuggestion, {}),
        (c.ApproveResult, {}),
    ],
)
def test_what_is_not_offered_yet_is_refused_with_that_reason(
    command: type[c.Command], fields: Mapping[str, Any]
) -> None:
    play = accepted(COMPLAINT)
    assert play.refused(command, "hugo", **fields) == "not_offered"


ROLES = [
    (c.CorrectTicket, {"classification": {}}, "anna bert ivan hugo gina nora olga pang"),
    (c.AcceptTicket, {}, "erik"),
    (c.ApprovePosition, {"text": "口径"}, "anna gina hugo ivan nora olga pang"),
    (c.NoteProgress, {"text": "在等"}, "erik finn gina hugo anna bert ivan nora olga pang"),
    (c.EraseTicket, {}, "anna hugo nora olga pang system"),
    (c.RateTicket, {"stars": 5}, "anna bert resident"),
    (c.RecordBeyondPowers, {"text": "市政"}, "anna hugo nora olga pang"),
    (c.WithdrawTicket, {}, "anna bert ivan resident"),
]
EVERYBODY = [*town().people, "resident", "system", "nobody-known"]


@pytest.mark.parametrize(("command", "fields", "may"), ROLES, ids=lambda one: getattr(one, "__name__", ""))
def test_only_those_whose_role_and_site_allow_it_may_give_a_command_d303(
    command: type[c.Command], fields: Mapping[str, Any], may: str
) -> None:
    granted = [by for by in EVERYBODY if _try(command, by, fields)]
    assert sorted(granted) == sorted(may.split())


def _try(command: type[c.Command], by: str, fields: Mapping[str, Any]) -> bool:
    play = {c.AcceptTicket: opened, c.RateTicket: resolved, c.NoteProgress: accepted}.get(command, opened)()
    while command is c.AcceptTicket and play.snapshot.assignee != "erik":
        raise AssertionError("the plumber has it")
    return play.give(command(by=by, **fields)).refused is None
