"""Dead letters, parked subjects, their replay and how a letter is given up (rule 7).

`dead.<service>` is to parking what the own topic is to records: letters open it, settlements close it, and what
Redis holds (`parked`: subject -> open letters) is its fold. A letter stands in the partition its message came from.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from chassis.failures import Rejected
from chassis.feed import Record
from chassis.metrics import Metrics
from chassis.store import Store
from chassis.wire import Message, Wire
from contracts import topics
from contracts.vocabulary import DeadReason

_NAMESPACE = UUID("0b3f2a86-7d0e-5d57-8b59-6f5a7d8f2c11")
PREFIX = "steward_"
NO_SUBJECT = ""
MOST_OF_A_KEY = 4_096
SETTLED, DISCARDED = "settled", "discarded"


@dataclass(frozen=True, slots=True)
class Letter:
    """A message set aside: which, of which subject (if that could be read), why, since when."""

    id: str
    subject: str
    reason: DeadReason
    message: str
    origin: Record


@dataclass(frozen=True, slots=True)
class Mark:
    """What one record of `dead.<service>` says: this letter is open, or settled."""

    letter: str
    subject: str
    settled: bool


@dataclass(frozen=True, slots=True)
class GivenUp:
    """An operator's word that a letter shall not be handled any more: why, and who says so. Both stay on record."""

    reason: str
    by: str


def letter_of(record: Record, subject: str, rejected: Rejected) -> Letter:
    """The letter for a record; the same record makes the same letter, however often it is redelivered."""
    headers = text_headers(record)
    origin = (
        headers.get(f"{PREFIX}topic", record.topic),
        headers.get(f"{PREFIX}partition", str(record.partition)),
        headers.get(f"{PREFIX}offset", str(record.offset)),
    )
    identity = str(uuid5(_NAMESPACE, "/".join(origin)))
    fits = len(subject.encode()) <= MOST_OF_A_KEY
    return Letter(identity, subject if fits else NO_SUBJECT, rejected.reason, rejected.message, record)


def text_headers(record: Record) -> dict[str, str]:
    """A record's headers as text; what is no text is left out."""
    found = {}
    for name, value in record.headers:
        try:
            found[name] = value.decode() if isinstance(value, bytes) else ""
        except UnicodeDecodeError:
            continue
    return found


def as_message(service: str, letter: Letter, now: datetime) -> Message:
    """A letter on its way into `dead.<service>`: the original bytes and headers, and ours beside them.

    A compressed batch may bring a message that no producer of ours may send: its letter has ours alone, says how many
    bytes were left out (`steward_omitted`) and where they stand.
    """
    record = letter.origin
    ours = {
        "letter": letter.id,
        "subject": letter.subject,
        "reason": letter.reason.value,
        "message": letter.message,
        "topic": record.topic,
        "partition": str(record.partition),
        "offset": str(record.offset),
        "at": now.isoformat(),
    }
    original = tuple(
        (name, value) for name, value in record.headers if not name.startswith(PREFIX) and value is not None
    )
    name, key, value = topics.dead(service).name, record.key, record.value
    headers = original + _encoded(ours)
    if _size(headers, key, value) <= topics.MAX_REQUEST_BYTES:
        return Message(name, key, headers, _something(key, value), record.partition)
    key = key if _size((), key, None) <= MOST_OF_A_KEY else None
    ours["omitted"] = str(_size(original, record.key, value))
    return Message(name, key, _encoded(ours), _something(key, None), record.partition)


def _something(key: bytes | None, value: bytes | None) -> bytes | None:
    """The value; where there is no key either an empty one, since aiokafka sends no record without both."""
    return b"" if key is None and value is None else value


def _encoded(ours: Mapping[str, str]) -> tuple[tuple[str, bytes], ...]:
    return tuple((PREFIX + name, value.encode()) for name, value in ours.items())


def _size(headers: Sequence[tuple[str, bytes]], key: bytes | None, value: bytes | None) -> int:
    """What a producer counts of a message, in bytes and a little more."""
    return len(key or b"") + len(value or b"") + sum(len(name) + len(content) + 8 for name, content in headers)


