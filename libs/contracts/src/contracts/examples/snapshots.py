"""The examples' ticket at three moments of its life: just opened, being worked on, closed."""

from datetime import timedelta
from typing import Final

from pydantic import BaseModel

from contracts.examples.invented import AT, NUMBER, OTHER, SITE, TICKET, WORK_ORDER
from contracts.facts.follow_up import FOLLOW_UP_FACTS
from contracts.facts.opening import OPENING_FACTS
from contracts.facts.outcome import OUTCOME_FACTS
from contracts.snapshot import Matter, Snapshot, WorkOrder
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
    Responsibility,
    Subcategory,
    TicketState,
    Urgency,
    WorkOrderState,
)

_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)

_MATTER: Final = Matter(
    n=1,
    category=Category.FACILITY_REPAIR,
    subcategory=Subcategory.LIGHTING,
    urgency=Urgency.NORMAL,
    responsibility=Responsibility.COMMON_PART,
    department="S07-engineering",
)

OPENED: Final = Snapshot(
    ticket=TICKET,
    number=NUMBER,
    site=SITE,
    building="B12",
    channel=Channel.PHONE,
    kind=Kind.REPAIR,
    category=Category.FACILITY_REPAIR,
    subcategory=Subcategory.LIGHTING,
    urgency=Urgency.NORMAL,
    flags=(Flag.REPEAT,),
    responsibility=Responsibility.COMMON_PART,
    language=Language.ZH_HANS,
    book_version="2026.03-1",
    state=TicketState.OPENED,
    owner="P-0042",
    matters=(_MATTER,),
    repeats_of=OTHER,
    occurred_at=AT - 120 * _MINUTE,
    received_at=AT,
    opened_at=AT + _MINUTE,
)

_ORDER: Final = WorkOrder(
    id=WORK_ORDER,
    state=WorkOrderState.STARTED,
    urgency=Urgency.NORMAL,
    department="S07-engineering",
    assignee="P-0311",
    matter=1,
    issued_at=AT + 2 * _MINUTE,
    due_at=AT + _DAY,
    told_at=AT + 3 * _MINUTE,
    accepted_at=AT + 9 * _MINUTE,
)

IN_WORK: Final = OPENED.model_copy(
    update={
        "state": TicketState.IN_PROGRESS,
        "tracker": "P-0007",
        "department": "S07-engineering",
        "assignee": "P-0311",
        "work_orders": (_ORDER,),
        "valid": True,
        "assigned_at": AT + 2 * _MINUTE,
        "accepted_at": AT + 9 * _MINUTE,
        "first_response_at": AT + 20 * _MINUTE,
        "verified_at": AT + 25 * _MINUTE,
        "planned_at": AT + 30 * _MINUTE,
        "started_at": AT + 90 * _MINUTE,
    }
)

CLOSED: Final = IN_WORK.model_copy(
    update={
        "state": TicketState.CLOSED,
        "matters": (_MATTER.model_copy(update={"state": MatterState.RESOLVED, "resolved_at": AT + 150 * _MINUTE}),),
        "work_orders": (
            _ORDER.model_copy(
                update={
                    "state": WorkOrderState.RECEIPTED,
                    "completed_at": AT + 150 * _MINUTE,
                    "receipt_at": AT + _DAY,
                }
            ),
        ),
        "approval": ApprovalState.APPROVED,
        "follow_up": FollowUpOutcome.SATISFIED,
        "close_reason": CloseReason.FOLLOW_UP_SATISFIED,
        "follow_up_attempts": 1,
        "rating": 4,
        "substantive_reply_at": AT + 160 * _MINUTE,
        "resolved_at": AT + 150 * _MINUTE,
        "followed_up_at": AT + 2 * _DAY,
        "closed_at": AT + 2 * _DAY,
    }
)


def snapshot_for(model: type[BaseModel]) -> Snapshot:
    """The ticket after the example of this fact."""
    if model in OPENING_FACTS:
        return OPENED
    return CLOSED if model in (*OUTCOME_FACTS, *FOLLOW_UP_FACTS) else IN_WORK
