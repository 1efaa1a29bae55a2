"""The hands of the service: what a fired timer announced is done within bounds, and reported back (rule 10)."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import stamina

from chassis.aggregate import Outcome
from chassis.clock import ManualClock
from chassis.decision import Input
from chassis.failures import Unavailable
from chassis.metrics import create_metrics
from chassis.record import Record
from contracts.cloudevents import Event
from notifier.domain.ledger import Ledger
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
    Unclear,
)
from notifier.looking import TicketKeys
from notifier.metrics import counts
from notifier.providers.provider import Message
from notifier.worker import Worker
from tests.unit.notifier.town import EMAIL, KEY, NOON, POLICY, SMS, SUBJECT, Book, effect, event_of, given, opening


@dataclass
class Post:
    """A provider that does as it is told."""

    name: str
    outcome: SendOutcome = field(default_factory=lambda: Sent("r"))
    says: AskOutcome = field(default_factory=CannotSay)
    slow: float = 0.0
    got: list[Message] = field(default_factory=list)
    at_once: int = 0
    most: int = 0

    async def send(self, message: Message) -> SendOutcome:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.got.append(message)
        await asyncio.sleep(self.slow)
        self.at_once -= 1
        return self.outcome

    async def ask(self, message: Message) -> AskOutcome:
        self.got.append(message)
        await asyncio.sleep(self.slow)
        return self.says


@dataclass
class Desk:
    """The door over one ledger; `away` times it does not answer."""

    book: Book
    away: int = 0
    told: list[Any] = field(default_factory=list)

    async def record(self, subject: str) -> Record[Ledger]:  # noqa: ARG002  the port's shape
        return Record(state=self.book.state)

    async def handle(self, given_: Input) -> Outcome:
        if self.away:
            self.away -= 1
            raise Unavailable("told to be away")
        self.told.append(given_.data)
        return Outcome(given_)


@dataclass
class Key:
    """Keys of one ticket."""

    key: bytes | None = KEY

    async def get_many(self, tickets: Sequence[str]) -> dict[str, bytes | None]:
        return dict.fromkeys(tickets, self.key)


@dataclass
class Hands:
    """A worker with everything it touches."""

    book: Book
    post: Post
    desk: Desk
    clock: ManualClock
    worker: Worker

    async def do(self, made: Any, at: datetime = NOON) -> Any:
        """Perform one announced fact; what was reported."""
        await self.worker.perform(Outcome(given(opening()), facts=(event(made, at),)))
        return self.desk.told[-1]


def event(made: Any, at: datetime) -> Event:
    return event_of(made, given(opening()), 1, at)


def hands(book: Book, post: Post | None = None, key: bytes | None = KEY, **limits: Any) -> Hands:
    post, desk, clock = post or Post("aliyun"), Desk(book), ManualClock(NOON)
    usual = {"timeout": 0.05, "at_once": 2, **limits}
    keys = TicketKeys(Key(key))
    counted = counts(create_metrics("notifier"), clock)
    worker = Worker(desk, book.office, {"aliyun": post, "smtp": post}, keys, clock, counted, **usual)
    return Hands(book, post, desk, clock, worker)


@contextmanager
def no_pauses() -> Iterator[None]:
    stamina.set_testing(True, attempts=5)
    yield
    stamina.set_testing(False)


def announced() -> tuple[Book, Any]:
    book = Book()
    book.take(opening())
    (sending,) = book.fire(NOON)
    return book, sending


async def test_what_was_announced_is_sent_to_the_address_that_was_fixed() -> None:
    book, sending = announced()
    table = hands(book)
    told = await table.do(sending)
    (message,) = table.post.got
    assert told == Attempted(sending.notification, 1, Sent("r"))
    assert (message.to, message.channel, message.reference) == ("+8613800138000", SMS, sending.notification)
    assert (message.sender, message.sender_address) == ("澜川物业", "service@example.com")


async def test_a_fall_back_goes_to_its_own_address_with_its_own_wording() -> None:
    book, sending = announced()
    table = hands(book)
    await table.do(sending.model_copy(update={"channel": EMAIL, "provider": "smtp"}))
    (message,) = table.post.got
    assert (message.to, message.sender) == ("lin@example.com", "澜川物业客户服务中心")
    assert message.title == "已收到您的反映（编号 012-345-6789）"


async def test_a_call_that_could_not_begin_in_time_is_not_made() -> None:
    """Somebody may be asking the provider by then."""
    book, sending = announced()
    table = hands(book)
    table.clock.advance(POLICY.call_within + timedelta(seconds=1))
    told = await table.do(sending)
    assert told.outcome == NotBegun()
    assert not table.post.got


def test_nobody_asks_while_a_call_may_be_under_way() -> None:
    assert POLICY.call_within + POLICY.longest_call < POLICY.unsure_after
    assert POLICY.report_for < POLICY.unsure_after


async def test_a_provider_that_does_not_answer_in_time_is_unclear() -> None:
    book, sending = announced()
    told = await hands(book, Post("aliyun", slow=10)).do(sending)
    assert told.outcome == Unclear()


async def test_an_attempt_that_is_no_longer_the_current_one_is_not_made() -> None:
    book, sending = announced()
    table = hands(book)
    told = await table.do(sending.model_copy(update={"attempt": 2}))
    assert told.outcome == Refused(permanent=False, code="not_ours_any_more")
    assert not table.post.got


async def test_without_the_key_nothing_is_sent() -> None:
    """D-108: erased between the announcement and the call. It may not begin again at once: it would for ever."""
    book, sending = announced()
    table = hands(book, key=None)
    told = await table.do(sending)
    assert not table.post.got
    (waits,) = book.take(effect(told, NOON, book.n), NOON)
    assert waits.until > NOON


async def test_only_so_many_calls_are_under_way_at_the_same_time() -> None:
    book, sending = announced()
    table = hands(book, Post("aliyun", slow=0.01), timeout=1.0)
    await asyncio.gather(*(table.do(sending) for _ in range(7)))
    assert (len(table.post.got), table.post.most) == (7, 2)


async def test_an_answer_is_carried_back_until_the_door_opens() -> None:
    book, sending = announced()
    table = hands(book)
    table.desk.away = 3
    with no_pauses():
        assert (await table.do(sending)).outcome == Sent("r")


@pytest.mark.parametrize("says", [Sent("r"), NotSent(), CannotSay(), Unclear()])
async def test_an_attempt_that_nobody_saw_the_end_of_is_asked_for(says: AskOutcome) -> None:
    book, _ = announced()
    (asking,) = book.fire(NOON + POLICY.unsure_after)
    table = hands(book, Post("aliyun", says=says))
    told = await table.do(asking, NOON + POLICY.unsure_after)
    assert told == Asked(asking.notification, 1, says)
    assert table.post.got[0].begun_at == NOON


async def test_a_provider_that_does_not_answer_the_question_leaves_it_open() -> None:
    book, _ = announced()
    (asking,) = book.fire(NOON + POLICY.unsure_after)
    assert (await hands(book, Post("aliyun", slow=10)).do(asking)).outcome == Unclear()


async def test_a_provider_that_is_not_there_any_more_cannot_say() -> None:
    book, _ = announced()
    (asking,) = book.fire(NOON + POLICY.unsure_after)
    told = await hands(book).do(asking.model_copy(update={"provider": "gone"}))
    assert told.outcome == CannotSay()


async def test_the_same_answer_has_the_same_id() -> None:
    """Reported twice, it is one input."""
    book, sending = announced()
    seen = []

    class Listening(Desk):
        async def handle(self, given_: Input) -> Outcome:
            seen.append((given_.id, given_.subject, given_.topic))
            return await super().handle(given_)

    for _ in range(2):
        table = hands(book)
        table.worker.desk = Listening(book)
        await table.worker.perform(Outcome(given(opening()), facts=(event(sending, NOON),)))
    assert seen[0] == seen[1]
    assert seen[0][1:] == (SUBJECT, "effect")