def settlement(service: str, partition: int, mark: Mark, given_up: GivenUp | None = None) -> Message:
    """The record that closes a letter: it was handled after all, or somebody gave it up."""
    says = {"letter": mark.letter, "subject": mark.subject, "state": DISCARDED if given_up else SETTLED}
    says |= {"because": given_up.reason, "by": given_up.by} if given_up else {}
    return Message(topics.dead(service).name, mark.subject.encode() or None, _encoded(says), b"", partition)


def discarding(service: str, partition: int, mark: Mark, given_up: GivenUp) -> Message:
    """The record on `retry.<service>` that asks the service to give a letter up; the letter's bytes stay where they
    are.
    """
    says = {"letter": mark.letter, "subject": mark.subject, "discard": given_up.reason, "by": given_up.by}
    return Message(topics.retry(service).name, mark.subject.encode() or None, _encoded(says), b"", partition)


def given_up_in(record: Record) -> GivenUp | None:
    """What a retry record says if it asks to give a letter up; None where it brings the letter to be tried again."""
    headers = text_headers(record)
    reason = headers.get(f"{PREFIX}discard")
    return GivenUp(reason, headers.get(f"{PREFIX}by", "")) if reason else None


def mark_of(record: Record) -> Mark | None:
    """What a record of the dead-letter topic says; None for a record that is not ours."""
    headers = text_headers(record)
    letter = headers.get(f"{PREFIX}letter")
    if not letter:
        return None
    closed = headers.get(f"{PREFIX}state") in (SETTLED, DISCARDED)
    return Mark(letter, headers.get(f"{PREFIX}subject", NO_SUBJECT), closed)


def open_letters(parked: Mapping[str, Sequence[str]], marks: Iterable[Mark]) -> dict[str, list[str]]:
    """Open letters per subject, oldest first, after folding marks onto what was known."""
    found = {subject: list(letters) for subject, letters in parked.items()}
    for mark in marks:
        letters = found.setdefault(mark.subject, [])
        if mark.settled and mark.letter in letters:
            letters.remove(mark.letter)
        elif not mark.settled and mark.letter not in letters:
            letters.append(mark.letter)
    return found


class DeadLetters:
    """Sets messages aside and frees their subjects again."""

    def __init__(self, service: str, store: Store, wire: Wire, metrics: Metrics) -> None:
        self.service = service
        self._store = store
        self._wire = wire
        self._metrics = metrics

    async def write(self, partition: int, letters: Sequence[Letter], now: datetime) -> None:
        """Put letters into the dead-letter topic, then park their subjects. Raises `Unavailable`."""
        if not letters:
            return
        await self._wire.send([as_message(self.service, letter, now) for letter in letters])
        for letter in letters:
            self._metrics.dead_letters.labels(reason=letter.reason.value).inc()
        await self._park(partition, [Mark(letter.id, letter.subject, settled=False) for letter in letters])

    async def settle(self, partition: int, mark: Mark, given_up: GivenUp | None = None) -> None:
        """A replayed letter was handled, or is given up: close it, and free the subject when it was the last."""
        await self._wire.send([settlement(self.service, partition, mark, given_up)])
        await self._park(partition, [mark])
        if given_up:
            self._metrics.discarded.inc()

    async def parked(self, partition: int) -> dict[str, list[str]]:
        """Every parked subject of a partition with its open letters."""
        return await self._store.parked(partition)

    async def _park(self, partition: int, marks: Sequence[Mark]) -> None:
        before = await self._store.parked(partition)
        after = open_letters(before, marks)
        touched = {mark.subject for mark in marks}
        await self._store.park(partition, {subject: after[subject] for subject in touched})
        self._metrics.parked.labels(partition=str(partition)).set(sum(1 for s, open_ in after.items() if s and open_))


def first_open(parked: Mapping[str, Sequence[str]], mark: Mark) -> bool:
    """Whether this letter's turn has come: a subject's letters are handled in order; those without a subject in any."""
    letters = parked.get(mark.subject, ())
    return mark.letter in letters and (mark.subject == NO_SUBJECT or letters[0] == mark.letter)


def without_ours(headers: Sequence[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The original headers of a letter."""
    return [(name, value) for name, value in headers if not name.startswith(PREFIX)]
