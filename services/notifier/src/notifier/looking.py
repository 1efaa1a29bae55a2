"""What the shell looks up before a decision: keys, choices, and how much a person has got of late."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from chassis.decision import TIMER, Due, Input
from chassis.feed import LogReader
from chassis.index import Index
from chassis.record import Record
from chassis.table import Table
from contracts.cloudevents import Event
from contracts.facts import ChoiceRecorded
from contracts.ids import ticket_of
from contracts.private import MessageText
from contracts.sealing import address_hash
from contracts.vocabulary import Audience
from estate import Estate, messages_of
from notifier.domain.ledger import Item, Ledger, Phase
from notifier.domain.parts import opened


class KeyStore(Protocol):
    """The tickets' keys, as `chassis.keys.Keys` has them."""

    async def get_many(self, tickets: Sequence[str]) -> dict[str, bytes | None]:
        """The keys of these tickets. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class TicketKeys:
    """Keys by subject; a subject that is no ticket has none."""

    keys: KeyStore

    async def of(self, subject: str) -> bytes | None:
        """One subject's key. Raises Unavailable."""
        return (await self.of_many([subject]))[subject]

    async def of_many(self, subjects: Sequence[str]) -> dict[str, bytes | None]:
        """The keys of several subjects. Raises Unavailable."""
        tickets = {subject: _ticket(subject) for subject in subjects}
        found = await self.keys.get_many(sorted({ticket for ticket in tickets.values() if ticket}))
        return {subject: found.get(ticket or "") for subject, ticket in tickets.items()}


@dataclass(frozen=True, slots=True)
class Choices:
    """`people.choices`, followed into memory; an address is only ever looked for by its HMAC."""

    table: Table[ChoiceRecorded]
    installation_key: bytes
    reader: LogReader
    partitions: Callable[[], int]

    def of(self, address: str) -> ChoiceRecorded | None:
        """What the holder of an address chose."""
        return self.table.get(address_hash(self.installation_key, address))

    async def ready(self) -> None:
        """An opt-out is obeyed from the first message on: nothing is decided before the choices are read."""
        if not self.table.ready:
            await self.table.catch_up(self.reader, self.partitions())

    async def follow(self) -> None:
        """Go on reading until cancelled."""
        await self.table.follow(self.reader, self.partitions())


@dataclass(frozen=True, slots=True)
class Looking:
    """All look-ups of the notifier. `record` reads a subject's record."""

    estate: Estate
    keys: TicketKeys
    choices: Choices
    index: Index
    record: Callable[[str], Awaitable[Record[Ledger]]]

    async def known(self, given: Sequence[Input]) -> list[Mapping[str, Any]]:
        """One mapping per input, in order. Raises Unavailable."""
        await self.choices.ready()
        keys = await self.keys.of_many([one.subject for one in given])
        sending = {place: name for place, one in enumerate(given) if (name := _to_be_sent(one))}
        looked_up = await asyncio.gather(
            *(self._before_sending(given[place], name, keys[given[place].subject]) for place, name in sending.items())
        )
        more = dict(zip(sending, looked_up, strict=True))
        usual = ({"key": keys[one.subject], "choices": self.choices.of} for one in given)
        return [{**one, **more.get(place, {})} for place, one in enumerate(usual)]

    async def _before_sending(self, one: Input, notification: str, key: bytes | None) -> Mapping[str, Any]:
        state = (await self.record(one.subject)).state
        item = state.items.get(notification) if state else None
        if state is None or item is None or item.phase is not Phase.WAITING:
            return {}
        text = opened(MessageText, key, one.subject, item.sealed, Audience.RESIDENT, Audience.HANDLERS)
        return await self._of_message(one, state, item, text) if text else {}

    async def _of_message(self, one: Input, state: Ledger, item: Item, text: MessageText) -> Mapping[str, Any]:
        found: dict[str, Any] = {"opted_out": self._opted_out(text)}
        if item.queues:
            window = messages_of(self.estate, state.about.site).burst.within
            # with the timer's id: a message that comes again in the morning stands in the morning's queue
            tag = f"to/{address_hash(self.choices.installation_key, text.to)}"
            members = await self.index.add_and_count(tag, one.id, one.at, window)
            found["recent"] = len(members) - 1
        return found

    def _opted_out(self, text: MessageText) -> frozenset[str]:
        """The channels on which nothing is wanted any more."""
        refused = ((one.channel, self.choices.of(one.to)) for one in (text, *text.alternatives))
        return frozenset(channel.value for channel, choice in refused if channel and choice and choice.opted_out)


def choice_of(event: Event) -> ChoiceRecorded:
    """The row of an event on `people.choices`."""
    if isinstance(event.data, ChoiceRecorded):
        return event.data
    raise TypeError(f"{event.type} is no choice")


def _to_be_sent(one: Input) -> str | None:
    """The notification whose time an input says has come."""
    if one.topic != TIMER or not isinstance(one.data, Due) or not one.data.name.startswith("send:"):
        return None
    return one.data.name.removeprefix("send:")


def _ticket(subject: str) -> str | None:
    try:
        return ticket_of(subject)
    except ValueError:
        return None
