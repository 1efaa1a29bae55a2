"""Facts for these tests, out of the contracts' own golden examples."""

from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from contracts.cloudevents import Event
from contracts.facts import Fact
from contracts.ids import subject_of
from contracts.registry import model_of
from steward.story import Told

TICKET = "7d3a2f0e-64a5-5b0a-9a65-0c5c9f1f3b11"
START = datetime(2026, 11, 24, 9, tzinfo=UTC)


def event(type_name: str, **data: Any) -> Event:
    """An event of that type about TICKET; `data` is its whole content."""
    model = model_of(type_name)
    assert model is not None
    fact = model.model_validate(data)
    assert isinstance(fact, Fact)
    return Event(f"id-{type_name}", type_name, "/steward/test", subject_of(TICKET), START, fact, sequence=1)


def told(topic: str, of: Event, *, after: float = 0.0, offset: int = 0) -> Told:
    """The event as it was read from a topic, `after` seconds after START."""
    return Told(topic, 0, offset, START + timedelta(seconds=after), replace(of, id=f"{of.id}-{offset}-{after}"))


BRIEF = {"ticket": TICKET, "number": "0123456789", "site": "sz-kechuang", "state": "assigned"}
SNAPSHOT = BRIEF | {
    "channel": "web",
    "received_at": START.isoformat(),
    "kind": "complaint",
    "category": "staff_service",
    "severity": "important",
    "urgency": "normal",
    "department": "sz-service",
    "assignee": "lin-jiayi",
}
RECEIVED = BRIEF | {"channel": "web", "received_at": START.isoformat(), "source": "call-centre"}
CLASSIFIED = {
    **{name: value for name, value in RECEIVED.items() if name != "source"},
    "proposal": {"kind": "complaint", "category": "staff_service"},
    "because": [
        {"slot": "category", "value": "staff_service", "rule": "attitude-leads", "book": "v1", "spans": [0]},
        {"slot": "kind", "value": "complaint", "rule": "said-so", "book": "v1"},
        {"slot": "kind", "value": "enquiry", "rule": "a-question", "book": "v1", "won": False},
    ],
    "book_version": "v1",
}


def clock(state: str = "running", due: float = 6) -> dict[str, Any]:
    """A first-response clock."""
    return {
        "clock": "first_response",
        "state": state,
        "target": {"amount": 6, "unit": "seconds"},
        "started_at": START.isoformat(),
        "due_at": (START + timedelta(seconds=due)).isoformat(),
        "because": ["policy:demonstration"],
    }


def escalation(level: int, **more: Any) -> dict[str, Any]:
    """An escalation after a breach."""
    return {"about": BRIEF, "escalation": TICKET, "trigger": "breach", "level": level, **more}


def message(**more: Any) -> dict[str, Any]:
    """A message to the resident."""
    about = {"about": BRIEF, "notification": TICKET, "notice": "received", "recipient": "resident", "channel": "sms"}
    return about | more
