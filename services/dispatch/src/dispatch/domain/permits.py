"""The transition table: what may be done in which state, by which roles, and how close they must be (D-303).

A command that stands here is offered; one that does not is refused as not offered yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contracts import commands as c
from contracts.vocabulary import Kind, Role, TicketState

S = TicketState
R = Role


class Tie(StrEnum):
    """How close to the ticket somebody must be, besides their role. Those who lead are always close enough."""

    NONE = "anybody of the site"
    IN_CHARGE = "a department in charge, its owner or tracker"
    ASSIGNEE = "its assignee; without one, a department in charge"


@dataclass(frozen=True, slots=True)
class Permit:
    """One row of the table. No kinds: every kind."""

    states: frozenset[TicketState]
    roles: frozenset[Role]
    tie: Tie = Tie.NONE
    kinds: frozenset[Kind] = frozenset()


LEADS: Final = frozenset(
    {R.DEPARTMENT_HEAD, R.DUTY_MANAGER, R.SITE_HEAD, R.GROUP_DEPARTMENT_MANAGER, R.GENERAL_MANAGER, R.SUPERVISION}
)
"""Who leads: their word goes for any ticket of their sites."""
HEADS: Final = LEADS - {R.DEPARTMENT_HEAD}
"""Who decides what a department cannot."""
DESK: Final = frozenset({R.AGENT, R.CONTROL_ROOM})
CALLER: Final = frozenset({R.AGENT, R.FOLLOW_UP_CALLER})
STAFF: Final = DESK | LEADS | {R.HANDLER, R.FOLLOW_UP_CALLER}
RESIDENT: Final = frozenset({R.RESIDENT})
SYSTEM: Final = frozenset({R.SYSTEM})

EVERY: Final = frozenset(S)
ENDED: Final = frozenset({S.RESOLVED, S.CLOSED})
NOT_CLOSED: Final = EVERY - {S.CLOSED}
OPEN: Final = EVERY - ENDED
LIVE: Final = OPEN - {S.TRIAGE}
TAKEN: Final = LIVE - {S.OPENED, S.ASSIGNED}
GIVEN: Final = LIVE - {S.OPENED}
_IN = Tie.IN_CHARGE
_MINE = Tie.ASSIGNEE
_COMPLAINT = frozenset({Kind.COMPLAINT})

PERMITS: Final[Mapping[type[c.Command], Permit]] = {
    # what it is
    c.CorrectTicket: Permit(NOT_CLOSED, DESK | LEADS),
    c.ConfirmSeverity: Permit(NOT_CLOSED - {S.TRIAGE}, DESK | LEADS),
    c.FlagTicket: Permit(NOT_CLOSED, STAFF),
    c.LinkTicket: Permit(EVERY, DESK | LEADS | SYSTEM),
    # who has it
    c.AssignTicket: Permit(LIVE, DESK | LEADS),
    c.AcceptTicket: Permit(frozenset({S.ASSIGNED}), STAFF, _MINE),
    c.DeclineTicket: Permit(frozenset({S.ASSIGNED, S.ACCEPTED}), STAFF, _MINE),
    c.TransferTicket: Permit(GIVEN, STAFF, _IN),
    c.AssignTracker: Permit(NOT_CLOSED, DESK | LEADS),
    c.RejectHandler: Permit(GIVEN, DESK | LEADS),
    # finding out, and talking with the resident
    c.VerifyTicket: Permit(GIVEN, STAFF, _IN),
    c.WithholdReason: Permit(NOT_CLOSED - {S.TRIAGE}, LEADS),
    c.RequestInformation: Permit(OPEN, STAFF, _IN),
    c.AddInformation: Permit(NOT_CLOSED, STAFF | RESIDENT),
    c.RecordEvidence: Permit(NOT_CLOSED, STAFF, _IN),
    c.RecordStatement: Permit(NOT_CLOSED, STAFF, _IN),
    c.RecordReply: Permit(NOT_CLOSED, STAFF, _IN),
    c.OverrideReplyCheck: Permit(NOT_CLOSED, LEADS),
    c.ApprovePosition: Permit(NOT_CLOSED, HEADS | {R.DEPARTMENT_HEAD}),
    c.AcknowledgeEscalation: Permit(EVERY, STAFF),
    c.PromiseUpdate: Permit(OPEN, STAFF, _IN),
    # the work
    c.PlanTicket: Permit(TAKEN, STAFF, _IN),
    c.AgreeAppointment: Permit(GIVEN, STAFF, _IN),
    c.MoveAppointment: Permit(GIVEN, STAFF, _IN),
    c.RequestExtension: Permit(TAKEN, STAFF, _IN),
    c.DecideExtension: Permit(TAKEN, LEADS),
    c.RequestDecision: Permit(TAKEN, STAFF, _IN),
    c.DecideTicket: Permit(GIVEN, HEADS),
    c.StartWork: Permit(frozenset({S.ACCEPTED, S.WAITING}), STAFF, _IN),
    c.NoteProgress: Permit(TAKEN, STAFF, _IN),
    c.CompleteTicket: Permit(LIVE, STAFF, _IN),
    c.SignWork: Permit(frozenset({S.IN_PROGRESS, S.RESOLVED}), STAFF | RESIDENT),
    c.InspectWork: Permit(frozenset({S.RESOLVED}), LEADS),
    # its crews
    c.IssueWorkOrder: Permit(GIVEN, STAFF, _IN),
    c.RecordTold: Permit(EVERY, STAFF | SYSTEM),
    c.AcceptWorkOrder: Permit(GIVEN, STAFF),
    c.RegisterReceipt: Permit(EVERY - {S.TRIAGE}, STAFF),
    c.CancelWorkOrder: Permit(GIVEN, DESK | LEADS),
    # its end
    c.ConfirmTicket: Permit(frozenset({S.RESOLVED}), CALLER | RESIDENT),
    c.DisputeTicket: Permit(ENDED, CALLER | RESIDENT),
    c.CloseTicket: Permit(NOT_CLOSED, CALLER | LEADS),
    c.ReopenTicket: Permit(ENDED, CALLER | LEADS | RESIDENT),
    c.RateTicket: Permit(ENDED, CALLER | RESIDENT),
    c.WithdrawTicket: Permit(NOT_CLOSED, DESK | RESIDENT),
    c.RecordBeyondPowers: Permit(NOT_CLOSED - {S.TRIAGE}, HEADS),
    c.RecordFollowUpAttempt: Permit(ENDED, CALLER),
    c.RecordFollowUp: Permit(ENDED, CALLER | LEADS),
    c.SettleFollowUpPoint: Permit(EVERY, STAFF),
    c.EraseTicket: Permit(EVERY, HEADS | SYSTEM),
    c.RecordChoice: Permit(EVERY, DESK | RESIDENT | SYSTEM),
    # disputes
    c.OpenMediation: Permit(TAKEN, STAFF, _IN, _COMPLAINT),
    c.RecordMediationStep: Permit(TAKEN, STAFF, _IN, _COMPLAINT),
    c.CloseMediation: Permit(TAKEN, STAFF, _IN, _COMPLAINT),
}

NOT_OFFERED: Final = tuple(
    command for command in c.COMMANDS if command not in PERMITS and command not in (c.OpenCase, c.JoinCase, c.CloseCase)
)
"""Contracts know them, this version refuses them with a reason."""
