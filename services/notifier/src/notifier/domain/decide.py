"""The decision: what an input changes in a ticket's ledger. The same input on the same record decides the same."""

from collections.abc import Callable
from datetime import datetime

from chassis.decision import Decision, Due, Input
from contracts.facts import DeadlineFact, Fact, LifecycleFact
from contracts.snapshot import Snapshot, brief_of
from notifier.domain.answering import on_asked, on_attempted
from notifier.domain.ledger import Ledger
from notifier.domain.obliging import obligations
from notifier.domain.office import Office
from notifier.domain.outcomes import Asked, Attempted
from notifier.domain.overtaking import overtaken
from notifier.domain.owed import About
from notifier.domain.sending import on_timer

Decide = Callable[[Ledger | None, Input, datetime], Decision]


def deciding(office: Office) -> Decide:
    """The decision of an office, as the chassis wants it."""
    return lambda state, given, now: decide(office, state, given, now)


def decide(office: Office, state: Ledger | None, given: Input, now: datetime) -> Decision:
    """Facts of the ledger; none where nobody has to be told anything."""
    match given.data:
        case Fact() as fact:
            return _on_fact(office, state, given, fact, now)
        case Due() as due if state:
            return on_timer(office, state, given, due, now)
        case Attempted() as told if state:
            return on_attempted(office, state, given, told, now)
        case Asked() as told if state:
            return on_asked(office, state, given, told, now)
        case _:
            return Decision()


def _on_fact(office: Office, state: Ledger | None, given: Input, fact: Fact, now: datetime) -> Decision:
    about = _about(fact)
    if about is None:
        return Decision()
    brief = brief_of(about) if isinstance(about, Snapshot) else about
    gone = overtaken(state, fact, brief)
    return Decision(facts=(*gone, *obligations(office, state, given, fact, about, now)))


def _about(fact: Fact) -> About | None:
    """The ticket a fact is about; group cases and refused commands tell nobody."""
    if isinstance(fact, LifecycleFact):
        return fact.snapshot
    return fact.about if isinstance(fact, DeadlineFact) else None
