"""What the shell looks up before a decision: keys, loads, relations. `decide` gets it as `known` and stays pure."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.decision import Due, Input
from chassis.index import Index
from chassis.keys import Keys
from chassis.wire import Message, Wire
from contracts import topics
from contracts.cloudevents import Event
from contracts.commands import (
    AssignTicket,
    CorrectTicket,
    DeclineTicket,
    DisputeTicket,
    RecordChoice,
    RejectHandler,
    TransferTicket,
)
from contracts.facts import LifecycleFact, TicketClassified
from contracts.ids import subject_of, ticket_of
from contracts.requests import Report
from contracts.sealing import address_hash, keyed_hash
from dispatch.domain.life import leaving_triage
from dispatch.domain.state import DESTROY_KEY, State
from dispatch.indexes import Indexes
from dispatch.placed import Placed, arriving, one_each, placed_of, report_in, reported
from estate import Estate

StateOf = Callable[[str], Awaitable[State | None]]
ASKING = (TicketClassified, CorrectTicket)
"""Inputs whose decision may ask the indexes of relations."""
HANDING_OVER = (AssignTicket, CorrectTicket, DeclineTicket, DisputeTicket, RejectHandler, TransferTicket)
"""Commands after which somebody is looked for, and so their loads are."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """Everything the look-ups need. `state_of` finds a ticket's state by its subject; `whole` returns when the
    indexes are.
    """

    estate: Estate
    keys: Keys
    index: Index
    indexes: Indexes
    wire: Wire
    installation_key: bytes
    state_of: StateOf
    whole: Callable[[], Awaitable[None]]

    async def known(self, given: Sequence[Input]) -> list[Mapping[str, Any]]:
        """One mapping per input, in order. Raises `Unavailable`."""
        if any(isinstance(one.data, ASKING) for one in given):
            await self.whole()
        tickets = [_ticket(one.subject) for one in given]
        keys = await self.keys.get_many([one for one in tickets if one])
        loads = await self._loads(given)
        pairs = [(one, ticket, keys.get(ticket or "")) for one, ticket in zip(given, tickets, strict=True)]
        more = await asyncio.gather(*(self._of(*each) for each in pairs))
        return [{"key": key, "loads": loads, **found} for (_, _, key), found in zip(pairs, more, strict=True)]

    async def _of(self, one: Input, ticket: str | None, key: bytes | None) -> Mapping[str, Any]:
        if isinstance(one.data, TicketClassified):
            placed = arriving(one.data)
            return await self._relations(placed, report_in(placed.ticket, one.data.report, key)) if placed else {}
        if isinstance(one.data, CorrectTicket):
            return await self._out_of_triage(one, key)
        if isinstance(one.data, RecordChoice):
            return {"address": address_hash(self.installation_key, one.data.address)}
        if isinstance(one.data, Due) and one.data.name == DESTROY_KEY and ticket:
            await self._destroy(ticket)
            return {"key_destroyed": True}
        return {}

    async def _out_of_triage(self, one: Input, key: bytes | None) -> Mapping[str, Any]:
        """What a person classifies only now is mentioned only now: before, nobody could say what it is about."""
        state = await self.state_of(one.subject)
        after = leaving_triage(self.estate, state, one) if state and key else None
        if state is None or after is None:
            return {}
        placed = placed_of(after)
        return await self._relations(placed, report_in(placed.ticket, state.memo.report, key)) if placed else {}

    async def _destroy(self, ticket: str) -> None:
        """The key goes from its topic, by a record without value, and from Redis. Doing it again is no harm.

        Redis before the topic: intake, which may send the key again out of its spool, looks there after it has sent;
        so one of us writes the last record without value. And after it: a Redis that was restarted in between has
        forgotten, and whoever restores it reads the topic until nothing new stands there.

        It is done before the decision and not performed after it: a timer whose decision announces nothing is let go,
        so a crash in between would leave the key. Here a failure keeps the timer under its lease, and it comes again.
        """
        await self.keys.erase(ticket)
        await self.wire.send([Message(topics.KEYS.name, subject_of(ticket).encode(), (), None)])
        await self.keys.erase(ticket)

    async def _loads(self, given: Sequence[Input]) -> Mapping[str, int]:
        sites = {one.data.site for one in given if isinstance(one.data, TicketClassified)}
        for one in given:
            if isinstance(one.data, HANDING_OVER) and (state := await self.state_of(one.subject)) and state.snapshot:
                sites.add(state.snapshot.site)
        group = [person.id for person in self.estate.group.people] if sites else []
        own = [p.id for site in sites if site in self.estate.sites for p in self.estate.sites[site].people]
        return await self.indexes.loads([*own, *group])

    async def note(self, events: Sequence[Event]) -> None:
        """Put into the indexes what these facts say was there. Doing it again changes nothing. Raises `Unavailable`."""
        facts = [event.data for event in events if isinstance(event.data, LifecycleFact)]
        await self.indexes.note(facts)
        begun = [(fact.snapshot, report) for fact in facts if (report := reported(fact)) is not None]
        keys = await self.keys.get_many([snapshot.ticket for snapshot, _ in begun])
        for snapshot, report in begun:
            if (placed := placed_of(snapshot)) is not None:
                await self._relations(placed, report_in(placed.ticket, report, keys[placed.ticket]))

    async def _relations(self, placed: Placed, report: Report | None) -> Mapping[str, Any]:
        return {"repeats": await self._repeats(placed, report), "neighbours": await self._neighbours(placed, report)}

    async def _repeats(self, placed: Placed, report: Report | None) -> Sequence[str]:
        """Tickets of the same unit, or else of the same public place, and category (D-104); by HMAC only."""
        where = report and (report.unit or report.place)
        if not where:
            return ()
        place = self._hash("repeat", placed, where, placed.category)
        window = self.estate.group.numbers.repeat_window
        return await self.index.add_and_count(f"r:{place}", placed.ticket, placed.received_at, window)

    async def _neighbours(self, placed: Placed, report: Report | None) -> Sequence[str]:
        """One ticket for each resident of the building who reported this category lately, oldest first (D-105)."""
        if placed.building is None:
            return ()
        who = self._hash("resident", placed, report.unit)[:16] if report and report.unit else placed.ticket
        tag = f"b:{placed.site}/{placed.building}/{placed.category}"
        window = self.estate.group.numbers.group_window
        found = await self.index.add_and_list(tag, f"{who}|{placed.ticket}", placed.received_at, window)
        return one_each(found, who, placed.ticket)

    def _hash(self, purpose: str, placed: Placed, *parts: str) -> str:
        plain = ["".join(part.split()).casefold() for part in parts]
        return keyed_hash(self.installation_key, purpose, placed.site, placed.building or "", *plain)


def _ticket(subject: str) -> str | None:
    try:
        return ticket_of(subject)
    except ValueError:
        return None
