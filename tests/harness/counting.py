"""A service small enough to see through: it adds up what it is told, refuses zero, dies of -1, and has a timer at ten.

The chassis' own tests run on it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from msgspec import structs

from chassis.aggregate import Aggregate
from chassis.decision import IGNORED, Decision, Due, Input, Refused, Wish
from chassis.record import JsonState
from chassis.wire import Message as Outgoing
from contracts import registry, topics
from contracts.cloudevents import Event, encode
from contracts.facts import Fact
from contracts.ids import event_id
from contracts.vocabulary import RefusalReason


class Add(Fact):
    """What comes in."""

    TYPE: ClassVar[str] = "steward.count.add.v1"
    amount: int


class Added(Fact):
    """What comes out."""

    TYPE: ClassVar[str] = "steward.count.added.v1"
    amount: int
    total: int
    armed_at: datetime | None = None


class Fired(Fact):
    """The timer's fact."""

    TYPE: ClassVar[str] = "steward.count.fired.v1"
    late_ms: int


class NotAdded(Fact):
    """A refused command."""

    TYPE: ClassVar[str] = "steward.count.refused.v1"


for _model in (Add, Added, Fired, NotAdded):
    registry._BY_TYPE[_model.TYPE] = _model


@dataclass(frozen=True, slots=True)
class Count:
    total: int = 0
    seen: tuple[int, ...] = ()
    due_at: datetime | None = None
    fired: int = 0


def decide(state: Count | None, given: Input, now: datetime) -> Decision:
    total = state.total if state else 0
    match given.data:
        case Due(late_by=late_by):
            return Decision(facts=(Fired(late_ms=round(late_by / timedelta(milliseconds=1))),))
        case Add(amount=-1):
            raise ZeroDivisionError
        case Add(amount=0):
            return Decision(refused=Refused(RefusalReason.WRONG_STATE, "zero changes nothing"))
        case Add(amount=10):
            return Decision(facts=(Added(amount=10, total=total + 10, armed_at=given.at + timedelta(seconds=10)),))
        case Add(amount=100):
            wish = Wish(topics.COMMANDS.name, "ticket:other", Add(amount=1))
            return Decision(facts=(Added(amount=100, total=total + 100),), wishes=(wish,))
        case Add(amount=amount) if amount > 0:
            return Decision(facts=(Added(amount=amount, total=total + amount),))
    return IGNORED


def decide_mended(state: Count | None, given: Input, now: datetime) -> Decision:
    """The same, after the programmer has mended what dies of -1: it counts as 1."""
    return decide(state, structs.replace(given, data=Add(amount=1)) if given.data == Add(amount=-1) else given, now)


def apply(state: Count | None, event: Event) -> Count:
    state = state or Count()
    match event.data:
        case Added(amount=amount, total=total, armed_at=armed_at):
            return replace(state, total=total, seen=(*state.seen, amount), due_at=armed_at or state.due_at)
        case Fired():
            return replace(state, due_at=None, fired=state.fired + 1)
    return state


def timers(state: Count) -> Mapping[str, datetime]:
    return {"ten": state.due_at} if state.due_at else {}


def rests(state: Count) -> bool:
    """Whoever was told seven last is told more."""
    return state.seen[-1:] != (7,)


def refuse(state: Count | None, given: Input, refused: Refused) -> Fact:
    return NotAdded()


def counting(deciding: Callable[[Count | None, Input, datetime], Decision] = decide) -> Aggregate[Count]:
    return Aggregate(
        "dispatch", topics.LIFECYCLE, deciding, apply, timers, JsonState(Count), refuse=refuse, rests=rests
    )


def message(
    subject: str, amount: int, sequence: int, topic: topics.Topic = topics.CLASSIFIED, **changes: Any
) -> Outgoing:
    """An `Add` on its way to a topic, as its writer would send it."""
    at = changes.pop("at", datetime.fromisoformat("2026-03-02T01:00:00+00:00"))
    event = Event(
        id=event_id(f"{subject}/{sequence}/{amount}", Add.TYPE, 0),
        type=Add.TYPE,
        source="/test",
        subject=subject,
        time=at,
        data=Add(amount=amount),
        sequence=sequence,
        **changes,
    )
    headers, value = encode(event)
    return Outgoing(topic.name, subject.encode(), tuple(headers), value)


def totals(events: Sequence[Event]) -> list[int]:
    """The running totals the facts tell."""
    return [event.data.total for event in events if isinstance(event.data, Added)]
