"""The life of one message: waiting → sending → sent | failed | unknown (rule 10, D-503, D-504). Every step says why."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter, ValidationError

from chassis.decision import Decision, Due, Input, Wish
from contracts import topics
from contracts.commands import RecordTold
from contracts.facts import (
    Fact,
    NotificationDeferred,
    NotificationFailed,
    NotificationSending,
    NotificationSent,
    NotificationSuppressed,
    NotificationUnknown,
)
from contracts.identifiers import SYSTEM, ProviderReference
from contracts.vocabulary import NotSentReason, Recipient
from estate import messages_of, quiet_until, quiet_until_for_person
from notifier.domain.ledger import Item, Ledger, Phase
from notifier.domain.office import Office
from notifier.domain.outcomes import Asked, Attempted, CannotSay, NotSent, Refused, Sent, Throttled, Unclear
from notifier.domain.overtaking import ended

ASKS: Final = 3
"""How often a provider is asked before its silence counts as not knowing."""
ASK_AGAIN: Final = timedelta(seconds=60)

_REFERENCE: Final = TypeAdapter(ProviderReference | None)

Step = Callable[[Office, Ledger, Item, Input, datetime], Fact | None]


def on_timer(office: Office, state: Ledger, given: Input, due: Due, now: datetime) -> Decision:
    """A message's time has come, or an attempt has been silent for too long."""
    name, _, notification = due.name.partition(":")
    item = state.items.get(notification)
    if item is None:
        return Decision()
    if name == "unsure":
        return _only(_unsure(office, state, item, now))
    return _only(next(fact for step in STEPS if (fact := step(office, state, item, given, now)) is not None))


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
    if item.urgent or item.spread or not spans:
        return None
    until = now + limit.within * spans
    return ended(NotificationDeferred, item, state.about, until=until, reason=NotSentReason.BURST_LIMIT)


def _send(office: Office, state: Ledger, item: Item, _: Input, __: datetime) -> Fact | None:
    """The last step: a provider is about to be called, or there is none left."""
    way = next(office.ways(item), None)
    if way is None:
        return _failed(item, state)
    channel, provider = way
    return ended(NotificationSending, item, state.about, channel=channel, provider=provider, attempt=item.attempt + 1)


STEPS: Final[tuple[Step, ...]] = (_erased, _expired, _opted_out, _quiet, _burst, _send)
"""What is asked of a message whose time has come, in this order; the first that answers decides."""


def on_attempted(office: Office, state: Ledger, given: Input, told: Attempted, now: datetime) -> Decision:
    """A provider has answered, or broke off in the middle."""
    item = _current(state, told)
    if item is None:
        return Decision()
    match told.outcome:
        case Sent(reference):
            return _sent(state, item, given, reference, now)
        case Refused(permanent=True):
            return _only(_barred(office, state, item, now))
        case Refused():
            return _only(_later(office, state, item, now))
        case Throttled(after):
            return _only(_later(office, state, item, now, at_least=after))
        case Unclear():
            return Decision()  # the `unsure` timer asks, when the provider has had the time to know


def on_asked(office: Office, state: Ledger, given: Input, told: Asked, now: datetime) -> Decision:
    """A provider was asked about an attempt that nobody saw the end of."""
    item = _current(state, told)
    if item is None:
        return Decision()
    match told.outcome:
        case Sent(reference):
            return _sent(state, item, given, reference, now)
        case NotSent():
            return _only(_later(office, state, item, now))
        case CannotSay():
            return _only(_unknowable(office, state, item, now))


def _unsure(office: Office, state: Ledger, item: Item, now: datetime) -> Fact:
    """Ask, by our reference; what is asked in vain three times cannot be said (rule 10)."""
    if item.asked >= ASKS:
        return _unknowable(office, state, item, now)
    return _on_way(item, state, until=now + ASK_AGAIN, reason=NotSentReason.PROVIDER_CANNOT_SAY)


def _unknowable(office: Office, state: Ledger, item: Item, now: datetime) -> Fact:
    """An alarm told twice is better than never; anything else stays unknown, and is shown."""
    if item.urgent and next(office.ways(item), None):
        return _on_way(item, state, until=now, reason=NotSentReason.PROVIDER_UNREACHABLE)
    channel, provider = item.tried[-1]
    return ended(NotificationUnknown, item, state.about, channel=channel, provider=provider, attempt=item.attempt)


def _barred(office: Office, state: Ledger, item: Item, now: datetime) -> Fact:
    """One way refused it for good: the next one at once."""
    others = (way for way in office.ways(item) if way != item.tried[-1])
    if next(others, None) is None:
        return _failed(item, state, reason=NotSentReason.PROVIDER_REFUSED)
    return _on_way(item, state, until=now, reason=NotSentReason.PROVIDER_REFUSED)


def _later(office: Office, state: Ledger, item: Item, now: datetime, at_least: timedelta | None = None) -> Fact:
    """Again after a pause; with the next provider at once; given up when no way is left."""
    way, last = next(office.ways(item), None), item.tried[-1]
    if way is None:
        return _failed(item, state)
    pauses = office.policy.pauses(urgent=item.urgent)
    pause = pauses[item.tried.count(last) - 1] if way == last else timedelta(0)
    until = now + max(pause, at_least or timedelta(0))
    return _on_way(item, state, until=until, reason=NotSentReason.PROVIDER_UNREACHABLE)


def _sent(state: Ledger, item: Item, given: Input, reference: str | None, now: datetime) -> Decision:
    channel, provider = item.tried[-1]
    fact = ended(
        NotificationSent,
        item,
        state.about,
        channel=channel,
        provider=provider,
        attempt=item.attempt,
        reference=_recorded(reference),
    )
    if item.work_order is None or item.work_order in state.told:
        return _only(fact)
    told = RecordTold(
        by=SYSTEM,
        work_order=item.work_order,
        person=item.person,
        told_at=now,
        channel=channel,
        notification=item.notification,
    )
    return Decision(facts=(fact,), wishes=(Wish(topics.COMMANDS.name, given.subject, told),))


def _recorded(reference: str | None) -> str | None:
    """A provider's reference as the public fact may hold it. It went out in any case: a strange one is left out."""
    try:
        return _REFERENCE.validate_python(reference)
    except ValidationError:
        return None


def _failed(item: Item, state: Ledger, reason: NotSentReason = NotSentReason.RETRIES_EXHAUSTED) -> Fact:
    channel, provider = item.tried[-1] if item.tried else (item.channels[0], None)
    return ended(
        NotificationFailed,
        item,
        state.about,
        channel=channel,
        provider=provider,
        attempts=item.attempt,
        reason=reason,
    )


def _on_way(item: Item, state: Ledger, *, until: datetime, reason: NotSentReason) -> Fact:
    channel, provider = item.tried[-1]
    return ended(
        NotificationDeferred,
        item,
        state.about,
        channel=channel,
        provider=provider,
        attempt=item.attempt,
        until=until,
        reason=reason,
    )


def _quiet_until(office: Office, state: Ledger, item: Item, now: datetime) -> datetime | None:
    if item.person is not None and item.person in office.estate.people:
        return quiet_until_for_person(office.estate, item.person, now)
    return quiet_until(office.estate, state.about.site, now)


def _current(state: Ledger, told: Attempted | Asked) -> Item | None:
    """The item an answer is about, if it still waits for this attempt's answer."""
    item = state.items.get(told.notification)
    waits = item is not None and item.phase is not Phase.WAITING and item.attempt == told.attempt
    return item if waits else None


def _only(fact: Fact) -> Decision:
    return Decision(facts=(fact,))
