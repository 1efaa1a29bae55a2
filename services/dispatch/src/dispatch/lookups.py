"""What the shell looks up before a decision: keys, loads, relations. `decide` gets it as `known` and stays pure."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

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
from contracts.facts import LifecycleFact, TicketClassified, TicketOpened
from contracts.ids import subject_of, ticket_of
from contracts.requests import Report
from contracts.sealing import SealBroken, address_hash, keyed_hash, open_part
from contracts.snapshot import Snapshot
from contracts.vocabulary import Audience, Category, Kind
from dispatch.domain.relations import RELATED_KINDS
from dispatch.domain.state import DESTROY_KEY
from dispatch.indexes import Indexes
from estate import Estate

log = structlog.get_logger(__name__)
SiteOf = Callable[[str], Awaitable[str | None]]
HANDING_OVER = (AssignTicket, CorrectTicket, DeclineTicket, DisputeTicket, RejectHandler, TransferTicket)
"""Commands after which somebody is looked for, and so their loads are."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A ticket as far as its relations go: what it is about, where, since when."""

    ticket: str
    site: str
    building: str | None
    category: str
    received_at: datetime


def arriving(arrival: TicketClassified) -> Placed | None:
    """A ticket on its way in; None for one that is related to nothing."""
    proposal = arrival.proposal
    return _placed(arrival.ticket, proposal.kind, proposal.category, arrival)


def placed_of(snapshot: Snapshot) -> Placed | None:
    """The same ticket, once it is opened."""
    return _placed(snapshot.ticket, snapshot.kind, snapshot.category, snapshot)


def _placed(
    ticket: str, kind: Kind | None, category: Category | None, where: TicketClassified | Snapshot
) -> Placed | None:
    if kind not in RELATED_KINDS or category is None:
        return None
    return Placed(ticket, where.site, where.building, str(category), where.received_at)


@dataclass(frozen=True, slots=True)
class Lookups:
    """Everything the look-ups need. `site_of` finds a ticket's site by its subject; `whole` returns when the
    indexes are.
    """

    estate: Estate
    keys: Keys
    index: Index
    indexes: Indexes
    wire: Wire
    installation_key: bytes
    site_of: SiteOf
    whole: Callable[[], Awaitable[None]]

    async def known(self, given: Sequence[Input]) -> list[Mapping[str, Any]]:
        """One mapping per input, in order. Raises `Unavailable`."""
        if any(isinstance(one.data, TicketClassified) for one in given):
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
            return await self._relations(placed, _report(placed.ticket, one.data.report, key)) if placed else {}
        if isinstance(one.data, RecordChoice):
            return {"address": address_hash(self.installation_key, one.data.address)}
        if isinstance(one.data, Due) and one.data.name == DESTROY_KEY and ticket:
            await self._destroy(ticket)
            return {"key_destroyed": True}
        return {}

    async def _destroy(self, ticket: str) -> None:
        """The key goes from its topic, by a record without value, and from Redis. Doing it again is no harm.

        The topic first: whoever restores Redis meanwhile reads the topic until nothing new stands there, so the key
        cannot come back from an older record after it was deleted.

        It is done before the decision and not performed after it: a timer whose decision announces nothing is let go,
        so a crash in between would leave the key. Here a failure keeps the timer under its lease, and it comes again.
        """
        await self.wire.send([Message(topics.KEYS.name, subject_of(ticket).encode(), (), None)])
        await self.keys.erase(ticket)

    async def _loads(self, given: Sequence[Input]) -> Mapping[str, int]:
        sites = {one.data.site for one in given if isinstance(one.data, TicketClassified)}
        for one in given:
            if isinstance(one.data, HANDING_OVER) and (site := await self.site_of(one.subject)):
                sites.add(site)
        group = [person.id for person in self.estate.group.people] if sites else []
        own = [p.id for site in sites if site in self.estate.sites for p in self.estate.sites[site].people]
        return await self.indexes.loads([*own, *group])

    async def note(self, events: Sequence[Event]) -> None:
        """Put into the indexes what these facts say was there. Doing it again changes nothing. Raises `Unavailable`."""
        facts = [event.data for event in events]
        await self.indexes.note([fact for fact in facts if isinstance(fact, LifecycleFact)])
        opened = [fact for fact in facts if isinstance(fact, TicketOpened)]
        keys = await self.keys.get_many([fact.snapshot.ticket for fact in opened])
        for fact in opened:
            if (placed := placed_of(fact.snapshot)) is not None:
                await self._relations(placed, _report(placed.ticket, fact.sealed, keys[placed.ticket]))

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


def one_each(members: Sequence[str], who: str, ticket: str) -> tuple[str, ...]:
    """Of `resident|ticket` members, oldest first: the first ticket of every resident, of this one's `ticket` itself."""
    first: dict[str, str] = {}
    for member in members:
        resident, _, other = member.partition("|")
        if resident != who:
            first.setdefault(resident, other)
        elif other == ticket:
            first[who] = ticket
    return tuple(first.values())


def _report(ticket: str, sealed: Mapping[Audience, str], key: bytes | None) -> Report | None:
    if key is None or Audience.HANDLERS not in sealed:
        return None
    try:
        return open_part(Report, key, subject_of(ticket), Audience.HANDLERS, sealed)
    except SealBroken:
        log.warning("report_does_not_open", subject=subject_of(ticket))
        return None


def _ticket(subject: str) -> str | None:
    try:
        return ticket_of(subject)
    except ValueError:
        return None
