"""A record: what a service knows of one subject, exactly the fold of its own facts (rule 3).

Besides the domain's state it keeps what can be folded from the facts' headers: the version, which inputs were
handled (their source topic, sequence and id), the results of the last commands, and the ids of the last own facts,
by which a fork
is seen.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Generic, Protocol, TypeVar, cast

import orjson
from msgspec import DecodeError, Struct, field, msgpack
from pydantic import TypeAdapter

from chassis.decision import HTTP, Input, floor_ms
from chassis.failures import Fork, Gap, Unavailable
from chassis.seen import NOTHING, Seen
from contracts import topics
from contracts.cloudevents import Event
from contracts.vocabulary import Mode

S = TypeVar("S")
KEPT_COMMANDS = 64
_COMMANDS = (HTTP, topics.COMMANDS.name)
AROUND = b"2"
"""Counts the forms in which `dump` puts what stands around a state: raise it when that changes."""
DIGITS = 16
"""A stored record and an outbox entry begin with their sequence in so many digits, which Lua reads without
unpacking.
"""


class Result(Struct, frozen=True, array_like=True, gc=False):
    """What became of a command: the own facts it made, by sequence and type."""

    command: str
    facts: tuple[tuple[int, str], ...]


class Record(Struct, Generic[S], frozen=True, gc=False):
    """`version` is the sequence of the last own fact; 0 and no state before the first.

    `mode` and `correlation_id` are the last fact's: what a timer of this record decides inherits them. `began_ms` and
    `last_ms` are when the first and the last fact were made: from where its topic tells of it, since when it rests.
    """

    version: int = 0
    state: S | None = None
    handled: Mapping[str, Seen] = field(default_factory=dict)
    commands: tuple[Result, ...] = ()
    tail: Seen = NOTHING
    mode: Mode = Mode.LIVE
    correlation_id: str = ""
    began_ms: int = 0
    last_ms: int = 0

    def result_of(self, command: str) -> Result | None:
        """The kept result of a command id, if it was handled already."""
        return next((result for result in self.commands if result.command == command), None)


_PACK = msgpack.Encoder().encode
_UNPACK = msgpack.Decoder(tuple[int, bytes, dict[str, Seen], tuple[Result, ...], Seen, Mode, str, int, int]).decode


class StateCodec(Protocol[S]):
    """How a domain's state becomes bytes and back. `form` names what the bytes look like."""

    @property
    def form(self) -> str:
        """The same for two versions of a service exactly if each reads what the other wrote as it was meant."""
        ...

    def dump(self, state: S) -> bytes:
        """State to bytes."""
        ...

    def load(self, value: bytes) -> S:
        """Bytes to state."""
        ...


SAYS_NOTHING_OF_BYTES = {"title": str, "description": str, "enum": list}
"""A docstring changes no record, and a word more in a vocabulary none that was written without it."""


