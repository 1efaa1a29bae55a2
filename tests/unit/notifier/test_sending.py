"""The life of one message: when it goes, which way, and what becomes of it (rule 10, D-503, D-504)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from contracts import facts, ids
from contracts.commands import RecordTold
from contracts.facts import (
    NotificationDeferred,
    NotificationFailed,
    NotificationSending,
    NotificationSent,
    NotificationSuppressed,
    NotificationUnknown,
)
from contracts.snapshot import WorkOrder
from contracts.vocabulary import Kind, NotSentReason, TicketState, Urgency, WorkOrderState
from notifier.domain.decide import decide
from notifier.domain.ledger import Phase, apply, timers
from notifier.domain.outcomes import (
    Asked,
    AskOutcome,
    Attempted,
    CannotSay,
    NotBegun,
    NotSent,
    Refused,
    SendOutcome,
    Sent,
    Throttled,
    Unclear,
)
from notifier.domain.sending import ASK_AGAIN, ASKS
from tests.unit.notifier.town import (
    EMAIL,
    HOUR,
    MINUTE,
    NIGHT,
    NOON,
    POLICY,
    SECOND,
    SMS,
    SUBJECT,
    SZ,
    TICKET,
    Book,
    brief,
    effect,
    fact,
    opening,
    timer,
)

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


def test_without_the_ticket_key_nothing_goes_out() -> None:
    """D-108: erasure makes address and text unreadable."""
    (gone,) = received().fire(NOON, key=None)
    assert gone.reason is NotSentReason.ERASED


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


def lost(book: Book) -> datetime:
    """A crash after `sending` was published: only the timer is left."""
    book.fire(NOON)
    at = NOON + POLICY.unsure_after
    (asking,) = book.fire(at)
    assert asking.reason is NotSentReason.PROVIDER_CANNOT_SAY
    return at


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
