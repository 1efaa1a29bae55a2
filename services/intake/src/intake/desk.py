"""The desk: read, check, claim the number, make the messages; the same for every door.

What it answers may be told only once the messages are on Kafka or in the spool.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.clock import Clock
from chassis.keys import Keys
from chassis.wire import Message
from contracts import topics
from contracts.cloudevents import Event, encode
from contracts.faults import Fault
from contracts.ids import subject_of
from contracts.requests import Request
from contracts.sealing import new_ticket_key, unwrap_key, wrap_key
from contracts.vocabulary import Mode, RefusalReason
from estate import Estate
from intake.domain import checks, facts
from intake.domain.home import HomeWords
from intake.domain.identity import Entry, fingerprint, ticket_of
from intake.domain.promise import answer_by
from intake.domain.reading import read
from intake.domain.speech import language_of
from intake.register import Register
from intake.senders import Sender

AT_ONCE = 32
FORBIDDEN = 403
INVALID = 422


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request as it came: its body, the id beside it, and whether it is one of the past."""

    body: object
    key: str | None = None
    mode: Mode = Mode.LIVE


@dataclass(frozen=True, slots=True)
class Registered:
    """The request is a ticket. `fresh`: since now; `messages`: what must be on Kafka before anybody is told."""

    request: str
    ticket: str
    number: str
    answer_by: datetime | None
    fresh: bool
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The request is none of ours, and why; 403 or 422."""

    faults: tuple[Fault, ...]
    status: int = INVALID


@dataclass(frozen=True, slots=True)
class Desk:
    """What all doors share."""

    estate: Estate
    words: HomeWords
    register: Register
    keys: Keys
    master: bytes
    installation: bytes
    clock: Clock

    async def take(self, sender: Sender, incoming: Sequence[Incoming]) -> list[Registered | Refused]:
        """One answer per request, in order; what was registered is yet to be published. Raises `Unavailable`."""
        answers: list[Registered | Refused | None] = [None] * len(incoming)
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(place: int) -> None:
            async with turn:
                answers[place] = await self._take(sender, incoming[place])

        for places in rounds([_name(each) for each in incoming]):
            await asyncio.gather(*(one(place) for place in places))
        return [answer for answer in answers if answer is not None]

    async def _take(self, sender: Sender, incoming: Incoming) -> Registered | Refused:
        request = read(incoming.body, incoming.key)
        if isinstance(request, tuple):
            return Refused(request)
        if not sender.may_use(request.site):
            return Refused((Fault("site", RefusalReason.SITE_NOT_YOURS),), FORBIDDEN)
        if incoming.mode is Mode.IMPORT and not sender.may_import:
            return Refused((Fault("", RefusalReason.WRONG_ROLE),), FORBIDDEN)
        return await self._known_or_new(sender, request, incoming.mode)

    async def _known_or_new(self, sender: Sender, request: Request, mode: Mode) -> Registered | Refused:
        ticket, now = ticket_of(sender.source, request), self.clock.now()
        wanted = Entry(fingerprint(self.installation, request), "", now, mode)
        known = await self.register.look(ticket)
        if known is None and (faults := checks.faults(request, self.estate, self.words, now)):
            return Refused(faults)
        key = await self._key(ticket, fresh=known is None)
        entry, fresh = (known, False) if known else await self.register.enter(ticket, wanted)
        if entry.fingerprint != wanted.fingerprint:
            return Refused((Fault("id", RefusalReason.DIFFERENT_BODY),))
        taken = self._taken(sender, request, ticket, entry)
        promised = self._answer_by(request, entry)
        return Registered(request.id, ticket, entry.number, promised, fresh, self._messages(taken, key))

    async def _key(self, ticket: str, *, fresh: bool) -> bytes | None:
        """The ticket's key. It is put before the ticket is entered, so an entered ticket without a key was erased: no
        repetition may give it another one, nor send the one it had, which this process may still remember.
        """
        if fresh:
            return unwrap_key(self.master, await self.keys.put(ticket, new_ticket_key()), subject_of(ticket))
        if await self.keys.erased([ticket]):
            return None
        return (await self.keys.get_many([ticket]))[ticket]

    def _taken(self, sender: Sender, request: Request, ticket: str, entry: Entry) -> facts.Taken:
        site = self.estate.sites.get(request.site)
        spoken = (site.languages if site else ()) or self.estate.group.languages
        taker = sender.caller.person or request.taken_by
        return facts.Taken(
            ticket=ticket,
            source=sender.source,
            sound=checks.sound(request, self.estate),
            entry=entry,
            language=language_of(request, spoken),
            owner=taker if taker in self.estate.people else None,
        )

    def _answer_by(self, request: Request, entry: Entry) -> datetime | None:
        if request.site not in self.estate.sites:
            return None
        return answer_by(self.estate, request.site, request.channel, facts.received_at(request, entry))

    def _messages(self, taken: facts.Taken, key: bytes | None) -> tuple[Message, ...]:
        if key is None:
            return ()
        issued = facts.key_issued(taken, wrap_key(self.master, key, subject_of(taken.ticket)))
        return (message(topics.KEYS, issued), message(topics.RECEIVED, facts.request_received(taken, key)))


def message(topic: topics.Topic, event: Event) -> Message:
    """An event on its way to a topic, keyed by its subject."""
    headers, value = encode(event)
    return Message(topic.name, event.subject.encode(), tuple(headers), value)


def outcome_of(answer: Registered | Refused) -> str:
    """The word under which an answer is counted."""
    if isinstance(answer, Registered):
        return "registered" if answer.fresh else "repeated"
    return "refused" if answer.status == INVALID else "forbidden"


def rounds(names: Sequence[str | None]) -> list[list[int]]:
    """Places that may be worked on at once: no name twice in a round, so that the order decides who is first."""
    turns: dict[str, int] = {}
    found: list[list[int]] = []
    for place, name in enumerate(names):
        turn = turns.get(name, 0) if name else 0
        if name:
            turns[name] = turn + 1
        if turn == len(found):
            found.append([])
        found[turn].append(place)
    return found


def _name(incoming: Incoming) -> str | None:
    body = incoming.body
    name = body.get("id", incoming.key) if isinstance(body, dict) else None
    return name if isinstance(name, str) else None
