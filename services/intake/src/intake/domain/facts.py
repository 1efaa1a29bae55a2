"""The events that a request becomes, the same ones however often it is done again (rule 2)."""

from dataclasses import dataclass
from datetime import datetime

from contracts.cloudevents import Event
from contracts.facts import KeyIssued, RequestReceived
from contracts.ids import event_id, subject_of
from contracts.message import Message
from contracts.requests import FieldError, Report, Request, RequestRefused, RequestRegistered, report_of
from contracts.sealing import seal_part
from contracts.vocabulary import Audience, Language, Mode
from intake.domain.checks import Sound
from intake.domain.home import is_anonymous
from intake.domain.identity import Entry

SOURCE = "/steward/intake"
STAFF_ONLY = ("taken_by", "forwarded_by")
"""What of a report the resident's own part leaves out."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A request on the register: all that its facts are made of."""

    ticket: str
    source: str
    sound: Sound
    entry: Entry
    language: Language
    owner: str | None


def cause_of(ticket: str) -> str:
    """The id of the request itself, as the cause of everything that follows from it."""
    return event_id(ticket, Request.TYPE, 0)


def key_issued(taken: Taken, wrapped: str) -> Event:
    """For `tickets.keys`."""
    return _event(taken, KeyIssued(ticket=taken.ticket, wrapped=wrapped))


def request_received(taken: Taken, key: bytes) -> Event:
    """For `tickets.received`: ids, words and instants in the open, the report sealed under the ticket's key (D-108)."""
    request, entry = taken.sound.request, taken.entry
    fact = RequestReceived(
        ticket=taken.ticket,
        number=entry.number,
        site=request.site,
        building=taken.sound.building,
        channel=request.channel,
        language=taken.language,
        anonymous=is_anonymous(request.reporter),
        reachable_by=taken.sound.reachable_by,
        owner=taken.owner,
        received_at=received_at(request, entry),
        occurred_at=request.occurred_at,
        source=taken.source,
        fingerprint=entry.fingerprint,
        sealed=_sealed(taken, key),
    )
    return _event(taken, fact)


def received_at(request: Request, entry: Entry) -> datetime:
    """When somebody took the request: as they say, else when it reached us."""
    return request.received_at or entry.accepted_at


def registered(
    caused_by: str, request_id: str, ticket: str, number: str, answer_by: datetime | None, now: datetime
) -> Event:
    """The receipt of a request that is a ticket."""
    data = RequestRegistered(ticket=ticket, number=number, answer_by=answer_by)
    return _receipt(caused_by, request_id, data, now)


def refused(caused_by: str, request_id: str, errors: tuple[FieldError, ...], now: datetime) -> Event:
    """The receipt of a request that was refused."""
    return _receipt(caused_by, request_id, RequestRefused(errors=errors), now)


def _sealed(taken: Taken, key: bytes) -> dict[Audience, str]:
    report = report_of(taken.sound.request).model_copy(update={"reporter": taken.sound.reporter})
    for_resident = report.model_copy(update=dict.fromkeys(STAFF_ONLY))
    subject = subject_of(taken.ticket)
    parts: tuple[tuple[Audience, Report], ...] = ((Audience.HANDLERS, report), (Audience.RESIDENT, for_resident))
    return {who: text for audience, part in parts for who, text in seal_part(key, subject, part, audience).items()}


def _event(taken: Taken, data: Message) -> Event:
    cause = cause_of(taken.ticket)
    return Event(
        id=event_id(cause, data.TYPE, 0),
        type=data.TYPE,
        source=SOURCE,
        subject=subject_of(taken.ticket),
        time=taken.entry.accepted_at,
        data=data,
        sequence=1,
        causation_id=cause,
        correlation_id=cause,
        mode=taken.entry.mode,
    )


def _receipt(caused_by: str, request_id: str, data: Message, now: datetime) -> Event:
    own = event_id(caused_by, data.TYPE, 0)
    return Event(own, data.TYPE, SOURCE, request_id, now, data, mode=Mode.LIVE)
