"""Clocks, ladders and messages (D-401…D-410, D-501)."""

from enum import StrEnum


class Clock(StrEnum):
    """One promise running (D-401…D-404, D-410)."""

    CREW_TOLD = "crew_told"
    ACCEPT = "accept"
    FIRST_RESPONSE = "first_response"
    VERIFICATION = "verification"
    PLAN = "plan"
    ON_SITE = "on_site"
    SUBSTANTIVE_REPLY = "substantive_reply"
    RESOLUTION = "resolution"
    WORK_ORDER_RECEIPT = "work_order_receipt"
    HAND_OVER = "hand_over"
    NEXT_UPDATE = "next_update"
    FOLLOW_UP = "follow_up"
    QUOTE = "quote"
    EXTENSION_NOTICE = "extension_notice"
    INVALID_REASON = "invalid_reason"


class ClockState(StrEnum):
    """Where a clock stands; a breach is a fact about it, not a state."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    CANCELLED = "cancelled"


class TargetUnit(StrEnum):
    """What a target is counted in: on the wall clock, or in the site's working time (D-405)."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_MINUTES = "working_minutes"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    PROMISED = "promised"  # the instant itself was promised


class PauseReason(StrEnum):
    """Why a clock stands still (D-406)."""

    WAITING_FOR_RESIDENT = "waiting_for_resident"
    APPOINTMENT = "appointment"


class EscalationTrigger(StrEnum):
    """Why somebody higher up is called (D-407, D-408)."""

    BREACH = "breach"
    MAJOR = "major"
    GROUP = "group"
    THREAT = "threat"
    EMERGENCY = "emergency"


class EscalationEnd(StrEnum):
    """Why a ladder is climbed no further (D-407)."""

    ACKNOWLEDGED = "acknowledged"
    ANNULLED = "annulled"
    MET = "met"
    CLOSED = "closed"
    EXHAUSTED = "exhausted"


class Notice(StrEnum):
    """Which message somebody is owed (D-501)."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    APPOINTMENT = "appointment"
    PROGRESS = "progress"
    NEXT_REPORT = "next_report"
    EXTENSION = "extension"
    QUOTE = "quote"
    INVALID = "invalid"
    COMPLETED = "completed"
    FOLLOW_UP = "follow_up"
    REOPENED = "reopened"
    CLOSED = "closed"
    NEW_WORK = "new_work"
    WARNING = "warning"
    BREACH = "breach"
    ESCALATION = "escalation"
    REASSIGNMENT = "reassignment"
    APPROVAL_WANTED = "approval_wanted"
    INFORMED = "informed"
