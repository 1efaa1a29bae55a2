"""Books with one message in them, and what a provider may answer."""

from datetime import datetime
from typing import Any

from contracts import facts, ids
from contracts.vocabulary import NotSentReason
from notifier.domain.outcomes import Asked, AskOutcome, Attempted, Refused, SendOutcome
from tests.unit.notifier.town import NOON, POLICY, Book, brief, effect, opening

MORNING = datetime.fromisoformat("2026-11-25T08:00:00+08:00")
BUSY = Refused(permanent=False, code="503")
NEVER = Refused(permanent=True, code="isv.MOBILE_NUMBER_ILLEGAL")


def received(at: datetime = NOON, **more: Any) -> Book:
    book = Book()
    book.take(opening(**more), at)
    return book


def answered(book: Book, outcome: SendOutcome, at: datetime) -> list[Any]:
    item = book.item
    return book.take(effect(Attempted(item.notification, item.attempt, outcome), at, book.n), at)


def asked(book: Book, outcome: AskOutcome, at: datetime) -> list[Any]:
    item = book.item
    return book.take(effect(Asked(item.notification, item.attempt, outcome), at, book.n), at)


def escalated(at: datetime = NOON) -> Book:
    book = Book()
    raised = facts.EscalationRaised(
        about=brief(), escalation=ids.event_id("x", "e", 1), trigger="breach", level=1, to=("shen-peihua",)
    )
    book.take(raised, at)
    return book


def lost(book: Book) -> datetime:
    """A crash after `sending` was published: only the timer is left."""
    book.fire(NOON)
    at = NOON + POLICY.unsure_after
    (asking,) = book.fire(at)
    assert asking.reason is NotSentReason.PROVIDER_CANNOT_SAY
    return at
