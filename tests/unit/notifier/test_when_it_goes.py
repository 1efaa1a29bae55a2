"""When a message goes: quiet hours, bursts, what is too late (D-504)."""

import pytest

from contracts import facts
from contracts.facts import NotificationDeferred, NotificationSending, NotificationSuppressed
from contracts.vocabulary import NotSentReason, Urgency
from tests.unit.notifier.books import MORNING, escalated, received
from tests.unit.notifier.town import HOUR, NIGHT, NOON, SZ, Book, brief


def test_at_night_a_resident_is_left_in_peace_until_morning() -> None:
    """D-504: quiet hours hold back what is not urgent."""
    book = received(NIGHT)
    (deferred,) = book.fire(NIGHT)
    assert isinstance(deferred, NotificationDeferred)
    assert (deferred.reason, deferred.until) == (NotSentReason.QUIET_HOURS, MORNING)
    assert isinstance(book.fire(MORNING)[0], NotificationSending)


@pytest.mark.parametrize(
    "book",
    [
        pytest.param(received(NIGHT, urgency=Urgency.EMERGENCY), id="an emergency"),
        pytest.param(escalated(NIGHT), id="an escalation"),
        pytest.param(received(NIGHT, site=SZ), id="a site without quiet hours"),
    ],
)
def test_what_cannot_wait_goes_at_night(book: Book) -> None:
    assert isinstance(book.fire(NIGHT)[0], NotificationSending)


def test_staff_on_shift_are_told_at_night_and_others_in_the_morning() -> None:
    book = Book()
    warned = facts.DeadlineWarned(
        about=brief(), clock="accept", due_at=NIGHT + 12 * HOUR, to=("tang-weiguo", "gu-xiaowen")
    )
    book.take(warned, NIGHT)
    by_person = {one.person: one for one in book.fire(NIGHT)}
    assert isinstance(by_person["tang-weiguo"], NotificationSending)
    assert by_person["gu-xiaowen"].until == MORNING


@pytest.mark.parametrize(("recent", "kind"), [(5, NotificationSending), (6, NotificationDeferred)])
def test_a_person_gets_only_so_many_messages_an_hour(recent: int, kind: type) -> None:
    """D-504: bursts are limited per person."""
    (decided,) = received().fire(NOON, recent=recent)
    assert isinstance(decided, kind)


def test_a_burst_is_spread_out_not_dropped() -> None:
    book = received()
    (deferred,) = book.fire(NOON, recent=6)
    assert (deferred.reason, deferred.until) == (NotSentReason.BURST_LIMIT, NOON + HOUR)


def test_alarms_are_not_counted_as_bursts() -> None:
    assert isinstance(escalated().fire(NOON, recent=99)[0], NotificationSending)


def test_what_is_too_late_to_make_sense_is_not_sent() -> None:
    book = received()
    (gone,) = book.fire(NOON + 48 * HOUR)
    assert isinstance(gone, NotificationSuppressed)
    assert gone.reason is NotSentReason.EXPIRED