def _bare(schema: object) -> object:
    """A JSON Schema without what may change and leave every record readable."""
    if isinstance(schema, list):
        return [_bare(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    idle = {name for name, kind in SAYS_NOTHING_OF_BYTES.items() if isinstance(schema.get(name), kind)}
    return {name: _bare(value) for name, value in schema.items() if name not in idle}


class JsonState(Generic[S]):
    """A state that is a pydantic model or dataclass, kept as JSON. Built once per service: adapters are costly to
    make.
    """

    def __init__(self, type_: type[S]) -> None:
        self._adapter: TypeAdapter[S] = TypeAdapter(type_)
        # the core's own: to write costs half of the adapter's method, to read five sixths
        self._to_json, self._from_json = self._adapter.serializer.to_json, self._adapter.validator.validate_json

    @cached_property
    def form(self) -> str:
        """A digest of the state's JSON Schema, as far as it says how bytes are read, and of the record around it."""
        schema = orjson.dumps(_bare(self._adapter.json_schema()), option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(AROUND + schema).hexdigest()[:16]

    def dump(self, state: S) -> bytes:
        """State to JSON."""
        return self._to_json(state)

    def load(self, value: bytes) -> S:
        """JSON to state."""
        return cast("S", self._from_json(value))


def folded(record: Record[S], event: Event, apply: Callable[[S | None, Event], S]) -> Record[S]:
    """The record after one own fact; unchanged by a fact it has already. Raises `Fork` or `Gap`."""
    if event.sequence <= record.version:
        check_fork(record.tail, event)
        return record
    if event.sequence != record.version + 1:
        raise Gap(f"{event.subject} has version {record.version}, its topic goes on with sequence {event.sequence}")
    made_ms = floor_ms(event.time)
    return Record(
        version=event.sequence,
        state=apply(record.state, event),
        handled=_handled(record.handled, event),
        commands=_commands(record.commands, event),
        tail=record.tail.and_then(event.sequence, event.id),
        mode=event.mode,
        correlation_id=event.correlation_id,
        began_ms=record.began_ms if record.version else made_ms,
        last_ms=made_ms,
    )


def check_fork(seen: Seen, event: Event) -> None:
    """Raise `Fork` if `event`'s sequence is among `seen` with another id."""
    event_id = seen.id_of(event.sequence)
    if event_id not in (None, event.id):
        raise Fork(f"{event.subject} sequence {event.sequence} stands twice: as {event_id} and as {event.id}")


def is_handled(record: Record[S], given: Input) -> bool:
    """Whether this input has left its trace already: a redelivery. Raises `Fork` for a seen sequence with another
    id.
    """
    if is_command(given.topic):
        return record.result_of(given.id) is not None
    seen = record.handled.get(given.topic, NOTHING)
    if not given.sequence or given.sequence > seen.last:
        return False
    input_id = seen.id_of(given.sequence)
    if input_id not in (None, given.id):
        raise Fork(f"{given.subject} sequence {given.sequence} of {given.topic} came as {input_id} and as {given.id}")
    return True


def is_command(topic: str) -> bool:
    """Whether inputs of this source are told apart by id, not by sequence."""
    return topic in _COMMANDS


def _handled(handled: Mapping[str, Seen], event: Event) -> Mapping[str, Seen]:
    if not event.cause_topic or not event.cause_sequence or is_command(event.cause_topic):
        return handled
    seen = handled.get(event.cause_topic, NOTHING)
    if seen.last >= event.cause_sequence:
        return handled
    return {**handled, event.cause_topic: seen.and_then(event.cause_sequence, event.causation_id)}


def _commands(commands: tuple[Result, ...], event: Event) -> tuple[Result, ...]:
    if not event.cause_topic or not is_command(event.cause_topic):
        return commands
    fact = (event.sequence, event.type)
    if commands and commands[-1].command == event.causation_id:
        last = commands[-1]
        return (*commands[:-1], Result(last.command, (*last.facts, fact)))
    return (*commands[1 - KEPT_COMMANDS :], Result(event.causation_id, (fact,)))


def dump(record: Record[S], codec: StateCodec[S]) -> bytes:
    """The record's body as bytes (the version stands before it in Redis)."""
    state = b"" if record.state is None else codec.dump(record.state)
    handled, commands, tail = record.handled, record.commands, record.tail
    chain = (record.mode, record.correlation_id, record.began_ms, record.last_ms)
    return _PACK((record.version, state, handled, commands, tail, *chain))


def load(stored: bytes | None, codec: StateCodec[S]) -> Record[S]:
    """A stored value (version digits, then body) as a record; the empty record for None.

    Raises `Unavailable` for one in another form: it is not lost, only not ours to read.
    """
    if not stored:
        return Record()
    try:
        found = _UNPACK(memoryview(stored)[DIGITS:])
        return Record(found[0], codec.load(found[1]) if found[1] else None, *found[2:])
    except (DecodeError, ValueError) as error:
        raise Unavailable(
            f"a record in Redis is in a form this version cannot read ({type(error).__name__}): run one version of "
            "all copies of the service, or have it made anew from its topic with: steward rebuild"
        ) from None
