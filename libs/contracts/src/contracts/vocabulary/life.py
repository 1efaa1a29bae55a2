"""Where a ticket and the small independent things inside it stand."""

from enum import StrEnum


class TicketState(StrEnum):
    """The ticket's own state, derived from its matters and work orders."""

    TRIAGE = "triage"  # waits for a person to classify it (D-208)
    OPENED = "opened"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    WAITING = "waiting"  # for the resident or an appointment: clocks pause (D-406)
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"  # 办结: the worker says it is done
    CLOSED = "closed"  # 关闭: the resident confirmed, or the follow-up did


class WorkOrderState(StrEnum):
    """A work order's state (D-302)."""

    ISSUED = "issued"
    TOLD = "told"
    ACCEPTED = "accepted"
    STARTED = "started"
    COMPLETED = "completed"
    RECEIPTED = "receipted"
    CANCELLED = "cancelled"


class MatterState(StrEnum):
    """Where one of a ticket's matters stands (D-206)."""

    OPEN = "open"
    RESOLVED = "resolved"


class ApprovalState(StrEnum):
    """Where a complaint's result stands with the department head (D-312)."""

    NONE = "none"
    WANTED = "wanted"
    APPROVED = "approved"
    RETURNED = "returned"


class QuoteState(StrEnum):
    """Where a paid service's price stands (D-309)."""

    OFFERED = "offered"
    APPROVED = "approved"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class SuggestionState(StrEnum):
    """What became of a suggestion (D-311)."""

    ADOPTED = "adopted"
    PLANNED = "planned"
    DECLINED = "declined"
    PUBLISHED = "published"


class MediationStep(StrEnum):
    """The rungs of a dispute (D-308), mildest first."""

    NEGOTIATION = "negotiation"  # 协商
    MEDIATION = "mediation"  # 调解
    AUTHORITY = "authority"  # 上级介入
    ARBITRATION = "arbitration"  # 仲裁
    LITIGATION = "litigation"  # 诉讼


class MediationOutcome(StrEnum):
    """What a step of a dispute came to (D-308)."""

    AGREED = "agreed"
    PARTLY_AGREED = "partly_agreed"
    FAILED = "failed"
    CONTINUED = "continued"
    RULED = "ruled"
    WITHDRAWN = "withdrawn"


class Relation(StrEnum):
    """How a ticket hangs together with another (D-104, D-105)."""

    REPEAT_OF = "repeat_of"
    LEAD_OF = "lead_of"
    MEMBER_OF = "member_of"
    SAME_MATTER = "same_matter"


class Validity(StrEnum):
    """What verification found, by truth and reasonableness (D-303)."""

    VALID = "valid"
    UNTRUE = "untrue"
    UNREASONABLE = "unreasonable"


class FollowUpOutcome(StrEnum):
    """What the follow-up found (D-404)."""

    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    UNREACHABLE = "unreachable"


class AttemptOutcome(StrEnum):
    """What became of one attempt to call back (D-404)."""

    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    CALL_LATER = "call_later"
    REFUSED = "refused"
