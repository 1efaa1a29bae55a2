"""The record: which messages of a ticket are still owed, folded from the own facts alone.

What is finished leaves the record: the topic keeps it for ever, and nothing is decided on it again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from contracts.cloudevents import Event
from contracts.facts import (
    NotificationDeferred,
    NotificationFact,
    NotificationSending,
    NotificationSent,
    NotificationWanted,
)
from contracts.identifiers import Instant
from contracts.snapshot import TicketBrief
from contracts.vocabulary import Audience, Language, MessageChannel, Notice, NotSentReason, Recipient

UNSURE_AFTER: Final = timedelta(seconds=90)
"""When an attempt without an answer counts as lost, of facts from before `unsure_at` was told."""

Way = tuple[MessageChannel, str]
"""A channel and a provider on it."""
Sealed = Mapping[Audience, str]


class Phase(StrEnum):
    """Where an open notification stands."""

    WAITING = "waiting"  # for its time
    SENDING = "sending"  # a provider may have it
    ASKING = "asking"  # the provider is being asked whether it has it


@dataclass(frozen=True, slots=True)
class Item:
    """One open notification. `tried` has a way per attempt, `barred` the ways that refused it for good, `idle` those of
    attempts on which no provider was called.
    """

    notification: str
    notice: Notice
    recipient: Recipient
    person: str | None
    language: Language
    urgent: bool
    work_order: str | None
    channels: tuple[MessageChannel, ...]
    sealed: Sealed
    due_at: Instant
    expires_at: Instant | None = None
    phase: Phase = Phase.WAITING
    tried: tuple[Way, ...] = ()
    barred: tuple[Way, ...] = ()
    idle: tuple[Way, ...] = ()
    first_tried_at: Instant | None = None
    asked: int = 0
    spread: bool = False
    """It was given its place behind others to the same person."""

    @property
    def attempt(self) -> int:
        """How many attempts were begun."""
        return len(self.tried)

    def tries(self, way: Way) -> int:
        """How often a provider was called on a way: what we did not begin is not held against it."""
        return self.tried.count(way) - self.idle.count(way)

    @property
    def queues(self) -> bool:
        """Whether it takes its place behind others to the same person: once, before its first attempt (D-504)."""
        return not (self.urgent or self.spread or self.tried)


@dataclass(frozen=True, slots=True)
class Ledger:
    """A ticket's record. `contact` is the sealed contact out of the report; `told` the work orders whose crew knows."""

    about: TicketBrief
    contact: Sealed = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    told: tuple[str, ...] = ()


def apply(state: Ledger | None, event: Event) -> Ledger:
    """The record after one own fact."""
    fact = event.data
    if not isinstance(fact, NotificationFact):
        raise TypeError(f"{event.type} is no fact of this ledger")
    before = state or Ledger(about=fact.about)
    known = replace(before, about=fact.about, contact=fact.contact or before.contact)
    if isinstance(fact, NotificationWanted):
        return _with(known, _wanted(fact))
    item = known.items.get(fact.notification)
    if item is None:
        return known
    if isinstance(fact, NotificationSending):
        return _with(known, _sending(item, fact, event.time))
    if isinstance(fact, NotificationDeferred):
        return _with(known, _deferred(item, fact))
    return _without(known, item, told=isinstance(fact, NotificationSent))


def timers(state: Ledger) -> dict[str, datetime]:
    """`send:<id>` while it waits, `unsure:<id>` while nobody has said what became of it."""
    return {f"{_timer(item)}:{item.notification}": item.due_at for item in state.items.values()}


def rests(state: Ledger) -> bool:
    """Whether nobody is owed anything."""
    return not state.items


def _timer(item: Item) -> str:
    return "send" if item.phase is Phase.WAITING else "unsure"


def _wanted(fact: NotificationWanted) -> Item:
    return Item(
        notification=fact.notification,
        notice=fact.notice,
        recipient=fact.recipient,
        person=fact.person,
        language=fact.language,
        urgent=fact.urgent,
        work_order=fact.work_order,
        channels=(fact.channel, *fact.fallbacks) if fact.channel else fact.fallbacks,
        sealed=fact.sealed,
        due_at=fact.send_at,
        expires_at=fact.expires_at,
    )


def _sending(item: Item, fact: NotificationSending, at: datetime) -> Item:
    way = (fact.channel or item.channels[0], fact.provider)
    return replace(
        item,
        phase=Phase.SENDING,
        tried=(*item.tried, way),
        due_at=fact.unsure_at or at + UNSURE_AFTER,
        first_tried_at=item.first_tried_at or at,
        asked=0,
    )


def _deferred(item: Item, fact: NotificationDeferred) -> Item:
    if fact.reason is NotSentReason.PROVIDER_CANNOT_SAY:
        return replace(item, phase=Phase.ASKING, due_at=fact.until, asked=item.asked + 1)
    refused = fact.reason is NotSentReason.PROVIDER_REFUSED
    barred = (*item.barred, item.tried[-1]) if refused and item.tried else item.barred
    spread = fact.reason is NotSentReason.BURST_LIMIT
    idle = (*item.idle, item.tried[-1]) if fact.reason is NotSentReason.NOT_BEGUN and item.tried else item.idle
    return replace(item, phase=Phase.WAITING, due_at=fact.until, barred=barred, idle=idle, spread=spread)


def _with(state: Ledger, item: Item) -> Ledger:
    return replace(state, items={**state.items, item.notification: item})


def _without(state: Ledger, item: Item, *, told: bool) -> Ledger:
    items = {name: other for name, other in state.items.items() if name != item.notification}
    news = (item.work_order,) if told and item.work_order and item.work_order not in state.told else ()
    return replace(state, items=items, told=(*state.told, *news))
