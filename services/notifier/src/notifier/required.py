"""What each text may say and what it must (D-501, D-505)."""

from collections.abc import Mapping
from typing import Final

from contracts.vocabulary import Notice

_TICKET: Final = frozenset(
    {"number", "site", "building", "unit", "spot", "place", "address", "kind", "what", "severity", "urgency", "urgent"}
)
_CONTACT: Final = frozenset({"contact", "desk", "phone"})

_SAID: Final[Mapping[Notice, frozenset[str]]] = {
    Notice.RECEIVED: _CONTACT | {"answer_by"},
    Notice.ASSIGNED: _CONTACT | {"department", "handler", "handler_phone"},
    Notice.APPOINTMENT: _CONTACT | {"at"},
    Notice.NEXT_REPORT: _CONTACT | {"next_at"},
    Notice.COMPLETED: _CONTACT | {"cause", "causes", "measures_text", "measures", "result"},
    Notice.FOLLOW_UP: _CONTACT,
    Notice.REOPENED: _CONTACT | {"visitor"},
    Notice.CLOSED: _CONTACT | {"outcome"},
    Notice.NEW_WORK: frozenset({"task", "accept_by", "due_at", "triage", "candidates"}),
    Notice.REASSIGNMENT: frozenset({"from_department", "due_at"}),
    Notice.WARNING: frozenset({"clock", "due_at"}),
    Notice.BREACH: frozenset({"clock", "due_at"}),
    Notice.ESCALATION: frozenset({"trigger", "clock", "level", "next_at"}),
    Notice.INFORMED: frozenset({"trigger", "clock", "level"}),
}
ALWAYS: Final = frozenset({"number", "site", "place", "address", "desk"})
"""The words that are never empty, where they are offered at all."""

OFFERED: Final[Mapping[Notice, frozenset[str]]] = {notice: _TICKET | said for notice, said in _SAID.items()}
"""The words a template may use; each is a text, empty where there is nothing to say."""

REQUIRED: Final[Mapping[Notice, frozenset[str]]] = {
    Notice.RECEIVED: frozenset({"number", "what", "place", "contact", "desk", "answer_by"}),
    Notice.ASSIGNED: frozenset({"number", "department", "handler", "handler_phone"}),
    Notice.APPOINTMENT: frozenset({"number", "at", "desk"}),
    Notice.NEXT_REPORT: frozenset({"number", "next_at", "desk"}),
    Notice.COMPLETED: frozenset({"number", "cause", "measures_text", "result"}),
    Notice.FOLLOW_UP: frozenset({"number", "desk", "phone"}),
    Notice.REOPENED: frozenset({"number", "desk"}),
    Notice.CLOSED: frozenset({"number", "outcome"}),
    Notice.NEW_WORK: frozenset({"number", "what", "address"}),
    Notice.REASSIGNMENT: frozenset({"number", "due_at"}),
    Notice.WARNING: frozenset({"number", "clock", "due_at"}),
    Notice.BREACH: frozenset({"number", "clock", "due_at"}),
    Notice.ESCALATION: frozenset({"number", "level", "trigger"}),
    Notice.INFORMED: frozenset({"number"}),
}
"""What a text is refused without. An interim message is refused without the time of the next one."""

RESIDENTS: Final = frozenset(
    {
        Notice.RECEIVED,
        Notice.ASSIGNED,
        Notice.APPOINTMENT,
        Notice.NEXT_REPORT,
        Notice.COMPLETED,
        Notice.FOLLOW_UP,
        Notice.REOPENED,
        Notice.CLOSED,
    }
)
"""The notices that go to residents."""
