"""What a provider's answer means for a message: sent, again later, another way, or never (D-503)."""

from datetime import datetime, timedelta
from typing import Final

from pydantic import TypeAdapter, ValidationError

from chassis.decision import Decision, Input, Wish
from contracts import topics
from contracts.commands import RecordTold
from contracts.facts import Fact, NotificationSent
from contracts.identifiers import SYSTEM, ProviderReference
from contracts.vocabulary import NotSentReason
from notifier.domain.ledger import Item, Ledger, Phase
from notifier.domain.office import Office
from notifier.domain.outcomes import Asked, Attempted, CannotSay, NotBegun, NotSent, Refused, Sent, Throttled, Unclear
from notifier.domain.overtaking import ended
from notifier.domain.verdicts import failed, on_way, only, unknowable

_REFERENCE: Final = TypeAdapter(ProviderReference | None)


def on_attempted(office: Office, state: Ledger, given: Input, told: Attempted, now: datetime) -> Decision:
    """A provider has answered, or broke off in the middle."""
    item = _current(state, told)
    if item is None or isinstance(told.outcome, Unclear):
        return Decision()  # unclear: the `unsure` timer asks, when the provider has had the time to know
    match told.outcome:
        case Sent(reference):
            return _sent(state, item, given, reference, now)
        case Refused(permanent=True):
            return only(_barred(office, state, item, now))
        case Refused():
            return only(_later(office, state, item, now))
        case NotBegun():
            return only(on_way(item, state, until=now, reason=NotSentReason.NOT_BEGUN))
        case Throttled(after):
            return only(_later(office, state, item, now, at_least=after))


def on_asked(office: Office, state: Ledger, given: Input, told: Asked, now: datetime) -> Decision:
    """A provider was asked about an attempt that nobody saw the end of."""
    item = _current(state, told)
    if item is None:
        return Decision()
    match told.outcome:
        case Sent(reference):
            return _sent(state, item, given, reference, now)
        case NotSent():
            return only(_later(office, state, item, now))
        case Unclear() if not item.urgent:
            return Decision()  # it may know all the same: the `unsure` timer asks again, three times in all
        case CannotSay() | Unclear():
            return only(unknowable(office, state, item, now))


def _barred(office: Office, state: Ledger, item: Item, now: datetime) -> Fact:
    """One way refused it for good: the next one at once."""
    others = (way for way in office.ways(item) if way != item.tried[-1])
    if next(others, None) is None:
        return failed(item, state, reason=NotSentReason.PROVIDER_REFUSED)
    return on_way(item, state, until=now, reason=NotSentReason.PROVIDER_REFUSED)


def _later(office: Office, state: Ledger, item: Item, now: datetime, at_least: timedelta | None = None) -> Fact:
    """Again after a pause; with the next provider at once; given up when no way is left."""
    way, last = next(office.ways(item), None), item.tried[-1]
    if way is None:
        return failed(item, state)
    pauses = office.policy.pauses(urgent=item.urgent)
    pause = pauses[item.tries(last) - 1] if way == last else timedelta(0)
    until = now + max(pause, at_least or timedelta(0))
    return on_way(item, state, until=until, reason=NotSentReason.PROVIDER_UNREACHABLE)


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
        return only(fact)
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


def _current(state: Ledger, told: Attempted | Asked) -> Item | None:
    """The item an answer is about, if it still waits for this attempt's answer."""
    item = state.items.get(told.notification)
    waits = item is not None and item.phase is not Phase.WAITING and item.attempt == told.attempt
    return item if waits else None
