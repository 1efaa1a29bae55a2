"""What no longer matters takes its waiting messages along."""

from typing import Any

import pytest

from contracts import facts, ids
from contracts.facts import NotificationSuppressed
from contracts.vocabulary import NotSentReason, TicketState
from tests.unit.notifier.books import escalated, received
from tests.unit.notifier.town import NOON, Book, brief, fact, opening, timer


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (fact(facts.TicketErased, reason="requested"), NotSentReason.ERASED),
        (fact(facts.TicketClosed, reason="withdrawn"), NotSentReason.SUPERSEDED),
    ],
)
def test_a_ticket_that_is_over_takes_its_waiting_messages_along(cause: Any, reason: NotSentReason) -> None:
    book = received()
    gone = [one for one in book.take(cause) if isinstance(one, NotificationSuppressed)]
    assert [one.reason for one in gone] == [reason]


def test_what_a_provider_may_already_have_is_never_called_back() -> None:
    book = received()
    book.fire(NOON)
    assert not [one for one in book.take(fact(facts.TicketErased, reason="requested")) if one.notice == "received"]


def test_an_acknowledged_escalation_disturbs_nobody_else() -> None:
    """D-407: the ladder is climbed no further."""
    book = escalated()
    acknowledged = facts.EscalationAcknowledged(
        about=brief(),
        escalation=ids.event_id("x", "e", 1),
        trigger="breach",
        level=1,
        by="shen-peihua",
        acknowledged_at=NOON,
    )
    (gone,) = book.take(acknowledged)
    assert gone.reason is NotSentReason.SUPERSEDED


def test_a_follow_up_that_was_answered_is_not_asked_for_again() -> None:
    book = Book()
    book.take(opening())
    book.take(fact(facts.TicketCompleted, {"state": TicketState.RESOLVED}))
    recorded = fact(facts.TicketFollowUpRecorded, {"state": TicketState.RESOLVED}, outcome="satisfied")
    assert [one.notice for one in book.take(recorded)] == ["follow_up"]


def test_a_timer_of_a_message_that_is_over_does_nothing() -> None:
    book = received()
    name = next(iter(book.timers))
    book.take(fact(facts.TicketErased, reason="requested"))
    assert book.take(timer(name, NOON), NOON) == []
