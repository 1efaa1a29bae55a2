"""What the shell looks up before a decision: keys, loads, relations. `decide` gets it as `known` and stays pure."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from chassis.decision import Due, Input
from chassis.index import Index
from chassis.keys import Keys
from chassis.wire import Message, Wire
from contracts import topics
from contracts.commands import (
    AssignTicket,
    CorrectTicket,
    DeclineTicket,
    DisputeTicket,
    RecordChoice,
    RejectHandler,
    TransferTicket,
)
from contracts.facts import TicketClassified
from contracts.ids import subject_of, ticket_of
from contracts.requests import Report
from contracts.sealing import SealBroken, address_hash, keyed_hash, open_part
from contracts.vocabulary import Audience
from dispatch.domain.relations import RELATED_KINDS
from dispatch.domain.state import DESTROY_KEY
from dispatch.indexes import Indexes
from estate import Estate

log = structlog.get_logger(__name__)
SiteOf = Callable[[str], Awaitable[str | None]]
HANDING_OVER = (AssignTicket, CorrectTicket, DeclineTicket, DisputeTicket, RejectHandler, TransferTicket)
"""Commands after which somebody is looked for, and so their loads are."""


@dataclass(frozen=True, slots=True)
class Lookups:
    """Everything the look-ups need. `site_of` finds a ticket's site by its subject."""

    estate: Estate
    keys: Keys
    index: Index
    indexes: Indexes
    wire: Wire
    installation_key: bytes
    site_of: SiteOf

    async def known(self, given: Sequence[Input]) -> list[Mapping[str, Any]]:
        """One mapping per input, in order. Raises `Unavailable`."""
        tickets = [_ticket(one.subject) for one in given]
        keys = await self.keys.get_many([one for one in tickets if one])
        loads = await self._loads(given)
        return [
            {"key": (key := keys.get(ticket or "")), "loads": loads, **await self._of(one, ticket, key)}
            for one, ticket in zip(given, tickets, strict=True)
        ]

    async def _of(self, one: Input, ticket: str | None, key: bytes | None) -> Mapping[str, Any]:
        if isinstance(one.data, TicketClassified):
            return await self._relations(one.data, key)
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

    async def _relations(self, arrival: TicketClassified, key: bytes | None) -> Mapping[str, Any]:
        if arrival.proposal.kind not in RELATED_KINDS or arrival.proposal.category is None:
            return {}
        report = _report(arrival, key)
        return {"repeats": await self._repeats(arrival, report), "neighbours": await self._neighbours(arrival, report)}

    async def _repeats(self, arrival: TicketClassified, report: Report | None) -> Sequence[str]:
        """Tickets of the same unit, or else of the same public place, and category (D-104); by HMAC only."""
        where = report and (report.unit or report.place)
        if not where:
            return ()
        place = self._hash("repeat", arrival, where, str(arrival.proposal.category))
        window = self.estate.group.numbers.repeat_window
        return await self.index.add_and_count(f"r:{place}", arrival.ticket, arrival.received_at, window)

    async def _neighbours(self, arrival: TicketClassified, report: Report | None) -> Sequence[str]:
        """One ticket for each resident of the building who reported this category lately (D-105), this one last."""
        if arrival.building is None:
            return ()
        who = self._hash("resident", arrival, report.unit)[:16] if report and report.unit else arrival.ticket
        tag = f"b:{arrival.site}/{arrival.building}/{arrival.proposal.category}"
        window = self.estate.group.numbers.group_window
        found = await self.index.add_and_count(tag, f"{who}|{arrival.ticket}", arrival.received_at, window)
        return one_each(found, who, arrival.ticket)

    def _hash(self, purpose: str, arrival: TicketClassified, *parts: str) -> str:
        plain = ["".join(part.split()).casefold() for part in parts]
        return keyed_hash(self.installation_key, purpose, arrival.site, arrival.building or "", *plain)


def one_each(members: Sequence[str], who: str, ticket: str) -> tuple[str, ...]:
    """Of `resident|ticket` members, oldest first: the first ticket of every other resident, then this one."""
    first: dict[str, str] = {}
    for member in members:
        resident, _, other = member.partition("|")
        first.setdefault(resident, other)
    first.pop(who, None)
    return (*first.values(), ticket)


def _report(arrival: TicketClassified, key: bytes | None) -> Report | None:
    if key is None or Audience.HANDLERS not in arrival.report:
        return None
    try:
        return open_part(Report, key, subject_of(arrival.ticket), Audience.HANDLERS, arrival.report)
    except SealBroken:
        log.warning("report_does_not_open", subject=subject_of(arrival.ticket))
        return None


def _ticket(subject: str) -> str | None:
    try:
        return ticket_of(subject)
    except ValueError:
        return None
