"""The life of one message: when it goes, which way, and what becomes of it (rule 10, D-503, D-504)."""

from datetime import timedelta

from msgspec.structs import replace

from contracts import facts, ids
from contracts.commands import RecordTold
from contracts.facts import (
    NotificationSending,
    NotificationSent,
)
from contracts.snapshot import WorkOrder
from contracts.vocabulary import Kind, NotSentReason, Urgency, WorkOrderState
from notifier.domain.decide import decide
from notifier.domain.ledger import apply, rests, timers
from notifier.domain.outcomes import (
    Attempted,
    Sent,
)
from tests.unit.notifier.books import answered, received
from tests.unit.notifier.town import (
    NOON,
    POLICY,
    SECOND,
    SMS,
    SUBJECT,
    TICKET,
    Book,
    effect,
    fact,
)


def test_a_message_is_announced_before_the_provider_is_called() -> None:
    book = received()
    (sending,) = book.fire(NOON)
    assert isinstance(sending, NotificationSending)
    assert (sending.attempt, sending.channel, sending.provider) == (1, SMS, "aliyun")
    assert sending.unsure_at == NOON + POLICY.unsure_after
    assert book.timers == {f"unsure:{sending.notification}": sending.unsure_at}


def test_an_announcement_of_before_that_does_not_say_when_is_asked_about_after_ninety_seconds() -> None:
    book = received()
    (sending,) = book.fire(NOON)
    older = replace(book.events[-1], data=sending.model_copy(update={"unsure_at": None}))
    assert set(timers(apply(received().state, older)).values()) == {NOON + timedelta(seconds=90)}


def test_what_was_sent_leaves_the_record_with_its_reference() -> None:
    book = received()
    book.fire(NOON)
    (sent,) = answered(book, Sent("1234^0"), NOON + SECOND)
    assert isinstance(sent, NotificationSent)
    assert sent.reference == "1234^0"
    assert not book.timers


def test_a_reference_that_no_public_field_may_hold_does_not_undo_the_sending() -> None:
    book = received()
    book.fire(NOON)
    (sent,) = answered(book, Sent("您的短信已发送 " * 20), NOON + SECOND)
    assert (type(sent), sent.reference) == (NotificationSent, None)


def test_without_the_ticket_key_nothing_goes_out() -> None:
    """D-108: erasure makes address and text unreadable."""
    (gone,) = received().fire(NOON, key=None)
    assert gone.reason is NotSentReason.ERASED


def ordered() -> Book:
    """A work order for a crew of two."""
    order = WorkOrder(
        id=ids.work_order_id(TICKET, 1),
        state=WorkOrderState.ISSUED,
        urgency=Urgency.NORMAL,
        department="sh-engineering",
        issued_at=NOON,
    )
    book = Book()
    snapshot = {"kind": Kind.REPAIR, "work_orders": (order,)}
    book.take(fact(facts.WorkOrderIssued, snapshot, work_order=order.id))
    return book


def test_a_crew_that_was_told_is_wished_onto_the_ticket_once() -> None:
    """D-302: the crew has been told; the first message is enough for the record."""
    book = ordered()
    first, second = book.fire(NOON)
    for n, sending in enumerate((first, second)):
        book.take(effect(Attempted(sending.notification, 1, Sent(f"r{n}")), NOON + SECOND, n))
    (told,) = book.wishes
    assert isinstance(told, RecordTold)
    assert (told.work_order, told.person) == (ids.work_order_id(TICKET, 1), first.person)
    assert told.told_at == NOON + SECOND


def test_the_wish_goes_to_the_ticket() -> None:
    book = ordered()
    (sending, _) = book.fire(NOON)
    given = effect(Attempted(sending.notification, 1, Sent()), NOON)
    (wish,) = decide(book.office, book.state, given, NOON).wishes
    assert (wish.topic, wish.subject) == ("tickets.commands", SUBJECT)


def test_a_ledger_rests_as_soon_as_nobody_is_owed_anything() -> None:
    book = received()
    assert book.state
    assert not rests(book.state)
    book.fire(NOON)
    assert not rests(book.state)
    answered(book, Sent("1234^0"), NOON + SECOND)
    assert rests(book.state)
