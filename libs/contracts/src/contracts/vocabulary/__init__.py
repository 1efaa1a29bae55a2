"""The closed sets that services, rules, estates and integrators share (domain.md; Chinese terms as on screens).

Every enum is a `StrEnum`: its value is what stands in JSON, in YAML and in durable-rules facts. A value is never
removed or given another meaning; a new meaning is a new value.
"""

from contracts.vocabulary.categories import CATEGORY_OF as CATEGORY_OF
from contracts.vocabulary.categories import Category as Category
from contracts.vocabulary.categories import Subcategory as Subcategory
from contracts.vocabulary.deadlines import Clock as Clock
from contracts.vocabulary.deadlines import ClockState as ClockState
from contracts.vocabulary.deadlines import EscalationEnd as EscalationEnd
from contracts.vocabulary.deadlines import EscalationTrigger as EscalationTrigger
from contracts.vocabulary.deadlines import Notice as Notice
from contracts.vocabulary.deadlines import PauseReason as PauseReason
from contracts.vocabulary.deadlines import TargetUnit as TargetUnit
from contracts.vocabulary.life import ApprovalState as ApprovalState
from contracts.vocabulary.life import AttemptOutcome as AttemptOutcome
from contracts.vocabulary.life import FollowUpOutcome as FollowUpOutcome
from contracts.vocabulary.life import MatterState as MatterState
from contracts.vocabulary.life import MediationOutcome as MediationOutcome
from contracts.vocabulary.life import MediationStep as MediationStep
from contracts.vocabulary.life import QuoteState as QuoteState
from contracts.vocabulary.life import Relation as Relation
from contracts.vocabulary.life import SuggestionState as SuggestionState
from contracts.vocabulary.life import TicketState as TicketState
from contracts.vocabulary.life import Validity as Validity
from contracts.vocabulary.life import WorkOrderState as WorkOrderState
from contracts.vocabulary.people import Audience as Audience
from contracts.vocabulary.people import DecisionLevel as DecisionLevel
from contracts.vocabulary.people import Function as Function
from contracts.vocabulary.people import MessageChannel as MessageChannel
from contracts.vocabulary.people import Party as Party
from contracts.vocabulary.people import Recipient as Recipient
from contracts.vocabulary.people import Role as Role
from contracts.vocabulary.reasons import AssignReason as AssignReason
from contracts.vocabulary.reasons import CancelReason as CancelReason
from contracts.vocabulary.reasons import CaseCloseReason as CaseCloseReason
from contracts.vocabulary.reasons import CloseReason as CloseReason
from contracts.vocabulary.reasons import DeadReason as DeadReason
from contracts.vocabulary.reasons import DeclineReason as DeclineReason
from contracts.vocabulary.reasons import EraseReason as EraseReason
from contracts.vocabulary.reasons import ExtensionReason as ExtensionReason
from contracts.vocabulary.reasons import MoveReason as MoveReason
from contracts.vocabulary.reasons import NotSentReason as NotSentReason
from contracts.vocabulary.reasons import RefusalReason as RefusalReason
from contracts.vocabulary.reasons import ReopenReason as ReopenReason
from contracts.vocabulary.reasons import ServiceRefusalReason as ServiceRefusalReason
from contracts.vocabulary.report import WRITTEN_CHANNELS as WRITTEN_CHANNELS
from contracts.vocabulary.report import Channel as Channel
from contracts.vocabulary.report import Flag as Flag
from contracts.vocabulary.report import Kind as Kind
from contracts.vocabulary.report import Language as Language
from contracts.vocabulary.report import Mode as Mode
from contracts.vocabulary.report import Responsibility as Responsibility
from contracts.vocabulary.report import Severity as Severity
from contracts.vocabulary.report import Slot as Slot
from contracts.vocabulary.report import TriageReason as TriageReason
from contracts.vocabulary.report import Urgency as Urgency
from contracts.vocabulary.work import BasisOfPrice as BasisOfPrice
from contracts.vocabulary.work import Cause as Cause
from contracts.vocabulary.work import Measure as Measure
from contracts.vocabulary.work import Payment as Payment
from contracts.vocabulary.work import PaymentTime as PaymentTime
from contracts.vocabulary.work import ReplyCheck as ReplyCheck
from contracts.vocabulary.work import ReplyKind as ReplyKind
from contracts.vocabulary.work import ReplyMeans as ReplyMeans
