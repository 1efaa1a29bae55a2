"""How a service's pure functions become records, events and outbox entries. Pure: time and inputs come in, a plan
goes out.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from chassis.decision import EFFECT, HTTP, TIMER, Decision, Due, Input, Refused, to_ms
from chassis.entries import Entry, entry_of, made, wished
from chassis.failures import Fork, NotCaughtUp, Rejected, Unavailable
from chassis.record import Record, Result, StateCodec, folded, is_handled
from contracts import topics
from contracts.cloudevents import Event
from contracts.facts import Fact
from contracts.vocabulary import DeadReason, RefusalReason

S = TypeVar("S")
Known = Callable[[Sequence[Input]], Awaitable[Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True, slots=True)
class Aggregate(Generic[S]):
    """A service that keeps a record per subject: its name, its own topic and its pure functions.

    `known` looks up, before the decision, what the inputs of a batch need from outside their record, in the inputs'
    order.
    `refuse` words a refused command from `tickets.commands` as a fact of the own topic (a refusal is a fact).
    `rests` says whether nothing more is expected of a subject: without timers it may be put away after a while.
    """

    service: str
    own: topics.Topic
    decide: Callable[[S | None, Input, datetime], Decision]
    apply: Callable[[S | None, Event], S]
    timers: Callable[[S], Mapping[str, datetime]]
    codec: StateCodec[S]
    known: Known | None = None
    refuse: Callable[[S | None, Input, Refused], Fact] | None = None
    rests: Callable[[S], bool] | None = None


class Outcome(Struct, frozen=True):
    """What became of one input. Exactly one of: facts (maybe none), `earlier` (a repeated command's result),
    `refused`, `dead`.
    """

    given: Input
    facts: tuple[Event, ...] = ()
    earlier: Result | None = None
    refused: Refused | None = None
    dead: Rejected | None = None
    version: int = 0


@dataclass(slots=True)
class Change(Generic[S]):
    """One subject's record before and after a batch, with what is to be published."""

    before: Record[S]
    after: Record[S]
    entries: list[Entry] = field(default_factory=list)
    unsent: bool = False
    """A redelivery was seen: an earlier attempt's outbox may still wait and must go before the commit."""
    dead: bool = False
    """A message of this subject was set aside: what follows it in the batch follows it there."""

    @property
    def changed(self) -> bool:
        """Whether there is anything to save."""
        return self.after.version != self.before.version


async def with_known(known: Known, given: Sequence[Input]) -> list[Input]:
    """The inputs with what `known` finds for them. Where it fails, only those inputs are rejected for which it fails
    by themselves. Raises `Unavailable`.
    """
    try:
        return [replace(one, known=found) for one, found in zip(given, await known(given), strict=True)]
    except (Unavailable, NotCaughtUp):
        raise
    except Exception as error:  # noqa: BLE001  a bug in a look-up sets one message aside, no more
        if len(given) > 1:
            return [each for one in given for each in await with_known(known, [one])]
        rejected = error if isinstance(error, Rejected) else Rejected(DeadReason.HANDLER_FAILED, where(error))
        return [replace(one, data=rejected) for one in given]


def taken(aggregate: Aggregate[S], change: Change[S], given: Input, now: datetime) -> Outcome:
    """Take one input into `change`: skip it, decide on it, or reject it. Only here a decision is asked for."""
    if isinstance(given.data, Rejected):
        return _died(change, given, given.data)
    given = _inherited(change.after, given)
    try:
        return _without_decision(aggregate, change, given) or _decided(aggregate, change, given, now)
    except Fork as fork:
        return _died(change, given, Rejected(DeadReason.FORK, str(fork)))
    except Rejected as rejected:
        return _died(change, given, rejected)
    except Exception as error:  # noqa: BLE001  a bug in a decision sets this one message aside, no more
        return _died(change, given, Rejected(DeadReason.HANDLER_FAILED, where(error)))


def _without_decision(aggregate: Aggregate[S], change: Change[S], given: Input) -> Outcome | None:
    """The outcome of a redelivery, a command for another version, a stale timer; None if there is one to make."""
    version = change.after.version
    if is_handled(change.after, given):
        change.unsent = True
        return Outcome(given, earlier=change.after.result_of(given.id), version=version)
    if given.if_match is not None and given.if_match != version:
        message = f"the ticket is at sequence {version}, not {given.if_match}; read it again and decide anew"
        return Outcome(given, refused=Refused(RefusalReason.STALE_SEQUENCE, message), version=version)
    return Outcome(given, version=version) if _is_stale(aggregate, change.after, given) else None


def _is_stale(aggregate: Aggregate[S], record: Record[S], given: Input) -> bool:
    """A timer that was re-armed or cancelled since it was claimed cannot fire."""
    if given.topic != TIMER or not isinstance(given.data, Due):
        return False
    if record.state is None:
        return True
    due_at = aggregate.timers(record.state).get(given.data.name)
    return due_at is None or to_ms(due_at) != to_ms(given.data.due_at)


def _inherited(record: Record[S], given: Input) -> Input:
    """What a timer decides belongs to the chain of its record, and to its mode: import tells nobody."""
    if given.topic != TIMER:
        return given
    return replace(given, mode=record.mode, correlation_id=record.correlation_id)


def _decided(aggregate: Aggregate[S], change: Change[S], given: Input, now: datetime) -> Outcome:
    decision = aggregate.decide(change.after.state, given, now)
    if decision.refused and not (given.topic == topics.COMMANDS.name and aggregate.refuse):
        return Outcome(given, refused=decision.refused, version=change.after.version)
    facts = decision.facts
    if decision.refused and aggregate.refuse:
        facts = (aggregate.refuse(change.after.state, given, decision.refused),)
    events = made(aggregate.service, facts, given, change.after.version, now)
    entries = wished(aggregate.service, decision.wishes, given, change.after.version + 1, now)
    entries += [entry_of(aggregate.own.name, event, event.sequence) for event in events]
    if entries and not events:
        raise Rejected(
            DeadReason.HANDLER_FAILED,
            "a decision wished for something without a fact of its own; nothing would remember it",
        )
    after = change.after
    for event in events:
        after = folded(after, event, aggregate.apply)
    if events and given.topic == TIMER and not _is_stale(aggregate, after, given):
        raise Rejected(DeadReason.HANDLER_FAILED, "what the timer decided leaves the very same timer running")
    change.after = after
    change.entries += entries
    return Outcome(given, facts=events, refused=decision.refused, version=after.version)


def _died(change: Change[S], given: Input, rejected: Rejected) -> Outcome:
    change.dead = change.dead or given.topic not in (HTTP, TIMER, EFFECT)
    return Outcome(given, dead=rejected, version=change.after.version)


def where(error: BaseException) -> str:
    """Which exception and where, without its text: that may quote what a resident wrote."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = f"{frame.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{frame.tb_lineno}" if frame else "?"
    return f"{type(error).__name__} at {place}"
