"""The life of one message: waiting → sending → sent | failed | unknown (rule 10, D-503, D-504). Every step says why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from chassis.decision import Decision, Due, Input
from contracts.facts import (
    Fact,
    NotificationDeferred,
    NotificationSending,
    NotificationSuppressed,
)
from contracts.vocabulary import NotSentReason, Recipient
from estate import messages_of, quiet_until, quiet_until_for_person
from notifier.domain.ledger import Item, Ledger
from notifier.domain.office import Office
from notifier.domain.overtaking import ended
from notifier.domain.verdicts import failed, on_way, only, unknowable

ASKS: Final = 3
"""How often a provider is asked before its silence counts as not knowing."""
ASK_AGAIN: Final = timedelta(seconds=60)

Step = Callable[[Office, Ledger, Item, Input, datetime], Fact | None]


def on_timer(office: Office, state: Ledger, given: Input, due: Due, now: datetime) -> Decision:
    """A message's time has come, or an attempt has been silent for too long."""
    name, _, notification = due.name.partition(":")
    item = state.items.get(notification)
    if item is None:
        return Decision()
    if name == "unsure":
        return only(_unsure(office, state, item, now))
    return only(next(fact for step in STEPS if (fact := step(office, state, item, given, now)) is not None))


def _erased(_: Office, state: Ledger, item: Item, given: Input, __: datetime) -> Fact | None:
    """Without the ticket's key there is neither address nor text any more (D-108)."""
    if given.known.get("key") is not None:
        return None
    return ended(NotificationSuppressed, item, state.about, reason=NotSentReason.ERASED)


def _expired(_: Office, state: Ledger, item: Item, __: Input, now: datetime) -> Fact | None:
    if item.expires_at is None or now < item.expires_at:
        return None
    return ended(NotificationSuppressed, item, state.about, reason=NotSentReason.EXPIRED)


def _quiet(office: Office, state: Ledger, item: Item, _: Input, now: datetime) -> Fact | None:
    """Nobody is woken for what can wait; staff on shift are not asleep."""
    until = None if item.urgent else _quiet_until(office, state, item, now)
    if until is None:
        return None
    return ended(NotificationDeferred, item, state.about, until=until, reason=NotSentReason.QUIET_HOURS)


def _opted_out(office: Office, state: Ledger, item: Item, given: Input, _: datetime) -> Fact | None:
    """Who has said no since it was wanted is not written to (D-504)."""
    way = next(office.ways(item), None)
    refused = item.recipient is Recipient.RESIDENT and way is not None and way[0] in given.known.get("opted_out", ())
    return ended(NotificationSuppressed, item, state.about, reason=NotSentReason.OPTED_OUT) if refused else None


def _burst(office: Office, state: Ledger, item: Item, given: Input, now: datetime) -> Fact | None:
    """Not everything at once to one person: `recent` others to this address go before it within the span.

    Each span takes as many as the limit allows; a message that was given its place keeps it.
    """
    limit = messages_of(office.estate, state.about.site).burst
    spans = given.known.get("recent", 0) // limit.most
    if not item.queues or not spans:
        return None
    until = now + limit.within * spans
    return ended(NotificationDeferred, item, state.about, until=until, reason=NotSentReason.BURST_LIMIT)


def _send(office: Office, state: Ledger, item: Item, _: Input, now: datetime) -> Fact | None:
    """The last step: a provider is about to be called, or there is none left."""
    way = next(office.ways(item), None)
    if way is None:
        return failed(item, state)
    channel, provider = way
    named = {"channel": channel, "provider": provider, "attempt": item.attempt + 1}
    return ended(NotificationSending, item, state.about, **named, unsure_at=now + office.policy.unsure_after)


STEPS: Final[tuple[Step, ...]] = (_erased, _expired, _opted_out, _quiet, _burst, _send)
"""What is asked of a message whose time has come, in this order; the first that answers decides."""


def _unsure(office: Office, state: Ledger, item: Item, now: datetime) -> Fact:
    """Ask, by our reference; what is asked in vain three times cannot be said (rule 10)."""
    if item.asked >= ASKS:
        return unknowable(office, state, item, now)
    return on_way(item, state, until=now + ASK_AGAIN, reason=NotSentReason.PROVIDER_CANNOT_SAY)


def _quiet_until(office: Office, state: Ledger, item: Item, now: datetime) -> datetime | None:
    if item.person is not None and item.person in office.estate.people:
        return quiet_until_for_person(office.estate, item.person, now)
    return quiet_until(office.estate, state.about.site, now)
