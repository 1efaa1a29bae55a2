"""Every fact of the system, by topic. A fact class is data only; what it does to a record is its reader's business."""

from contracts.facts.assignment import ASSIGNMENT_FACTS
from contracts.facts.assignment import TicketAccepted as TicketAccepted
from contracts.facts.assignment import TicketAssigned as TicketAssigned
from contracts.facts.assignment import TicketDeclined as TicketDeclined
from contracts.facts.assignment import TicketHandlerRejected as TicketHandlerRejected
from contracts.facts.assignment import TicketTrackerAssigned as TicketTrackerAssigned
from contracts.facts.assignment import TicketTransferred as TicketTransferred
from contracts.facts.cases import CASE_FACTS
from contracts.facts.cases import CaseClosed as CaseClosed
from contracts.facts.cases import CaseJoined as CaseJoined
from contracts.facts.cases import CaseOpened as CaseOpened
from contracts.facts.clocks import ClockReading as ClockReading
from contracts.facts.clocks import PauseSpan as PauseSpan
from contracts.facts.clocks import Target as Target
from contracts.facts.deadlines import DEADLINE_FACTS as DEADLINE_FACTS
from contracts.facts.deadlines import BreachAnnulled as BreachAnnulled
from contracts.facts.deadlines import ClocksSet as ClocksSet
from contracts.facts.deadlines import DeadlineBreached as DeadlineBreached
from contracts.facts.deadlines import DeadlineFact as DeadlineFact
from contracts.facts.deadlines import DeadlineWarned as DeadlineWarned
from contracts.facts.deadlines import EscalationAcknowledged as EscalationAcknowledged
from contracts.facts.deadlines import EscalationEnded as EscalationEnded
from contracts.facts.deadlines import EscalationFact as EscalationFact
from contracts.facts.deadlines import EscalationRaised as EscalationRaised
from contracts.facts.deadlines import OneClockFact as OneClockFact
from contracts.facts.deadlines import Rung as Rung
from contracts.facts.deadlines import StaffInformed as StaffInformed
from contracts.facts.fact import Act as Act
from contracts.facts.fact import Fact as Fact
from contracts.facts.fact import LifecycleFact as LifecycleFact
from contracts.facts.follow_up import FOLLOW_UP_FACTS
from contracts.facts.follow_up import TicketFollowUpAttempted as TicketFollowUpAttempted
from contracts.facts.follow_up import TicketFollowUpPointSettled as TicketFollowUpPointSettled
from contracts.facts.follow_up import TicketFollowUpRecorded as TicketFollowUpRecorded
from contracts.facts.intake import CLASSIFIED_FACTS as CLASSIFIED_FACTS
from contracts.facts.intake import RECEIVED_FACTS as RECEIVED_FACTS
from contracts.facts.intake import Arrival as Arrival
from contracts.facts.intake import RequestReceived as RequestReceived
from contracts.facts.intake import TicketClassified as TicketClassified
from contracts.facts.mediation import MEDIATION_FACTS
from contracts.facts.mediation import MediationClosed as MediationClosed
from contracts.facts.mediation import MediationOpened as MediationOpened
from contracts.facts.mediation import MediationStepRecorded as MediationStepRecorded
from contracts.facts.money import MONEY_FACTS
from contracts.facts.money import BillsIssued as BillsIssued
from contracts.facts.money import ChargeRecorded as ChargeRecorded
from contracts.facts.money import ChargesSummarised as ChargesSummarised
from contracts.facts.money import QuoteApproved as QuoteApproved
from contracts.facts.money import QuoteConfirmed as QuoteConfirmed
from contracts.facts.money import QuoteDeclined as QuoteDeclined
from contracts.facts.money import QuoteOffered as QuoteOffered
from contracts.facts.money import ServiceRefused as ServiceRefused
from contracts.facts.notifications import NOTIFICATION_FACTS as NOTIFICATION_FACTS
from contracts.facts.notifications import NotificationDeferred as NotificationDeferred
from contracts.facts.notifications import NotificationDelivered as NotificationDelivered
from contracts.facts.notifications import NotificationFact as NotificationFact
from contracts.facts.notifications import NotificationFailed as NotificationFailed
from contracts.facts.notifications import NotificationSending as NotificationSending
from contracts.facts.notifications import NotificationSent as NotificationSent
from contracts.facts.notifications import NotificationSuppressed as NotificationSuppressed
from contracts.facts.notifications import NotificationUnknown as NotificationUnknown
from contracts.facts.notifications import NotificationWanted as NotificationWanted
from contracts.facts.opening import OPENING_FACTS
from contracts.facts.opening import TicketCorrected as TicketCorrected
from contracts.facts.opening import TicketFlagged as TicketFlagged
from contracts.facts.opening import TicketLinked as TicketLinked
from contracts.facts.opening import TicketOpened as TicketOpened
from contracts.facts.opening import TicketProposalRecorded as TicketProposalRecorded
from contracts.facts.opening import TicketSeverityConfirmed as TicketSeverityConfirmed
from contracts.facts.opening import TicketTriageWanted as TicketTriageWanted
from contracts.facts.outcome import OUTCOME_FACTS
from contracts.facts.outcome import TicketBeyondPowersRecorded as TicketBeyondPowersRecorded
from contracts.facts.outcome import TicketChoiceRecorded as TicketChoiceRecorded
from contracts.facts.outcome import TicketClosed as TicketClosed
from contracts.facts.outcome import TicketConfirmed as TicketConfirmed
from contracts.facts.outcome import TicketDisputed as TicketDisputed
from contracts.facts.outcome import TicketErased as TicketErased
from contracts.facts.outcome import TicketKeyDestroyed as TicketKeyDestroyed
from contracts.facts.outcome import TicketRated as TicketRated
from contracts.facts.outcome import TicketReopened as TicketReopened
from contracts.facts.outcome import TicketWithdrawn as TicketWithdrawn
from contracts.facts.planning import PLANNING_FACTS
from contracts.facts.planning import TicketAppointmentAgreed as TicketAppointmentAgreed
from contracts.facts.planning import TicketAppointmentMoved as TicketAppointmentMoved
from contracts.facts.planning import TicketDecided as TicketDecided
from contracts.facts.planning import TicketDecisionRequested as TicketDecisionRequested
from contracts.facts.planning import TicketExtensionDecided as TicketExtensionDecided
from contracts.facts.planning import TicketExtensionRequested as TicketExtensionRequested
from contracts.facts.planning import TicketPlanned as TicketPlanned
from contracts.facts.planning import TicketUpdatePromised as TicketUpdatePromised
from contracts.facts.private_topics import CHOICE_FACTS as CHOICE_FACTS
from contracts.facts.private_topics import KEY_FACTS as KEY_FACTS
from contracts.facts.private_topics import ChoiceRecorded as ChoiceRecorded
from contracts.facts.private_topics import KeyIssued as KeyIssued
from contracts.facts.refusals import REFUSAL_FACTS
from contracts.facts.refusals import CommandRefused as CommandRefused
from contracts.facts.replies import REPLY_FACTS
from contracts.facts.replies import TicketEscalationAnswered as TicketEscalationAnswered
from contracts.facts.replies import TicketPositionApproved as TicketPositionApproved
from contracts.facts.replies import TicketReplyOverridden as TicketReplyOverridden
from contracts.facts.replies import TicketReplyRecorded as TicketReplyRecorded
from contracts.facts.suggestions import SUGGESTION_FACTS
from contracts.facts.suggestions import AuthorCommended as AuthorCommended
from contracts.facts.suggestions import SuggestionAdopted as SuggestionAdopted
from contracts.facts.suggestions import SuggestionDeclined as SuggestionDeclined
from contracts.facts.suggestions import SuggestionPlanned as SuggestionPlanned
from contracts.facts.suggestions import SuggestionPublished as SuggestionPublished
from contracts.facts.verification import VERIFICATION_FACTS
from contracts.facts.verification import TicketEvidenceRecorded as TicketEvidenceRecorded
from contracts.facts.verification import TicketInformationAdded as TicketInformationAdded
from contracts.facts.verification import TicketInformationRequested as TicketInformationRequested
from contracts.facts.verification import TicketReasonWithheld as TicketReasonWithheld
from contracts.facts.verification import TicketStatementRecorded as TicketStatementRecorded
from contracts.facts.verification import TicketVerified as TicketVerified
from contracts.facts.work import WORK_FACTS
from contracts.facts.work import TicketCompleted as TicketCompleted
from contracts.facts.work import TicketInspected as TicketInspected
from contracts.facts.work import TicketProgressNoted as TicketProgressNoted
from contracts.facts.work import TicketResultApproved as TicketResultApproved
from contracts.facts.work import TicketResultReturned as TicketResultReturned
from contracts.facts.work import TicketStarted as TicketStarted
from contracts.facts.work import TicketWorkSigned as TicketWorkSigned
from contracts.facts.work_orders import WORK_ORDER_FACTS
from contracts.facts.work_orders import WorkOrderAccepted as WorkOrderAccepted
from contracts.facts.work_orders import WorkOrderCancelled as WorkOrderCancelled
from contracts.facts.work_orders import WorkOrderIssued as WorkOrderIssued
from contracts.facts.work_orders import WorkOrderReceiptRegistered as WorkOrderReceiptRegistered
from contracts.facts.work_orders import WorkOrderTold as WorkOrderTold

LIFECYCLE_FACTS: tuple[type[Fact], ...] = (
    *OPENING_FACTS,
    *ASSIGNMENT_FACTS,
    *VERIFICATION_FACTS,
    *PLANNING_FACTS,
    *WORK_FACTS,
    *WORK_ORDER_FACTS,
    *REPLY_FACTS,
    *OUTCOME_FACTS,
    *FOLLOW_UP_FACTS,
    *MONEY_FACTS,
    *MEDIATION_FACTS,
    *SUGGESTION_FACTS,
    *CASE_FACTS,
    *REFUSAL_FACTS,
)

FACTS: tuple[type[Fact], ...] = (
    *RECEIVED_FACTS,
    *CLASSIFIED_FACTS,
    *LIFECYCLE_FACTS,
    *DEADLINE_FACTS,
    *NOTIFICATION_FACTS,
    *KEY_FACTS,
    *CHOICE_FACTS,
)
