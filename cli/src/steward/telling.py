"""What a fact says, in a line for people. Pure; sealed words appear only where they were opened."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from contracts import facts as f
from contracts.classification import Because
from contracts.facts.clocks import ClockReading
from contracts.message import Message
from contracts.snapshot import Snapshot
from steward.story import SEALED_FIELDS, Told

HIDDEN = frozenset({"snapshot", "about", "ticket", "number", "notification", "escalation", *SEALED_FIELDS})
MOST_WORDS = 120
CUT = "so long that only its beginning and its end were read"
Telling = Callable[[Any], str]


def short_type(type_name: str) -> str:
    """`steward.ticket.opened.v1` as `ticket.opened`."""
    return type_name.removeprefix("steward.").rpartition(".")[0] or type_name


def line(one: Told) -> str:
    """A fact in one line; one that could not be read says why."""
    if one.event is None:
        return f"cannot be read: {one.fault}"
    special = TELLINGS.get(type(one.event.data))
    return special(one.event.data) if special else _general(one.event.data)


def words(one: Told) -> list[str]:
    """What the opened parts say; nothing where all is closed."""
    return [said for part in one.opened.values() if (said := _private(part))]


def why(because: Iterable[Because]) -> str:
    """The rules that won, once each."""
    return ", ".join(dict.fromkeys(one.rule for one in because if one.won))


def _private(part: Mapping[str, Any]) -> str:
    spans = part.get("spans")
    if spans:
        return "“" + "” “".join(str(span.get("words")) for span in spans) + "”"
    text = next((str(part[name]) for name in ("text", "body", "measures") if part.get(name)), "")
    reporter = part.get("reporter") or {}
    who = " ".join(str(reporter[name]) for name in ("name", "phone", "email") if reporter.get(name))
    where = " ".join(str(part[name]) for name in ("unit", "place", "address") if part.get(name))
    shown = text if len(text) <= MOST_WORDS else text[:MOST_WORDS] + "…"
    return " ".join(filter(None, (f"“{shown}”" if shown else "", who, where)))


def _general(data: Message) -> str:
    values = data.model_dump(mode="json", exclude_none=True, exclude_defaults=True, exclude=set(HIDDEN))
    return ", ".join(f"{name}: {_value(value)}" for name, value in values.items())


def _value(value: object) -> str:
    if isinstance(value, list):
        return " ".join(_value(one) for one in value)
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values() if not isinstance(one, dict | list))
    return str(value)


def _received(data: f.RequestReceived) -> str:
    anonymous = ", anonymous" if data.anonymous else ""
    return f"by {data.channel} from {data.source}, site {data.site}{anonymous}"


def _classified(data: f.TicketClassified) -> str:
    found = data.proposal
    said = _joined(found.kind, found.category, found.subcategory, found.severity, found.urgency, *found.flags)
    triage = f"a person must look: {data.needs_triage}; " if data.needs_triage else ""
    cut = f" ({CUT})" if data.cut else ""
    return f"{triage}{said} — {why(data.because)}{cut}"


def _opened(data: f.TicketOpened) -> str:
    return _state(data.snapshot)


def _state(snapshot: Snapshot) -> str:
    return _joined(snapshot.kind, snapshot.category, snapshot.severity, snapshot.urgency, snapshot.department)


def _assigned(data: f.TicketAssigned) -> str:
    reasons = _joined(*data.reasons, *data.because)
    return f"{data.department}{f' / {data.assignee}' if data.assignee else ''} — {reasons}"


def _clocks(data: f.ClocksSet) -> str:
    return "; ".join(_clock(reading) for reading in data.clocks)


def _clock(reading: ClockReading) -> str:
    breached = ", breached" if reading.breached_at else ""
    if reading.state.value == "running":
        return f"{reading.clock} until {instant(reading.due_at)}{breached}"
    return f"{reading.clock} {reading.state}{breached}"


def _clock_event(data: f.DeadlineWarned | f.DeadlineBreached) -> str:
    late = getattr(data, "late_by", None)
    told = f", told {', '.join(data.to)}" if isinstance(data, f.DeadlineWarned) and data.to else ""
    return f"{data.clock}, due {instant(data.due_at)}{f', found out {span(late)} later' if late else ''}{told}"


def _raised(data: f.EscalationRaised) -> str:
    next_at = f", next rung at {instant(data.next_at)}" if data.next_at else ""
    return f"level {data.level} ({data.trigger}): {', '.join(data.to)}{next_at}"


def _acknowledged(data: f.EscalationAcknowledged) -> str:
    return f"level {data.level}, by {data.by}"


def _notice(data: f.NotificationWanted) -> str:
    reason = getattr(data, "reason", None)
    until = getattr(data, "until", None)
    more = _joined(getattr(data, "language", None), reason, f"until {instant(until)}" if until else None)
    return f"{data.notice} to {data.person or data.recipient} by {data.channel or '-'}{f', {more}' if more else ''}"


def instant(at: datetime) -> str:
    """An instant as the operator's clock has it."""
    return f"{at.astimezone():%m-%d %H:%M:%S}"


def span(how_long: timedelta) -> str:
    """How long something took, to a tenth of a second below a minute, above it in two units."""
    if how_long < timedelta(minutes=1):
        return f"{how_long.total_seconds():.1f} s"
    minutes, seconds = divmod(round(how_long.total_seconds()), 60)
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left} min" if hours else f"{minutes} min {seconds} s"


def _told(data: f.WorkOrderTold) -> str:
    return f"order {_nth(data.work_order)}: {data.person or data.by} by {data.channel or 'word of mouth'}"


def _order(data: f.WorkOrderIssued | f.WorkOrderAccepted) -> str:
    return f"order {_nth(data.work_order)}"


def _nth(work_order: str) -> str:
    return work_order.rpartition("/")[2]


def _joined(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part)


TELLINGS: Mapping[type[Message], Telling] = {
    f.RequestReceived: _received,
    f.TicketClassified: _classified,
    f.TicketOpened: _opened,
    f.TicketAssigned: _assigned,
    f.WorkOrderIssued: _order,
    f.WorkOrderTold: _told,
    f.WorkOrderAccepted: _order,
    f.ClocksSet: _clocks,
    f.DeadlineWarned: _clock_event,
    f.DeadlineBreached: _clock_event,
    f.EscalationRaised: _raised,
    f.EscalationAcknowledged: _acknowledged,
    **dict.fromkeys(f.NOTIFICATION_FACTS, _notice),
}
