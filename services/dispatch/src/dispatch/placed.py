"""What the indexes are told of a ticket: what it is about, where, since when and by whom (D-104, D-105)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from contracts.facts import TicketClassified, TicketCorrected, TicketOpened
from contracts.ids import subject_of
from contracts.requests import Report
from contracts.sealing import SealBroken, open_part
from contracts.snapshot import Snapshot
from contracts.vocabulary import Audience, Category, Kind
from dispatch.domain.opening import triage_reason
from dispatch.domain.relations import RELATED_KINDS

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Placed:
    """A ticket as far as its relations go: what it is about, where, since when."""

    ticket: str
    site: str
    building: str | None
    category: str
    received_at: datetime


def arriving(arrival: TicketClassified) -> Placed | None:
    """A ticket on its way in; None for one that is related to nothing, or nobody knows yet to what (triage)."""
    if triage_reason(arrival):
        return None
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


def reported(fact: object) -> Mapping[Audience, str] | None:
    """The sealed report of a ticket that is classified by this fact; None for any other fact."""
    if isinstance(fact, TicketOpened):
        return fact.sealed
    if isinstance(fact, TicketCorrected) and fact.before.category is None:
        return fact.report
    return None


def report_in(ticket: str, sealed: Mapping[Audience, str], key: bytes | None) -> Report | None:
    """A sealed report, opened; None where it cannot be any more (its key is gone)."""
    if key is None or Audience.HANDLERS not in sealed:
        return None
    try:
        return open_part(Report, key, subject_of(ticket), Audience.HANDLERS, sealed)
    except SealBroken:
        log.warning("report_does_not_open", subject=subject_of(ticket))
        return None
