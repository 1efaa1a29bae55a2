"""Past tickets as the rules saw them: out of a file, or off the topics with the operator's key; nothing is written."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from classifier.classify import Request
from contracts.cloudevents import Event, Unreadable, decode
from contracts.facts import RequestReceived
from contracts.ids import subject_of
from contracts.requests import Report
from contracts.sealing import SealBroken, open_part
from contracts.topics import RECEIVED, Topic
from contracts.vocabulary import Audience, Channel
from steward.answers import CommandError
from steward.reading import Reader, read_to_end
from steward.request_file import Line, lines_of

KeysOf = Callable[[Sequence[str]], Awaitable[Mapping[str, bytes | None]]]
"""The keys of these tickets; None where there is none any more."""
AT_ONCE = 500
REMEMBERED = 200_000
"""Ids by which a copy is known: a crash sends again what was sent moments before, never what is older than these."""
LABELLED = ("category", "kind", "severity", "urgency")


@dataclass(frozen=True, slots=True)
class Past:
    """One past ticket: its number (of a file: `id`, or the line), its site, what the rules are asked.

    `labelled` holds what a person said of it, slot by slot, where a file has that.
    """

    name: str
    site: str | None
    request: Request
    labelled: Mapping[str, str] = field(default_factory=dict)


def in_file(file: Path) -> list[Past]:
    """The messages of a JSONL or CSV file: requests as `steward send` takes them, or labelled rows; `text` is needed.

    Raises CommandError with file and line, and for a file without any: an empty file would say that all is well.
    """
    found = [_past(file, line) for line in lines_of(file, None)]
    if not found:
        raise CommandError(f"{file}: holds no messages; a line is one JSON object with `text`, or name another --file")
    return found


def _past(file: Path, line: Line) -> Past:
    where, body = f"{file.name}:{line.number}", line.body
    if body is None:
        raise CommandError(f"{file.name}: {line.fault}; mend it or take it out")
    channel = _word(where, body, "channel") or Channel.WEB
    if not isinstance(text := body.get("text"), str):
        raise CommandError(f"{where}: text: is missing or no string; each line needs the message as `text`")
    if channel not in set(Channel):
        raise CommandError(f"{where}: channel: {channel} is none of {', '.join(Channel)}")
    asks_for, forwarded = str(body.get("asks_for") or ""), bool(body.get("forwarded_by"))
    request = Request(text, Channel(channel), asks_for, forwarded, _about_people(body.get("about")))
    said = {slot: _word(where, body, f"gold_{slot}") for slot in LABELLED}
    labelled = {slot: value for slot, value in said.items() if value}
    return Past(str(body.get("id") or line.number), _word(where, body, "site"), request, labelled)


def _word(where: str, body: Mapping[str, Any], field: str) -> str | None:
    """A field that may be left out. Raises CommandError where it is there and no string."""
    value = body.get(field)
    if value is not None and not isinstance(value, str):
        raise CommandError(f"{where}: {field}: is no string; write it in quotes, or leave it out")
    return value or None


def _about_people(about: object) -> bool:
    return isinstance(about, Mapping) and bool(about.get("people"))


async def events_on(source: Reader, topic: Topic, since: date | None = None) -> AsyncIterator[Event]:
    """Every fact on a topic, each id once, those from `since` on (UTC); what cannot be read is passed over."""
    seen: dict[str, None] = {}
    async for record in read_to_end(source, source.parts(topic.name)):
        try:
            event = decode(record.headers, record.value, tolerant=True)
        except Unreadable:
            continue
        if event.id not in seen and (since is None or event.time.date() >= since):
            seen[event.id] = None
            if len(seen) > REMEMBERED:
                del seen[next(iter(seen))]
            yield event


async def on_topic(source: Reader, keys: KeysOf, since: date | None = None) -> AsyncIterator[list[Past | None]]:
    """The requests that came in, batch by batch; None for one that nobody can open any more."""
    waiting: list[RequestReceived] = []
    async for event in events_on(source, RECEIVED, since):
        if isinstance(event.data, RequestReceived):
            waiting.append(event.data)
        if len(waiting) == AT_ONCE:
            yield await _opened(waiting, keys)
            waiting = []
    if waiting:
        yield await _opened(waiting, keys)


async def _opened(arrivals: Sequence[RequestReceived], keys: KeysOf) -> list[Past | None]:
    found = await keys([one.ticket for one in arrivals])
    return [_of_arrival(one, found.get(one.ticket)) for one in arrivals]


def _of_arrival(arrival: RequestReceived, key: bytes | None) -> Past | None:
    report = report_of(arrival.ticket, arrival.sealed, key)
    return Past(arrival.number, arrival.site, request_of(arrival.channel, report)) if report else None


def report_of(ticket: str, sealed: Mapping[Audience, str], key: bytes | None) -> Report | None:
    """What the resident wrote; None where the key is gone or does not open it."""
    try:
        return open_part(Report, key, subject_of(ticket), Audience.HANDLERS, sealed) if key else None
    except SealBroken:
        return None


def request_of(channel: Channel, report: Report) -> Request:
    """A report as the classifier asks the rules about it."""
    people: Any = report.about and report.about.people
    return Request(report.text, channel, report.asks_for or "", bool(report.forwarded_by), bool(people))
