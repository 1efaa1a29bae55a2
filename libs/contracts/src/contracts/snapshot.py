"""The public state of a ticket, as every fact on `tickets.lifecycle` carries it.

It holds no free text and nothing about a person but staff ids: integrators read it (D-108, D-608).
"""

from pydantic import BaseModel, ConfigDict

from contracts.classification import Candidate
from contracts.identifiers import (
    BookVersion,
    BuildingId,
    CaseId,
    DepartmentId,
    Instant,
    PersonId,
    SiteId,
    TicketId,
    TicketNumber,
    WorkOrderId,
)
from contracts.vocabulary import (
    ApprovalState,
    Category,
    Channel,
    CloseReason,
    Flag,
    FollowUpOutcome,
    Kind,
    Language,
    MatterState,
    MediationStep,
    Mode,
    PauseReason,
    QuoteState,
    Responsibility,
    Severity,
    Subcategory,
    SuggestionState,
    TicketState,
    TriageReason,
    Urgency,
    WorkOrderState,
)


class Matter(BaseModel):
    """One of the things a report is about (D-206), numbered from 1."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    n: int
    category: Category
    subcategory: Subcategory | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    responsibility: Responsibility = Responsibility.UNKNOWN
    department: DepartmentId | None = None
    state: MatterState = MatterState.OPEN
    resolved_at: Instant | None = None


class WorkOrder(BaseModel):
    """One work order of the ticket (D-302); `id` is `<ticket>/<n>`."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: WorkOrderId
    state: WorkOrderState
    urgency: Urgency
    department: DepartmentId
    assignee: PersonId | None = None
    matter: int | None = None
    issued_at: Instant
    due_at: Instant | None = None
    told_at: Instant | None = None
    accepted_at: Instant | None = None
    completed_at: Instant | None = None
    receipt_at: Instant | None = None


class Snapshot(BaseModel):
    """A ticket after a fact: what it is, who has it, where it stands, when what happened."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    # what it is
    ticket: TicketId
    number: TicketNumber
    site: SiteId
    building: BuildingId | None = None
    channel: Channel
    mode: Mode = Mode.LIVE
    kind: Kind | None = None
    category: Category | None = None
    subcategory: Subcategory | None = None
    secondary: Category | None = None
    severity: Severity | None = None
    severity_confirmed: bool = False
    urgency: Urgency | None = None
    flags: tuple[Flag, ...] = ()
    responsibility: Responsibility = Responsibility.UNKNOWN
    language: Language | None = None
    anonymous: bool = False
    book_version: BookVersion | None = None
    corrected: bool = False
    valid: bool | None = None
    triage: TriageReason | None = None
    candidates: tuple[Candidate, ...] = ()

    # who has it, where it stands
    state: TicketState
    owner: PersonId | None = None
    tracker: PersonId | None = None
    department: DepartmentId | None = None
    assignee: PersonId | None = None
    matters: tuple[Matter, ...] = ()
    work_orders: tuple[WorkOrder, ...] = ()
    approval: ApprovalState = ApprovalState.NONE
    quote: QuoteState | None = None
    mediation: MediationStep | None = None
    suggestion: SuggestionState | None = None
    follow_up: FollowUpOutcome | None = None
    waiting_for: PauseReason | None = None
    close_reason: CloseReason | None = None
    position_approved: bool = False
    reason_withheld: bool = False
    erased: bool = False

    # how it hangs together with others, and how often it changed hands
    lead: TicketId | None = None
    case: CaseId | None = None
    repeats_of: TicketId | None = None
    reopened: int = 0
    hand_overs: int = 0
    extensions: int = 0
    follow_up_attempts: int = 0
    rating: int | None = None

    # when
    occurred_at: Instant | None = None
    received_at: Instant
    opened_at: Instant | None = None
    assigned_at: Instant | None = None
    accepted_at: Instant | None = None
    first_response_at: Instant | None = None
    verified_at: Instant | None = None
    planned_at: Instant | None = None
    started_at: Instant | None = None
    substantive_reply_at: Instant | None = None
    waiting_since: Instant | None = None
    appointment_at: Instant | None = None
    next_update_at: Instant | None = None
    resolved_at: Instant | None = None
    followed_up_at: Instant | None = None
    reopened_at: Instant | None = None
    closed_at: Instant | None = None


class TicketBrief(BaseModel):
    """What an integrator needs to place a fact about a clock or a message, without reading the lifecycle."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    ticket: TicketId
    number: TicketNumber
    site: SiteId
    building: BuildingId | None = None
    channel: Channel | None = None
    kind: Kind | None = None
    category: Category | None = None
    severity: Severity | None = None
    urgency: Urgency | None = None
    state: TicketState
    tracker: PersonId | None = None
    department: DepartmentId | None = None
    assignee: PersonId | None = None


def brief_of(snapshot: Snapshot) -> TicketBrief:
    """The excerpt of a snapshot that deadlines and notifications carry."""
    return TicketBrief.model_construct(**{name: getattr(snapshot, name) for name in TicketBrief.model_fields})
