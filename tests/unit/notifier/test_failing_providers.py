"""A provider that fails, refuses, throttles or is unclear: again, the next, the other channel (D-503)."""

from datetime import timedelta

from contracts.facts import NotificationFailed, NotificationSending
from contracts.vocabulary import NotSentReason
from notifier.domain.ledger import Phase
from notifier.domain.outcomes import NotBegun, Throttled, Unclear
from tests.unit.notifier.books import BUSY, NEVER, answered, received
from tests.unit.notifier.town import EMAIL, MINUTE, NOON, SECOND, Book, opening


def test_a_failing_provider_is_tried_again_with_growing_pauses_then_the_other_then_the_other_channel() -> None:
    """D-503: back-off, then another provider, then the other channel, then reported."""
    book, at, plan = received(), NOON, []
    while book.timers:
        at = min(book.timers.values())
        (sending,) = book.fire(at)
        if isinstance(sending, NotificationSending):
            plan.append((sending.provider, at - NOON))
            answered(book, BUSY, at)
    pauses = [timedelta(0), 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE]
    moments = [sum(pauses[: n + 1], timedelta(0)) for n in range(5)]
    whole = moments[-1]
    expected = [(name, whole * turn + at) for turn, name in enumerate(("aliyun", "second", "smtp")) for at in moments]
    assert plan == expected
    last = book.facts[-1]
    assert isinstance(last, NotificationFailed)
    assert (last.reason, last.attempts, last.channel) == (NotSentReason.RETRIES_EXHAUSTED, 15, EMAIL)


def test_a_refusal_for_good_goes_the_next_way_at_once() -> None:
    book = received()
    for provider in ("aliyun", "second", "smtp"):
        (sending,) = book.fire(NOON)
        assert sending.provider == provider
        (after,) = answered(book, NEVER, NOON)
    assert isinstance(after, NotificationFailed)
    assert (after.reason, after.attempts) == (NotSentReason.PROVIDER_REFUSED, 3)


def test_a_throttling_provider_gets_the_time_it_asks_for() -> None:
    book = received()
    book.fire(NOON)
    (deferred,) = answered(book, Throttled(5 * MINUTE), NOON)
    assert deferred.until == NOON + 5 * MINUTE


def test_an_unclear_answer_changes_nothing_until_the_provider_is_asked() -> None:
    book = received()
    book.fire(NOON)
    assert answered(book, Unclear(), NOON + SECOND) == []
    assert book.item.phase is Phase.SENDING


def test_an_attempt_that_never_began_costs_neither_pause_nor_provider() -> None:
    """Under a backlog we come too late ourselves, again and again: the provider has refused nothing (D-503)."""
    book = Book()
    book.take(opening())
    for n in range(1, 10):
        (sending,) = book.fire(NOON)
        assert (sending.provider, sending.attempt) == ("aliyun", n)
        (waits,) = answered(book, NotBegun(), NOON)
        assert (waits.reason, waits.until) == (NotSentReason.NOT_BEGUN, NOON)
    book.fire(NOON)
    (refused,) = answered(book, BUSY, NOON)
    assert refused.until == NOON + book.office.policy.retry_after[0]
