"""What an announced message can come to when it did not go out: another way, later; given up; unknown."""

from datetime import datetime

from chassis.decision import Decision
from contracts.facts import Fact, NotificationDeferred, NotificationFailed, NotificationUnknown
from contracts.vocabulary import NotSentReason
from notifier.domain.ledger import Item, Ledger
from notifier.domain.office import Office
from notifier.domain.overtaking import ended


def unknowable(office: Office, state: Ledger, item: Item, now: datetime) -> Fact:
    """An alarm told twice is better than never; anything else stays unknown, and is shown."""
    if item.urgent and next(office.ways(item), None):
        return on_way(item, state, until=now, reason=NotSentReason.PROVIDER_UNREACHABLE)
    channel, provider = item.tried[-1]
    return ended(NotificationUnknown, item, state.about, channel=channel, provider=provider, attempt=item.attempt)


def failed(item: Item, state: Ledger, reason: NotSentReason = NotSentReason.RETRIES_EXHAUSTED) -> Fact:
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


def on_way(item: Item, state: Ledger, *, until: datetime, reason: NotSentReason) -> Fact:
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


def only(fact: Fact) -> Decision:
    """A decision of one fact."""
    return Decision(facts=(fact,))
