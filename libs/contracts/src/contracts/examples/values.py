"""What stands in the golden examples: one invented ticket, one invented group, nobody real."""

from datetime import timedelta
from typing import Any, Final

from contracts import ids
from contracts.examples.invented import AT, CASE, MONTH, NOTIFICATION, NUMBER, OTHER, SITE, TICKET, WORK_ORDER
from contracts.examples.snapshots import IN_WORK
from contracts.snapshot import brief_of
from contracts.vocabulary import (
    AssignReason,
    Audience,
    Category,
    Channel,
    Clock,
    ClockState,
    Flag,
    Kind,
    Language,
    MessageChannel,
    PauseReason,
    Responsibility,
    Role,
    Slot,
    Subcategory,
    TargetUnit,
    Urgency,
)

_HOUR = timedelta(hours=1)


def _clock(clock: Clock, **more: object) -> dict[str, object]:
    target = {"amount": 4, "unit": TargetUnit.WORKING_HOURS}
    because = (f"policy/repair/normal/{clock}",)
    return {"clock": clock, "target": target, "started_at": AT, "due_at": AT + 4 * _HOUR, "because": because, **more}


def _classified(subcategory: Subcategory) -> dict[str, object]:
    matter = {
        "category": Category.FACILITY_REPAIR,
        "subcategory": subcategory,
        "urgency": Urgency.NORMAL,
        "responsibility": Responsibility.COMMON_PART,
    }
    return {"kind": Kind.REPAIR, "flags": (Flag.REPEAT,), "matters": ({"n": 1, **matter},), **matter}


_STAFF = (
    "by",
    "assignee",
    "person",
    "tracker",
    "owner",
    "handler",
    "from_person",
    "visitor",
    "reported_to",
    "taken_by",
)

BY_NAME: Final[dict[str, Any]] = {
    **dict.fromkeys(_STAFF, "P-0042"),
    **dict.fromkeys(("to", "informed", "signed_by"), ("P-0042", "P-0007")),
    **dict.fromkeys(("department", "collected_by"), "S07-engineering"),
    **dict.fromkeys(("other", "became", "repeats_of"), OTHER),
    **dict.fromkeys(("lead", "ticket"), TICKET),
    **dict.fromkeys(("currency",), "CNY"),
    **dict.fromkeys(("amount",), 12_500),
    **dict.fromkeys(("month", "billed_in"), MONTH),
    **dict.fromkeys(("book", "book_version", "policy_version"), "2026.03-1"),
    **dict.fromkeys(("rule",), "repair.lighting.dark-lamp"),
    **dict.fromkeys(("points",), 1),
    "from_department": "S07-cleaning",
    "number": NUMBER,
    "site": SITE,
    "building": "B12",
    "case": CASE,
    "members": (TICKET, OTHER),
    "work_order": WORK_ORDER,
    "notification": NOTIFICATION,
    "escalation": ids.event_id(TICKET, "escalation", 1),
    "command": ids.event_id(TICKET, "command", 1),
    "command_type": "steward.ticket.accept.v1",
    "cause": "steward.ticket.opened.v1",
    "source": "callcentre",
    "template": "received/zh-Hans/sms",
    "provider": "gateway-a",
    "reference": "134523^4351232",
    "fingerprint": "5a" * 32,
    "sha256": "a5" * 32,
    "media_type": "image/jpeg",
    "size": 184_320,
    "value": "lighting",
    **dict.fromkeys(("proposal", "after"), _classified(Subcategory.LIGHTING)),
    "about": brief_of(IN_WORK),
    "anonymous": False,
    "subcategory": Subcategory.LIGHTING,
    "urgency": Urgency.NORMAL,
    "responsibility": Responsibility.COMMON_PART,
    "next_at": AT + _HOUR / 2,
    "slot": Slot.SUBCATEGORY,
    "percent": 60,
    "stars": 4,
    "late_by": timedelta(seconds=42),
    "wait": timedelta(minutes=30),
    "kind": Kind.REPAIR,
    "category": Category.FACILITY_REPAIR,
    "channel": Channel.PHONE,
    "language": Language.ZH_HANS,
    "clock": Clock.RESOLUTION,
    "reachable_by": (MessageChannel.SMS, MessageChannel.EMAIL),
    "fallbacks": (MessageChannel.EMAIL,),
    "reasons": (AssignReason.SITE_TABLE, AssignReason.ON_SHIFT_LEAST_LOADED),
    "due_at": AT + 4 * _HOUR,
    "warn_at": AT + 3 * _HOUR,
    "until": AT + 8 * _HOUR,
    "text": "三楼到四楼的楼道灯从周日起一直不亮。",
    "name": "示例住户",
    "phone": "+86 21 5550 0100",
    "email": "resident@example.org",
    "unit": "12-3-402",
    "place": "B12 楼道",
    "address": "resident@example.org",
    "title": "已收到您的报修",
    "body": "您的报修已登记，编号见上，我们会在今天答复您。",
}
"""The value of every field of that name, unless `SPECIAL` knows better."""

