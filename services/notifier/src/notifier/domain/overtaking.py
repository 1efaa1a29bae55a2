"""What has happened since makes a waiting message pointless: it is suppressed, with the reason, not sent late."""

from collections.abc import Callable, Mapping
from typing import Final

from contracts import facts
from contracts.facts import Fact, NotificationSuppressed
from contracts.snapshot import TicketBrief
from contracts.vocabulary import EscalationTrigger, Notice, NotSentReason, TicketState
from notifier.domain.ledger import Item, Ledger, Phase

_ALL: Final = frozenset(Notice)
_FOLLOW_UP: Final = frozenset({Notice.FOLLOW_UP})
_INTERIM: Final = frozenset(
    {
        Notice.ASSIGNED,
        Notice.APPOINTMENT,
        Notice.NEXT_REPORT,
        Notice.NEW_WORK,
        Notice.REASSIGNMENT,
        Notice.WARNING,
        Notice.BREACH,
    }
)
_HANDED_ON: Final = frozenset({Notice.ASSIGNED, Notice.NEW_WORK, Notice.REASSIGNMENT})

OVERTAKES: Final[Mapping[type[Fact], frozenset[Notice]]] = {
    facts.TicketErased: _ALL,
    facts.TicketClosed: _ALL,
    facts.TicketWithdrawn: _ALL,
    facts.TicketReopened: frozenset({Notice.COMPLETED, Notice.FOLLOW_UP, Notice.CLOSED}),
    facts.TicketConfirmed: _FOLLOW_UP,
    facts.TicketDisputed: _FOLLOW_UP,
    facts.TicketRated: _FOLLOW_UP,
    facts.TicketFollowUpRecorded: _FOLLOW_UP,
    facts.TicketFollowUpAttempted: _FOLLOW_UP,
    facts.TicketCompleted: _INTERIM,
    facts.TicketAppointmentAgreed: frozenset({Notice.APPOINTMENT}),
    facts.TicketAppointmentMoved: frozenset({Notice.APPOINTMENT}),
    facts.TicketUpdatePromised: frozenset({Notice.NEXT_REPORT}),
    facts.TicketTransferred: _HANDED_ON,
    facts.TicketDeclined: frozenset({Notice.NEW_WORK, Notice.REASSIGNMENT}),
    facts.TicketAccepted: frozenset({Notice.NEW_WORK, Notice.REASSIGNMENT}),
    facts.WorkOrderAccepted: frozenset({Notice.NEW_WORK}),
    facts.WorkOrderCancelled: frozenset({Notice.NEW_WORK}),
    facts.EscalationRaised: frozenset({Notice.BREACH}),
    facts.EscalationAcknowledged: frozenset({Notice.ESCALATION}),
    facts.EscalationEnded: frozenset({Notice.ESCALATION}),
    facts.BreachAnnulled: frozenset({Notice.BREACH, Notice.ESCALATION}),
}
"""Which waiting notices a fact overtakes. What a provider may already have is never called back."""


def overtaken(state: Ledger | None, fact: Fact, about: TicketBrief) -> list[Fact]:
    """Waiting messages that are pointless now."""
    notices = OVERTAKES.get(type(fact), frozenset())
    if state is None or not notices or not _applies(fact, about):
        return []
    reason = NotSentReason.ERASED if isinstance(fact, facts.TicketErased) else NotSentReason.SUPERSEDED
    waiting = (item for item in state.items.values() if item.phase is Phase.WAITING and item.notice in notices)
    return [ended(NotificationSuppressed, item, about, reason=reason) for item in waiting if _meant(fact, item)]


def ended(kind: Callable[..., Fact], item: Item, about: TicketBrief, **more: object) -> Fact:
    """A fact about an item, with what every fact of the ledger names."""
    named = {name: getattr(item, name) for name in ("notification", "notice", "recipient", "person")}
    return kind(about=about, **{"channel": item.channels[0], **named, **more})


def _applies(fact: Fact, about: TicketBrief) -> bool:
    """A completion of one matter among several ends nothing yet."""
    done = about.state in {TicketState.RESOLVED, TicketState.CLOSED}
    return done or not isinstance(fact, facts.TicketCompleted)


def _meant(fact: Fact, item: Item) -> bool:
    """A work order's fact means its own crew's message; a ticket's fact none of a work order's, unless all is over.
    An alarm about a missed deadline means whoever it calls: it says what the news of the breach would have said.
    """
    if isinstance(fact, facts.EscalationRaised):
        return fact.trigger is EscalationTrigger.BREACH and item.person in fact.to
    if isinstance(fact, facts.WorkOrderAccepted | facts.WorkOrderCancelled):
        return item.work_order == fact.work_order
    return item.work_order is None or not isinstance(fact, _PERSON_FACTS)


_PERSON_FACTS: Final = (facts.TicketDeclined, facts.TicketTransferred, facts.TicketAccepted)
