"""Why something was or was not done."""

from enum import StrEnum


class CloseReason(StrEnum):
    """Why a ticket was closed."""

    CONFIRMED_BY_RESIDENT = "confirmed_by_resident"
    FOLLOW_UP_SATISFIED = "follow_up_satisfied"
    UNREACHABLE = "unreachable"
    INVALID = "invalid"
    OUTSIDE_OUR_POWERS = "outside_our_powers"
    WITHDRAWN = "withdrawn"
    ANSWERED = "answered"


class ReopenReason(StrEnum):
    """Why a ticket is worked again (D-310)."""

    RESIDENT_DISPUTED = "resident_disputed"
    FOLLOW_UP_UNSATISFIED = "follow_up_unsatisfied"
    INSPECTION_FAILED = "inspection_failed"
    MANAGER = "manager"


class DeclineReason(StrEnum):
    """Why an assignee does not take the work."""

    NOT_OUR_DEPARTMENT = "not_our_department"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    NO_CAPACITY = "no_capacity"
    NEEDS_CONTRACTOR = "needs_contractor"
    DUPLICATE = "duplicate"
    OTHER = "other"


class AssignReason(StrEnum):
    """Why this department and this person (D-301, D-306, D-307)."""

    SITE_TABLE = "site_table"
    GROUP_FALLBACK = "group_fallback"
    ON_SHIFT_LEAST_LOADED = "on_shift_least_loaded"
    ON_CALL = "on_call"
    NOBODY_ON_SHIFT = "nobody_on_shift"
    DUTY_MANAGER_AFTER_HOURS = "duty_manager_after_hours"
    SUPERVISION_FOR_FAVOURS = "supervision_for_favours"
    DECLINED_BEFORE = "declined_before"
    REQUESTED_BY_PERSON = "requested_by_person"
    HANDLER_IS_SUBJECT = "handler_is_subject"
    RESIDENT_REJECTED_HANDLER = "resident_rejected_handler"
    HANDED_ON_TOO_OFTEN = "handed_on_too_often"
    RECLASSIFIED = "reclassified"
    REOPENED = "reopened"


class MoveReason(StrEnum):
    """Why an appointment is moved."""

    RESIDENT_ASKED = "resident_asked"
    RESIDENT_ABSENT = "resident_absent"
    CREW_DELAYED = "crew_delayed"
    PARTS_MISSING = "parts_missing"
    WEATHER = "weather"


class ExtensionReason(StrEnum):
    """Why more time is asked for (D-305)."""

    PARTS_ORDERED = "parts_ordered"
    CONTRACTOR_NEEDED = "contractor_needed"
    WEATHER = "weather"
    WAITING_FOR_AUTHORITY = "waiting_for_authority"
    WAITING_FOR_DEVELOPER = "waiting_for_developer"
    COMPLEX = "complex"
    OTHER = "other"


class CancelReason(StrEnum):
    """Why a work order is called off."""

    NOT_NEEDED = "not_needed"
    DUPLICATE = "duplicate"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    RECLASSIFIED = "reclassified"


class CaseCloseReason(StrEnum):
    """Why a group case ended (D-105)."""

    LEAD_CLOSED = "lead_closed"
    NOT_THE_SAME_MATTER = "not_the_same_matter"


class EraseReason(StrEnum):
    """Why personal data went (D-108)."""

    REQUESTED = "requested"
    RETENTION_OVER = "retention_over"


class ServiceRefusalReason(StrEnum):
    """Why a paid service is not done (D-309)."""

    OUT_OF_SCOPE = "out_of_scope"
    NOT_PERMITTED = "not_permitted"
    UNSAFE = "unsafe"
    NO_CAPACITY = "no_capacity"


class RefusalReason(StrEnum):
    """Why a request or a command was refused (D-109)."""

    MISSING = "missing"
    UNKNOWN_FIELD = "unknown_field"
    WRONG_TYPE = "wrong_type"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    NOT_IN_SET = "not_in_set"
    BAD_FORMAT = "bad_format"
    IN_THE_FUTURE = "in_the_future"
    UNKNOWN_SITE = "unknown_site"
    UNKNOWN_BUILDING = "unknown_building"
    SITE_NOT_YOURS = "site_not_yours"
    NEEDS_UNIT_AND_CONTACT = "needs_unit_and_contact"
    DIFFERENT_BODY = "different_body"
    UNKNOWN_TICKET = "unknown_ticket"
    WRONG_STATE = "wrong_state"
    WRONG_ROLE = "wrong_role"
    NOT_ASSIGNEE = "not_assignee"
    STALE_SEQUENCE = "stale_sequence"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_DEPARTMENT = "unknown_department"
    ERASED = "erased"
    NOT_OFFERED = "not_offered"  # this version does not offer the command yet
    IN_THE_PAST = "in_the_past"  # a promise or an appointment that has passed
    WRONG_KIND = "wrong_kind"  # a command of another kind of ticket
    UNKNOWN_WORK_ORDER = "unknown_work_order"
    LIMIT_REACHED = "limit_reached"  # more than policy allows


class NotSentReason(StrEnum):
    """Why a notification was deferred, suppressed or failed (D-503, D-504)."""

    QUIET_HOURS = "quiet_hours"
    BURST_LIMIT = "burst_limit"
    OPTED_OUT = "opted_out"
    ANONYMOUS = "anonymous"
    NO_ADDRESS = "no_address"
    IMPORT_MODE = "import_mode"
    ERASED = "erased"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_BEGUN = "not_begun"  # announced, and no provider called in time: our own doing
    PROVIDER_REFUSED = "provider_refused"
    PROVIDER_UNREACHABLE = "provider_unreachable"
    PROVIDER_CANNOT_SAY = "provider_cannot_say"
    RETRIES_EXHAUSTED = "retries_exhausted"


class DeadReason(StrEnum):
    """Why a message was set aside in a dead-letter topic (rule 7)."""

    UNREADABLE = "unreadable"
    UNKNOWN_TYPE = "unknown_type"
    INVALID = "invalid"
    FORK = "fork"
    TOO_LARGE = "too_large"
    HANDLER_FAILED = "handler_failed"
    BEHIND = "behind"  # its subject is parked behind an earlier dead letter
