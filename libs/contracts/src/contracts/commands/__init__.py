"""Every wish that may come through dispatch's door (D-303): over `tickets.commands`, over HTTP, from a timer."""

from typing import Final

from contracts.commands.assigning import AcceptTicket as AcceptTicket
from contracts.commands.assigning import AssignTicket as AssignTicket
from contracts.commands.assigning import AssignTracker as AssignTracker
from contracts.commands.assigning import CloseCase as CloseCase
from contracts.commands.assigning import ConfirmSeverity as ConfirmSeverity
from contracts.commands.assigning import CorrectedMatter as CorrectedMatter
from contracts.commands.assigning import Correction as Correction
from contracts.commands.assigning import CorrectTicket as CorrectTicket
from contracts.commands.assigning import DeclineTicket as DeclineTicket
from contracts.commands.assigning import EraseTicket as EraseTicket
from contracts.commands.assigning import FlagTicket as FlagTicket
from contracts.commands.assigning import JoinCase as JoinCase
from contracts.commands.assigning import LinkTicket as LinkTicket
from contracts.commands.assigning import OpenCase as OpenCase
from contracts.commands.assigning import RejectHandler as RejectHandler
from contracts.commands.assigning import TransferTicket as TransferTicket
from contracts.commands.command import Command as Command
from contracts.commands.command import NotedCommand as NotedCommand
from contracts.commands.crews import AcceptWorkOrder as AcceptWorkOrder
from contracts.commands.crews import CancelWorkOrder as CancelWorkOrder
from contracts.commands.crews import IssueWorkOrder as IssueWorkOrder
from contracts.commands.crews import RecordTold as RecordTold
from contracts.commands.crews import RegisterReceipt as RegisterReceipt
from contracts.commands.ending import CloseTicket as CloseTicket
from contracts.commands.ending import ConfirmTicket as ConfirmTicket
from contracts.commands.ending import DisputeTicket as DisputeTicket
from contracts.commands.ending import RateTicket as RateTicket
from contracts.commands.ending import RecordBeyondPowers as RecordBeyondPowers
from contracts.commands.ending import RecordChoice as RecordChoice
from contracts.commands.ending import RecordFollowUp as RecordFollowUp
from contracts.commands.ending import RecordFollowUpAttempt as RecordFollowUpAttempt
from contracts.commands.ending import ReopenTicket as ReopenTicket
from contracts.commands.ending import SettleFollowUpPoint as SettleFollowUpPoint
from contracts.commands.ending import WithdrawTicket as WithdrawTicket
from contracts.commands.finding_out import AcknowledgeEscalation as AcknowledgeEscalation
from contracts.commands.finding_out import AddInformation as AddInformation
from contracts.commands.finding_out import ApprovePosition as ApprovePosition
from contracts.commands.finding_out import OverrideReplyCheck as OverrideReplyCheck
from contracts.commands.finding_out import RecordEvidence as RecordEvidence
from contracts.commands.finding_out import RecordReply as RecordReply
from contracts.commands.finding_out import RecordStatement as RecordStatement
from contracts.commands.finding_out import RequestInformation as RequestInformation
from contracts.commands.finding_out import VerifyTicket as VerifyTicket
from contracts.commands.finding_out import WithholdReason as WithholdReason
from contracts.commands.special import AdoptSuggestion as AdoptSuggestion
from contracts.commands.special import ApproveQuote as ApproveQuote
from contracts.commands.special import CloseMediation as CloseMediation
from contracts.commands.special import CommendAuthor as CommendAuthor
from contracts.commands.special import ConfirmQuote as ConfirmQuote
from contracts.commands.special import DeclineQuote as DeclineQuote
from contracts.commands.special import DeclineSuggestion as DeclineSuggestion
from contracts.commands.special import OfferedLine as OfferedLine
from contracts.commands.special import OfferQuote as OfferQuote
from contracts.commands.special import OpenMediation as OpenMediation
from contracts.commands.special import PlanSuggestion as PlanSuggestion
from contracts.commands.special import PublishSuggestion as PublishSuggestion
from contracts.commands.special import RecordCharge as RecordCharge
from contracts.commands.special import RecordMediationStep as RecordMediationStep
from contracts.commands.special import RefuseService as RefuseService
from contracts.commands.working import AgreeAppointment as AgreeAppointment
from contracts.commands.working import ApproveResult as ApproveResult
from contracts.commands.working import CompleteTicket as CompleteTicket
from contracts.commands.working import DecideExtension as DecideExtension
from contracts.commands.working import DecideTicket as DecideTicket
from contracts.commands.working import InspectWork as InspectWork
from contracts.commands.working import MoveAppointment as MoveAppointment
from contracts.commands.working import NoteProgress as NoteProgress
from contracts.commands.working import PlanTicket as PlanTicket
from contracts.commands.working import PromiseUpdate as PromiseUpdate
from contracts.commands.working import RequestDecision as RequestDecision
from contracts.commands.working import RequestExtension as RequestExtension
from contracts.commands.working import ReturnResult as ReturnResult
from contracts.commands.working import SignWork as SignWork
from contracts.commands.working import StartWork as StartWork

COMMANDS: Final[tuple[type[Command], ...]] = (
    CorrectTicket,
    ConfirmSeverity,
    FlagTicket,
    AssignTicket,
    AcceptTicket,
    DeclineTicket,
    TransferTicket,
    AssignTracker,
    RejectHandler,
    LinkTicket,
    OpenCase,
    JoinCase,
    CloseCase,
    EraseTicket,
    VerifyTicket,
    WithholdReason,
    RequestInformation,
    AddInformation,
    RecordEvidence,
    RecordStatement,
    RecordReply,
    OverrideReplyCheck,
    ApprovePosition,
    AcknowledgeEscalation,
    PlanTicket,
    AgreeAppointment,
    MoveAppointment,
    PromiseUpdate,
    RequestExtension,
    DecideExtension,
    RequestDecision,
    DecideTicket,
    StartWork,
    NoteProgress,
    CompleteTicket,
    ApproveResult,
    ReturnResult,
    SignWork,
    InspectWork,
    IssueWorkOrder,
    RecordTold,
    AcceptWorkOrder,
    RegisterReceipt,
    CancelWorkOrder,
    ConfirmTicket,
    DisputeTicket,
    CloseTicket,
    ReopenTicket,
    RateTicket,
    WithdrawTicket,
    RecordBeyondPowers,
    RecordFollowUpAttempt,
    RecordFollowUp,
    SettleFollowUpPoint,
    RecordChoice,
    OfferQuote,
    ApproveQuote,
    ConfirmQuote,
    DeclineQuote,
    RefuseService,
    RecordCharge,
    OpenMediation,
    RecordMediationStep,
    CloseMediation,
    AdoptSuggestion,
    PlanSuggestion,
    DeclineSuggestion,
    PublishSuggestion,
    CommendAuthor,
)