SPECIAL: Final[dict[tuple[str, str], Any]] = {
    ("Because", "spans"): (1, 2),
    ("Candidate", "spans"): (2,),
    ("TicketAssigned", "because"): ("site-table/S07/engineering", "shift/least-loaded"),
    ("TicketTransferred", "because"): ("site-table/S07/engineering",),
    ("ClocksSet", "clocks"): (
        _clock(Clock.RESOLUTION, warn_at=AT + 3 * _HOUR, state=ClockState.RUNNING),
        _clock(Clock.ON_SITE, work_order=WORK_ORDER, ended_at=AT + _HOUR, state=ClockState.MET),
        _clock(Clock.PLAN, paused_since=AT + _HOUR, pause_reason=PauseReason.APPOINTMENT, state=ClockState.PAUSED),
        _clock(Clock.ACCEPT, breached_at=AT, ended_at=AT + 5 * _HOUR, state=ClockState.CANCELLED),
    ),
    ("TicketClassified", "needs_triage"): None,
    ("TicketClassified", "candidates"): (),
    ("EscalationRaised", "roles"): (Role.DEPARTMENT_HEAD,),
    ("Rung", "roles"): (Role.DEPARTMENT_HEAD,),
    ("StaffInformed", "because"): ("alarm/S07/forwarded-by-government",),
    ("MessageText", "channel"): MessageChannel.SMS,
    ("MessageText", "alternatives"): (),
    ("TicketCorrected", "changed"): (Slot.SUBCATEGORY,),
    ("TicketCorrected", "before"): _classified(Subcategory.ELECTRICITY),
    ("EscalationRaised", "because"): ("ladder/S07/repair",),
    ("Request", "id"): "example-1",
    ("Request", "occurred_at"): AT - 2 * _HOUR,
    ("About", "department"): "工程部",
    ("CommandRefused", "by"): "P-0042",
    ("CaseJoined", "members"): 4,
    ("CaseClosed", "members"): 4,
    ("ChoiceRecorded", "address"): "5a" * 32,
    ("FollowUpText", "points"): ("灯罩仍有裂纹。",),
    ("RecordFollowUp", "points"): ("灯罩仍有裂纹。",),
    ("MatchedSpan", "words"): "楼道灯",
    ("MessageText", "to"): "+862155500100",
    ("Target", "amount"): 4,
    ("RequestRefused", "field"): "reporter.phone",
    ("FieldError", "field"): "reporter.phone",
    ("FieldError", "message"): "电话号码只能包含数字、空格和 + * # ( ) . -",
    ("TicketBeyondPowersRecorded", "reported_to"): "P-0007",
    ("TicketReplyRecorded", "kind"): "first_response",
    ("RecordReply", "kind"): "first_response",
    ("NotificationFact", "channel"): MessageChannel.SMS,
    ("CompleteTicket", "cause"): "灯管老化。",
    ("CompleteTicket", "measure"): "更换灯管。",
    ("ResultText", "cause"): "灯管老化。",
    ("ResultText", "measures"): "更换灯管。",
    ("PlanText", "measures"): "更换三楼到四楼的灯管。",
    ("WorkOrder", "id"): WORK_ORDER,
}

FREE_TEXT: Final = "示例文字。"
"""Any text without a name of its own."""

BOTH_AUDIENCES: Final = (Audience.HANDLERS, Audience.RESIDENT)
