"""After a crash the provider is asked; nothing goes twice, nothing is dropped silently (rule 10, D-503)."""

from contracts.facts import NotificationSending, NotificationSent, NotificationUnknown
from contracts.vocabulary import NotSentReason
from notifier.domain.outcomes import Attempted, CannotSay, NotSent, Sent, Unclear
from notifier.domain.sending import ASK_AGAIN, ASKS
from tests.unit.notifier.books import BUSY, answered, asked, escalated, lost, received
from tests.unit.notifier.town import MINUTE, NOON, effect


def test_after_a_crash_the_provider_says_that_it_went_out() -> None:
    book = received()
    at = lost(book)
    assert isinstance(asked(book, Sent(), at)[0], NotificationSent)


def test_after_a_crash_the_provider_says_that_it_never_had_it() -> None:
    book = received()
    at = lost(book)
    (again,) = asked(book, NotSent(), at)
    assert again.reason is NotSentReason.PROVIDER_UNREACHABLE
    assert isinstance(book.fire(again.until)[0], NotificationSending)


def test_after_a_crash_what_nobody_can_say_stays_unknown() -> None:
    """Rule 10: shown and counted, not sent again."""
    book = received()
    at = lost(book)
    assert isinstance(asked(book, CannotSay(), at)[0], NotificationUnknown)
    assert not book.timers


def test_after_a_crash_an_alarm_goes_again() -> None:
    """Rule 10: an alarm told twice is better than never."""
    book = escalated()
    at = lost(book)
    (again,) = asked(book, CannotSay(), at)
    (sending,) = book.fire(again.until)
    assert (sending.attempt, sending.provider) == (2, "aliyun")


def test_a_crash_while_asking_asks_again_and_gives_up_in_the_end() -> None:
    book = received()
    at = lost(book)
    for _ in range(ASKS - 1):
        at += ASK_AGAIN
        (asking,) = book.fire(at)
        assert asking.reason is NotSentReason.PROVIDER_CANNOT_SAY
    assert isinstance(book.fire(at + ASK_AGAIN)[0], NotificationUnknown)


def test_a_question_that_got_no_answer_is_asked_again_and_the_answer_counts() -> None:
    """A provider too busy to answer has the message all the same: it is not called unknown for that (D-503)."""
    book = received()
    at = lost(book)
    for _ in range(ASKS - 1):
        assert asked(book, Unclear(), at) == []
        at += ASK_AGAIN
        (asking,) = book.fire(at)
        assert asking.reason is NotSentReason.PROVIDER_CANNOT_SAY
    assert isinstance(asked(book, Sent(), at)[0], NotificationSent)


def test_an_alarm_waits_for_no_second_question() -> None:
    book = escalated()
    at = lost(book)
    (again,) = asked(book, Unclear(), at)
    assert isinstance(book.fire(again.until)[0], NotificationSending)


def test_an_answer_that_comes_while_asking_counts() -> None:
    book = received()
    at = lost(book)
    assert isinstance(answered(book, Sent("late"), at)[0], NotificationSent)


def test_the_answer_to_an_earlier_attempt_counts_no_more() -> None:
    book = received()
    book.fire(NOON)
    first = book.item
    answered(book, BUSY, NOON)
    book.fire(NOON + MINUTE)
    assert book.take(effect(Attempted(first.notification, first.attempt, BUSY), NOON + MINUTE)) == []


def test_an_answer_twice_is_one_fact() -> None:
    book = received()
    book.fire(NOON)
    told = Attempted(book.item.notification, 1, Sent("a"))
    assert len(book.take(effect(told, NOON))) == 1
    assert book.take(effect(told, NOON)) == []
