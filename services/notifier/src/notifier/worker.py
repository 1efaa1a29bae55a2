"""Outside effects (rule 10): what a fired timer announced is done here, and its result goes back through the door."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import stamina
import structlog

from chassis.aggregate import Outcome
from chassis.clock import Clock
from chassis.decision import EFFECT, Input
from chassis.failures import NotCaughtUp, Unavailable
from chassis.record import Record
from contracts import ids
from contracts.cloudevents import Event
from contracts.facts import NotificationDeferred, NotificationFact, NotificationSending
from contracts.private import MessageText
from contracts.vocabulary import Audience, MessageChannel, NotSentReason
from estate import messages_of, name_in
from notifier.domain.ledger import Item, Ledger
from notifier.domain.office import Office
from notifier.domain.outcomes import Asked, AskOutcome, Attempted, CannotSay, NotBegun, Refused, SendOutcome, Unclear
from notifier.domain.parts import opened
from notifier.looking import TicketKeys
from notifier.metrics import Counts
from notifier.providers.provider import Message, Provider

log = structlog.get_logger(__name__)


class Desk(Protocol):
    """The door, as far as the worker uses it."""

    async def record(self, subject: str) -> Record[Ledger]:
        """A subject's record."""
        ...

    async def handle(self, given: Input) -> Outcome:
        """Take an input through."""
        ...


@dataclass(slots=True)
class Worker:
    """Calls providers, at most `at_once` at the same time, each within `timeout` seconds; one that could not begin soon
    enough after it was announced is not made: somebody may be asking by now.
    """

    desk: Desk
    office: Office
    providers: Mapping[str, Provider]
    keys: TicketKeys
    clock: Clock
    counts: Counts
    timeout: float
    at_once: int
    _turns: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._turns = asyncio.Semaphore(self.at_once)

    async def perform(self, outcome: Outcome) -> None:
        """Do what the facts of a fired timer announce."""
        for event in outcome.facts:
            fact = event.data
            self.counts.fact(fact)
            if isinstance(fact, NotificationSending):
                told = Attempted(fact.notification, fact.attempt, await self._attempt(event, fact))
                await self._report(event, told, "attempted")
            elif isinstance(fact, NotificationDeferred) and _is_asking(fact):
                asked = Asked(fact.notification, fact.attempt or 0, await self._ask(event, fact))
                await self._report(event, asked, "asked")

    async def _attempt(self, event: Event, fact: NotificationSending) -> SendOutcome:
        async with self._turns:
            if self.clock.now() - event.time > self.office.policy.call_within:
                return NotBegun()
            message = await self._message(event.subject, fact)
            if message is None:
                return Refused(permanent=False, code="not_ours_any_more")
            with self.counts.calling(fact.provider, "send"):
                return await self._sent(self.providers[fact.provider], message)

    async def _sent(self, provider: Provider, message: Message) -> SendOutcome:
        try:
            async with asyncio.timeout(self.timeout):
                outcome = await provider.send(message)
        except TimeoutError:
            outcome = Unclear()
        if isinstance(outcome, Refused):
            log.warning("provider_refused", provider=provider.name, code=outcome.code, permanent=outcome.permanent)
        return outcome

    async def _ask(self, event: Event, fact: NotificationDeferred) -> AskOutcome:
        async with self._turns:
            message = await self._message(event.subject, fact)
            provider = self.providers.get(fact.provider or "")
            if message is None or provider is None:
                return CannotSay()
            try:
                async with asyncio.timeout(self.timeout):
                    with self.counts.calling(provider.name, "ask"):
                        return await provider.ask(message)
            except TimeoutError:
                return Unclear()

    async def _message(self, subject: str, fact: NotificationSending | NotificationDeferred) -> Message | None:
        """What is to go out, if this attempt is still the current one and the ticket still has its key."""
        record = await self.desk.record(subject)
        item = record.state.items.get(fact.notification) if record.state else None
        if record.state is None or item is None or item.attempt != fact.attempt or fact.channel is None:
            return None
        text = text_of(item, await self.keys.of(subject), subject, fact.channel)
        return self._addressed(record.state, item, text, fact.channel) if text else None

    def _addressed(self, state: Ledger, item: Item, text: MessageText, channel: MessageChannel) -> Message:
        names = messages_of(self.office.estate, state.about.site)
        now = self.clock.now()
        return Message(
            reference=item.notification,
            channel=channel,
            to=text.to,
            title=text.title,
            body=text.body,
            language=item.language,
            sender=name_in(names.senders[channel], item.language),
            sender_address=names.sender_address,
            begun_at=item.first_tried_at or now,
            at=now,
        )

    async def _report(self, event: Event, told: Attempted | Asked, word: str) -> None:
        given = self._given(event, told, word)
        try:
            outcome = await self.desk.handle(given)
        except (Unavailable, NotCaughtUp):
            outcome = await self._reported_later(given)
        for made in outcome.facts:
            self.counts.fact(made.data)

    def _given(self, event: Event, told: Attempted | Asked, word: str) -> Input:
        now = self.clock.now()
        return Input(
            id=ids.event_id(event.id, f"notification.{word}", told.attempt),
            type=f"notification.{word}",
            subject=event.subject,
            topic=EFFECT,
            data=told,
            at=now,
            happened_at=now,
            mode=event.mode,
            correlation_id=event.correlation_id,
            traceparent=event.traceparent,
        )

    async def _reported_later(self, given: Input) -> Outcome:
        """Kafka or Redis is away. The machinery of trying again is not set up for the many that go through at once."""
        within = self.office.policy.report_for
        away = stamina.retry_context(
            (Unavailable, NotCaughtUp), attempts=None, timeout=within, wait_initial=0.1, wait_max=5.0
        )
        async for attempt in away:
            with attempt:
                return await self.desk.handle(given)
        raise Unavailable("the answer could not be carried back")  # pragma: no cover  the context raised it already


def text_of(item: Item, key: bytes | None, subject: str, channel: MessageChannel) -> MessageText | None:
    """The sealed message as it goes out on a channel; None where it cannot be opened any more."""
    whole = opened(MessageText, key, subject, item.sealed, Audience.RESIDENT, Audience.HANDLERS)
    if whole is None:
        return None
    return next((text for text in (whole, *whole.alternatives) if text.channel is channel), None)


def _is_asking(fact: NotificationFact) -> bool:
    return isinstance(fact, NotificationDeferred) and fact.reason is NotSentReason.PROVIDER_CANNOT_SAY
