"""What the demo knows of its tickets, folded from the topics: the screen and the checklist look at nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from contracts import facts as f
from contracts.ids import ticket_of
from contracts.requests import RequestRefused, RequestRegistered
from contracts.snapshot import Snapshot
from contracts.vocabulary import Clock, ClockState, EscalationTrigger, Recipient
from steward.story import Told
from steward.telling import why


@dataclass(slots=True)
class Row:
    """One ticket. `first_answer` is when its first answer is due."""

    number: str = ""
    request: str = ""
    text: str = ""
    snapshot: Snapshot | None = None
    proposed: f.TicketClassified | None = None
    rules: str = ""
    first_answer: datetime | None = None
    clocks: int = 0
    warned: bool = False
    breached: bool = False
    levels: list[int] = field(default_factory=list)
    acknowledged_by: str = ""
    languages: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    types: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Board:
    """All tickets of this run. Only tickets it was told of count: other people's reports may flow beside ours."""

    texts: Mapping[str, str]
    rows: dict[str, Row] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    facts: int = 0
    early: dict[str, list[Told]] = field(default_factory=dict)

    def expect(self, ticket: str, number: str, request: str) -> list[Told]:
        """A report became this ticket; what was read of it before is folded now."""
        row = self.rows.setdefault(ticket, Row())
        row.number, row.request, row.text = number, request, self.texts.get(request, "")
        return [one for one in self.early.pop(ticket, []) if self.take(one)]

    def take(self, one: Told) -> bool:
        """Fold one fact; whether it is about one of ours."""
        event = one.event
        if event is None:
            return False
        if isinstance(event.data, RequestRegistered | RequestRefused):
            return self._receipt(event.subject, event.data)
        try:
            ticket = ticket_of(event.subject)
        except ValueError:
            return False
        row = self.rows.get(ticket)
        if row is None:
            self.early.setdefault(ticket, []).append(one)
            return False
        self.facts += 1
        row.types.add(event.type)
        fold(row, event.data)
        return True

    def by_request(self, request: str) -> Row | None:
        return next((row for row in self.rows.values() if row.request == request), None)

    def _receipt(self, request: str, data: RequestRegistered | RequestRefused) -> bool:
        if request not in self.texts:
            return False
        if isinstance(data, RequestRefused):
            self.refused.add(request)
            return False
        self.receipts[request] = data.number
        self.expect(data.ticket, data.number, request)
        return False


def fold(row: Row, data: object) -> None:
    """One fact into a ticket's row."""
    if isinstance(data, f.LifecycleFact):
        row.snapshot = data.snapshot
    elif isinstance(data, f.TicketClassified):
        row.proposed, row.rules = data, why(data.because)
    elif isinstance(data, f.ClocksSet):
        _clocks(row, data)
    elif isinstance(data, f.DeadlineFact):
        _deadline(row, data)
    elif isinstance(data, f.NotificationFact):
        _message(row, data)


def _clocks(row: Row, data: f.ClocksSet) -> None:
    row.clocks += len(data.clocks)
    for reading in data.clocks:
        if reading.clock is Clock.FIRST_RESPONSE:
            row.first_answer = reading.due_at if reading.state is ClockState.RUNNING else None


def _deadline(row: Row, data: f.DeadlineFact) -> None:
    if isinstance(data, f.DeadlineWarned):
        row.warned = True
    elif isinstance(data, f.DeadlineBreached):
        row.breached = True
    elif isinstance(data, f.EscalationRaised) and data.trigger is EscalationTrigger.BREACH:
        row.levels.append(data.level)
    elif isinstance(data, f.EscalationAcknowledged):
        row.acknowledged_by = data.by


def _message(row: Row, data: f.NotificationFact) -> None:
    if data.recipient is not Recipient.RESIDENT:
        return
    if isinstance(data, f.NotificationWanted):
        row.languages.add(data.language)
    elif isinstance(data, f.NotificationSent) and data.channel:
        row.sent.add(data.channel)
