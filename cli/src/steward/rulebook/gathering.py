"""What persons said of tickets, off the topics, with the proposals and, to who has the key, the reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts import topics
from contracts.facts import TicketClassified
from contracts.requests import Report
from steward.reading import Reader
from steward.rulebook.corrections import Corrections
from steward.rulebook.past import KeysOf, events_on, report_of


@dataclass(frozen=True, slots=True)
class Found:
    """The disagreements; of their tickets what was proposed and, to who has the key, what the resident wrote."""

    corrections: Corrections
    proposals: Mapping[str, TicketClassified]
    reports: Mapping[str, Report | None] | None


async def gathered(source: Reader, keys: KeysOf | None, site: str | None, since: datetime | None) -> Found:
    """Both topics read once; kept are only the tickets on which a person and the rules differ."""
    found, proposals = Corrections(), {}
    async for event in events_on(source, topics.LIFECYCLE, since.date() if since else None):
        found.hear(event.time, event.data)
    async for event in events_on(source, topics.CLASSIFIED):
        fact = event.data
        if isinstance(fact, TicketClassified) and site in {None, fact.site} and found.weigh(fact):
            proposals[fact.ticket] = fact
    if keys is None:
        return Found(found, proposals, None)
    opening = await keys(list(proposals)) if proposals else {}
    reports = {ticket: report_of(ticket, fact.report, opening.get(ticket)) for ticket, fact in proposals.items()}
    return Found(found, proposals, reports)
