"""What the notifier's tests stand on: the demo estate, the shipped texts, tickets and their facts, all invented."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from chassis.decision import TIMER, Decision, Due, Input
from contracts import ids, topics
from contracts.cloudevents import Event
from contracts.facts import Fact, LifecycleFact, NotificationFact, NotificationWanted, TicketOpened
from contracts.private import MessageText
from contracts.requests import Report, Reporter
from contracts.sealing import open_part, seal_part
from contracts.snapshot import Snapshot, brief_of
from contracts.vocabulary import (
    Audience,
    Category,
    Channel,
    Kind,
    Language,
    MessageChannel,
    Mode,
    Severity,
    Subcategory,
    TicketState,
    Urgency,
)
from estate import load
from notifier import settings, texts
from notifier.domain.decide import decide
from notifier.domain.ledger import Item, Ledger, apply, timers
from notifier.domain.office import Office

TICKET = ids.ticket_id("town", "r-1")
SUBJECT = ids.subject_of(TICKET)
KEY = bytes(range(32))
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # a Tuesday, 12:00 in Shanghai
NIGHT = datetime(2026, 11, 24, 15, 30, tzinfo=UTC)  # 23:30 in Shanghai, quiet hours
SH, HK, SZ = "sh-lanting", "hk-harbour", "sz-kechuang"
SMS, EMAIL = MessageChannel.SMS, MessageChannel.EMAIL

POLICY = settings.policy_from(None)
"""The shipped numbers of sending."""
LIN = Reporter(name="林女士", phone="138 0013 8000", email="lin@example.com")


@cache
def office() -> Office:
    """The demo estate, the shipped texts and numbers; two SMS providers, one for mail."""
    shipped = texts.load()
    return Office(
        estate=load("estates/demo"),
        policy=POLICY,
        lexicon=shipped.lexicon,
        render=shipped,
        providers={SMS: ("aliyun", "second"), EMAIL: ("smtp",)},
    )


def snapshot(**more: Any) -> Snapshot:
    """A normal complaint about a lift in Shanghai, taken by Gu Xiaowen."""
    usual: dict[str, Any] = {
        "ticket": TICKET,
        "number": "0123456789",
        "site": SH,
        "building": "B12",
        "channel": Channel.PHONE,
        "kind": Kind.COMPLAINT,
        "category": Category.FACILITY_REPAIR,
        "subcategory": Subcategory.LIFT,
        "severity": Severity.MINOR,
        "urgency": Urgency.NORMAL,
        "language": Language.ZH_HANS,
        "state": TicketState.OPENED,
        "owner": "gu-xiaowen",
        "received_at": NOON,
    }
    return Snapshot(**{**usual, **more})


def sealed(part: Any, *audiences: Audience) -> dict[Audience, str]:
    return seal_part(KEY, SUBJECT, part, *(audiences or (Audience.HANDLERS, Audience.RESIDENT)))


def opening(reporter: Reporter | None = LIN, unit: str = "1203", **more: Any) -> TicketOpened:
    report = Report(text="电梯又停了，没人管。", unit=unit, reporter=reporter)
    return TicketOpened(snapshot=snapshot(**more), sealed=sealed(report))


def fact(kind: type[LifecycleFact], of: Mapping[str, Any] | None = None, **fields: Any) -> Any:
    """A lifecycle fact on a ticket whose snapshot differs from the usual by `of`."""
    return kind(snapshot=snapshot(**(of or {})), **fields)


def given(data: Fact, at: datetime = NOON, n: int = 1, **more: Any) -> Input:
    """A fact as an input: the n-th of its topic."""
    topic = topics.LIFECYCLE if isinstance(data, LifecycleFact) else topics.DEADLINES
    known = {"key": KEY, "choices": lambda _: None, **more.pop("known", {})}
    return Input(
        id=ids.event_id("town", data.TYPE, n),
        type=data.TYPE,
        subject=SUBJECT,
        topic=topic.name,
        data=data,
        at=at,
        happened_at=at,
        sequence=n,
        known=known,
        **more,
    )


def timer(name: str, due_at: datetime, at: datetime | None = None, **known: Any) -> Input:
    """A fired timer."""
    due = Due(name, due_at, (at or due_at) - due_at)
    return Input(
        id=ids.event_id(name, "timer", int(due_at.timestamp() * 1000)),
        type="timer",
        subject=SUBJECT,
        topic=TIMER,
        data=due,
        at=at or due_at,
        happened_at=due_at,
        known={"key": KEY, "recent": 0, **known},
    )


def effect(data: object, at: datetime, n: int = 1) -> Input:
    return Input(
        id=ids.event_id("effect", type(data).__name__, n),
        type="effect",
        subject=SUBJECT,
        topic="effect",
        data=data,
        at=at,
        happened_at=at,
        known={"key": KEY},
    )


@dataclass
class Book:
    """A ledger under test: takes inputs, folds what was decided, remembers all facts and wishes in order."""

    state: Ledger | None = None
    facts: list[NotificationFact] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    wishes: list[Any] = field(default_factory=list)
    office: Office = field(default_factory=office)
    n: int = 0

    def take(self, one: Input | Fact, at: datetime = NOON, **more: Any) -> list[Any]:
        """Decide on an input and fold it; the facts of this decision."""
        self.n += 1
        given_ = one if isinstance(one, Input) else given(one, at, self.n, **more)
        decision = decide(self.office, self.state, given_, max(at, given_.at))
        self._fold(decision, given_, max(at, given_.at))
        return list(decision.facts)

    def fire(self, at: datetime, **known: Any) -> list[Any]:
        """Fire the timers that are due, in order of time."""
        due = sorted((when, name) for name, when in self.timers.items() if when <= at)
        return [made for when, name in due for made in self.take(timer(name, when, at, **known), at)]

    @property
    def timers(self) -> dict[str, datetime]:
        return timers(self.state) if self.state else {}

    @property
    def item(self) -> Item:
        """The only open item."""
        assert self.state is not None
        (item,) = self.state.items.values()
        return item

    def _fold(self, decision: Decision, given_: Input, now: datetime) -> None:
        for made in decision.facts:
            assert isinstance(made, NotificationFact)
            event = event_of(made, given_, len(self.events) + 1, now)
            self.state = apply(self.state, event)
            self.events.append(event)
            self.facts.append(made)
        self.wishes += [wish.data for wish in decision.wishes]


def event_of(data: Fact, given_: Input, sequence: int, now: datetime) -> Event:
    return Event(
        id=ids.event_id(given_.id, data.TYPE, sequence),
        type=data.TYPE,
        source="/steward/notifier",
        subject=SUBJECT,
        time=now,
        data=data,
        sequence=sequence,
        causation_id=given_.id,
        correlation_id=given_.id,
        mode=given_.mode,
    )


def message(wanted: NotificationWanted) -> MessageText:
    """What stands in a wanted message's sealed part."""
    (audience,) = wanted.sealed
    return open_part(MessageText, KEY, SUBJECT, audience, wanted.sealed)


def wanted(facts_: list[Any]) -> list[NotificationWanted]:
    return [one for one in facts_ if isinstance(one, NotificationWanted)]


def told(facts_: list[Any]) -> list[tuple[str, str]]:
    """Who is told what: notice and recipient."""
    return [(one.notice.value, one.person or one.recipient.value) for one in wanted(facts_)]


def brief(**more: Any) -> Any:
    return brief_of(snapshot(**more))


def changed(office_: Office, **more: Any) -> Office:
    return replace(office_, **more)


Ask = Callable[[str], Any]
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
IMPORT = Mode.IMPORT
