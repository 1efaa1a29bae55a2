"""A ticket's life played through the chassis' own pure core: no loop, no clock, no Redis."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

from chassis.aggregate import Aggregate, Change, Outcome, taken
from chassis.decision import HTTP, TIMER, Due, Input
from chassis.record import JsonState, Record
from contracts import commands as c
from contracts import topics
from contracts.classification import Classification
from contracts.facts import TicketClassified
from contracts.identifiers import RESIDENT
from contracts.ids import event_id, subject_of, ticket_id
from contracts.register_number import derive
from contracts.requests import Report
from contracts.sealing import seal_part
from contracts.snapshot import Snapshot
from contracts.vocabulary import (
    Audience,
    Category,
    Cause,
    Channel,
    Kind,
    Measure,
    Severity,
    Subcategory,
    TicketState,
    Urgency,
)
from dispatch.domain.life import decide, refuse
from dispatch.domain.state import State, apply, timers
from estate import Estate, load

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # ten in the morning, everybody is there
LATER = MONDAY + timedelta(days=1)
NIGHT = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # eleven in the evening
KEY = bytes(range(32))
TICKET = ticket_id("web", "r-1")
REMEDIED: Mapping[str, Any] = {"causes": (Cause.WEAR,), "measures": (Measure.REPLACED,), "result": "换好了"}
"""What a completion says of something that was wrong (D-501, D-606)."""


@cache
def town() -> Estate:
    """The test's own property group."""
    return load(Path(__file__).parent / "town")


def leak(**changes: Any) -> Classification:
    """A repair for a plumber."""
    fields = {"kind": Kind.REPAIR, "category": Category.FACILITY_REPAIR, "subcategory": Subcategory.PLUMBING}
    return Classification(**{**fields, "urgency": Urgency.NORMAL, **changes})


def quarrel(**changes: Any) -> Classification:
    """A minor complaint for customer service."""
    fields = {"kind": Kind.COMPLAINT, "category": Category.NOISE, "severity": Severity.MINOR}
    return Classification(**{**fields, **changes})


def classified(proposal: Classification, ticket: str = TICKET, **changes: Any) -> TicketClassified:
    """A proposal as it comes from the classifier."""
    report = Report(text="自来水管在漏水", unit="1201")
    fields = {
        "ticket": ticket,
        "number": derive(KEY, ticket),
        "site": "bay",
        "building": "B1",
        "channel": Channel.PHONE,
        "received_at": MONDAY - timedelta(minutes=5),
        "proposal": proposal,
        "book_version": "7",
        "report": seal_part(KEY, subject_of(ticket), report, Audience.HANDLERS, Audience.RESIDENT),
    }
    return TicketClassified(**{**fields, **changes})


@dataclass
class Play:
    """One subject's record, and what happened to it so far."""

    now: datetime = MONDAY
    subject: str = subject_of(TICKET)
    estate: Estate = field(default_factory=town)
    change: Change[State] = field(default_factory=lambda: Change(before=Record(), after=Record()))
    events: list[Any] = field(default_factory=list)
    ids: Any = field(default_factory=lambda: count(1))

    @property
    def aggregate(self) -> Aggregate[State]:
        """Dispatch's own pure functions."""
        pure = partial(decide, self.estate)
        return Aggregate("dispatch", topics.LIFECYCLE, pure, apply, timers, JsonState(State), refuse=refuse)

    @property
    def state(self) -> State:
        """The record's state."""
        return self.change.after.state or State()

    @property
    def snapshot(self) -> Snapshot:
        """The ticket as it stands."""
        assert self.state.snapshot is not None
        return self.state.snapshot

    def stands(self) -> TicketState:
        """The ticket's own state."""
        return self.snapshot.state

    def order_states(self) -> list[str]:
        """The states of its work orders, in their order."""
        return [order.state.value for order in self.snapshot.work_orders]

    def give(self, data: Any, topic: str = HTTP, known: Mapping[str, Any] | None = None, **fields: Any) -> Outcome:
        """One input; its facts are folded into the record."""
        return self.take(self.given(data, topic, known, **fields))

    def given(self, data: Any, topic: str, known: Mapping[str, Any] | None = None, **fields: Any) -> Input:
        """The next input, a second after the one before."""
        self.now += timedelta(seconds=1)
        n = next(self.ids)
        return Input(
            id=event_id(self.subject, "input", n),
            type=getattr(data, "TYPE", "timer"),
            subject=self.subject,
            topic=topic,
            data=data,
            at=self.now,
            happened_at=self.now,
            sequence=n if topic not in (HTTP, TIMER) else 0,
            known={"key": KEY, **(known or {})},
            **fields,
        )

    def take(self, given: Input) -> Outcome:
        """An input taken through."""
        outcome = taken(self.aggregate, self.change, given, self.now)
        assert outcome.dead is None, outcome.dead
        self.events += outcome.facts
        return outcome

    def again(self, given: Input) -> Outcome:
        """The same input once more, as a redelivery brings it."""
        return taken(self.aggregate, self.change, given, self.now)

    def opens(self, proposal: Classification, *, known: Mapping[str, Any] | None = None, **changes: Any) -> Outcome:
        """The ticket's opening."""
        return self.give(classified(proposal, **changes), topics.CLASSIFIED.name, known)

    def says(self, command: type[c.Command], by: str = RESIDENT, /, **fields: Any) -> Outcome:
        """A command that must be granted."""
        outcome = self.give(command(by=by, **fields))
        assert outcome.refused is None, outcome.refused
        return outcome

    def refused(self, command: type[c.Command], by: str = RESIDENT, /, **fields: Any) -> str:
        """A command that must be refused: the reason."""
        before = self.change.after
        outcome = self.give(command(by=by, **fields))
        assert outcome.refused is not None, [event.type for event in outcome.facts]
        assert self.change.after is before
        return outcome.refused.reason.value

    def fires(self, known: Mapping[str, Any] | None = None) -> Outcome:
        """The one timer that runs."""
        ((name, due_at),) = timers(self.state).items()
        return self.give(Due(name, due_at, self.now - due_at), TIMER, known)

    def wishes(self) -> list[tuple[str, str]]:
        """What went to other topics so far: topic and type."""
        own = topics.LIFECYCLE.name
        entries = [entry for entry in self.change.entries if entry.topic != own]
        return [(entry.topic, dict(entry.headers)["ce_type"].decode()) for entry in entries]


def opened(proposal: Classification | None = None, **changes: Any) -> Play:
    """A ticket that has just been opened."""
    play = Play()
    play.opens(proposal or leak(), **changes)
    return play


def kinds_of(outcome: Outcome) -> list[str]:
    """The facts' types, shortened to noun and verb."""
    return [event.type.removeprefix("steward.").removesuffix(".v1") for event in outcome.facts]


def of(outcome: Outcome) -> list[Any]:
    """The facts themselves."""
    return [event.data for event in outcome.facts]


def accepted(proposal: Classification | None = None) -> Play:
    """A ticket that its assignee has accepted."""
    play = opened(proposal)
    play.says(c.AcceptTicket, play.snapshot.assignee or "erik")
    return play


def resolved(proposal: Classification | None = None) -> Play:
    """A ticket whose work is done."""
    play = accepted(proposal)
    play.says(c.StartWork, play.snapshot.assignee or "", on_site=True)
    play.says(c.CompleteTicket, play.snapshot.assignee or "", **REMEDIED)
    return play
