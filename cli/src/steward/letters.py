"""Dead letters as operators see them: which are open, what they hold, their way back, and how they are given up
(rule 7).
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.dead import DISCARDED, PREFIX, GivenUp, Mark, discarding, mark_of, text_headers
from chassis.failures import Unavailable
from chassis.feed import Record
from chassis.wire import KafkaWire, Message
from contracts import topics
from steward.answers import CommandError, unreachable
from steward.reading import Reader, appended_at, read_to_end, reader

_OF_A_DISCARD = ("letter", "subject", "because", "by")
SETTLED_WITHIN = timedelta(seconds=30)
LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A message that a service set aside and has not handled since."""

    service: str
    id: str
    subject: str
    reason: str
    message: str
    origin: str
    at: str
    record: Record


async def open_letters(source: Reader, services: Sequence[str]) -> list[OpenLetter]:
    """Every open letter of these services, in each partition the oldest first."""
    found: dict[tuple[str, str], OpenLetter] = {}
    names = {topics.dead(service).name: service for service in services}
    async for record in read_to_end(source, source.parts(*names)):
        mark = mark_of(record)
        if mark is None:
            continue
        place = (names[record.topic], mark.letter)
        if mark.settled:
            found.pop(place, None)
        else:
            found.setdefault(place, letter_in(names[record.topic], record))
    return sorted(found.values(), key=lambda one: (one.service, one.record.partition, one.record.offset))


@dataclass(frozen=True, slots=True)
class Discarded:
    """A letter that was given up: by whom, why, when (the settlement's own time, ISO 8601)."""

    service: str
    id: str
    subject: str
    because: str
    by: str
    at: str


async def discarded_letters(source: Reader, services: Sequence[str]) -> list[Discarded]:
    """Every letter that was given up and is still on record, oldest first."""
    names = {topics.dead(service).name: service for service in services}
    found: dict[tuple[str, str], Discarded] = {}
    async for record in read_to_end(source, source.parts(*names)):
        said = text_headers(record)
        if said.get(f"{PREFIX}state") == DISCARDED:
            letter, subject, because, by = (said.get(f"{PREFIX}{part}", "") for part in _OF_A_DISCARD)
            one = Discarded(names[record.topic], letter, subject, because, by, appended_at(record).isoformat())
            found.setdefault((one.service, letter), one)
    return sorted(found.values(), key=lambda one: one.at)


def letter_in(service: str, record: Record) -> OpenLetter:
    """What a record of `dead.<service>` says of itself."""
    said = text_headers(record)
    came = "/".join(said.get(f"{PREFIX}{part}", "?") for part in ("topic", "partition", "offset"))
    about = (said.get(f"{PREFIX}{part}", "") for part in ("letter", "subject", "reason", "message"))
    letter, subject, reason, message = about
    return OpenLetter(service, letter, subject, reason, message, came, said.get(f"{PREFIX}at", ""), record)


def chosen(letters: Sequence[OpenLetter], wanted: Sequence[str]) -> list[OpenLetter]:
    """The letters whose id begins as one of `wanted`, all where none is named. Raises CommandError for none at all."""
    for beginning in wanted:
        if not any(letter.id.startswith(beginning) for letter in letters):
            raise CommandError(f"no open letter's id begins with {beginning}; list them with: steward dead list")
    return [letter for letter in letters if not wanted or any(letter.id.startswith(one) for one in wanted)]


def chosen_exactly(letters: Sequence[OpenLetter], wanted: Sequence[str]) -> list[OpenLetter]:
    """One letter for each of `wanted`. Raises CommandError where there is none or more than one: none is given up by
    chance.
    """
    for beginning in wanted:
        if len(found := chosen(letters, [beginning])) > 1:
            raise CommandError(f"{len(found)} open letters' ids begin with {beginning}; give more of the one you mean")
    return chosen(letters, wanted)


async def replay(bootstrap: Sequence[str], letters: Sequence[OpenLetter]) -> set[str]:
    """Give these letters to their services once more, in order; the ids of those that were settled in time."""
    return await _asked(bootstrap, letters, [retry_of(letter) for letter in letters])


async def discard(bootstrap: Sequence[str], letters: Sequence[OpenLetter], given_up: GivenUp) -> set[str]:
    """Have their services give these letters up, with the reason on record; the ids of those that were in time."""
    return await _asked(bootstrap, letters, [discard_of(letter, given_up) for letter in letters])


async def _asked(bootstrap: Sequence[str], letters: Sequence[OpenLetter], messages: Sequence[Message]) -> set[str]:
    wire = KafkaWire(bootstrap, "steward-replay")
    try:
        await wire.start()
        await wire.send(messages)
    except Unavailable as error:
        raise unreachable(f"{error}; start it with: steward up") from None
    finally:
        await wire.stop()
    return await _settled(bootstrap, letters)


def retry_of(letter: OpenLetter) -> Message:
    """The letter as its service's retry topic takes it: original bytes, all headers, the same partition."""
    record = letter.record
    headers = tuple((name, value) for name, value in record.headers if value is not None)
    return Message(topics.retry(letter.service).name, record.key, headers, record.value, record.partition)


def discard_of(letter: OpenLetter, given_up: GivenUp) -> Message:
    """The wish to give a letter up, in the letter's own partition."""
    mark = Mark(letter.id, letter.subject, settled=True)
    return discarding(letter.service, letter.record.partition, mark, given_up)


async def _settled(bootstrap: Sequence[str], letters: Sequence[OpenLetter]) -> set[str]:
    services, wanted = sorted({letter.service for letter in letters}), {letter.id for letter in letters}
    end = time.monotonic() + SETTLED_WITHIN.total_seconds()
    async with reader(bootstrap) as source:
        while True:
            still = {letter.id for letter in await open_letters(source, services)} & wanted
            if not still or time.monotonic() > end:
                return wanted - still
            await asyncio.sleep(LOOK_SECONDS)
