"""What goes through the one door and what comes out of it: plain frozen values, no I/O.

A service's domain is three pure functions over these (design.md, Pure core):

- `decide(state, input, now) -> Decision` says what happens and why;
- `apply(state, event) -> state` folds one own fact; a record is exactly what it makes of the service's own topic;
- `timers(state) -> {name: due_at}` says which timers a state has running. The chassis compares before and after and
  arms or cancels the difference in the same save, so a timer can be neither forgotten nor left behind, and a
  rebuild
  restores them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from msgspec import Struct, field

from contracts.facts import Fact
from contracts.message import Message
from contracts.vocabulary import Mode, RefusalReason

HTTP = "http"
TIMER = "timer"
EFFECT = "effect"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A timer that has fired: `name` as `timers` gave it, `late_by` how long after `due_at` (D-409)."""

    name: str
    due_at: datetime
    late_by: timedelta


class Input(Struct, frozen=True):
    """One thing to decide on, wherever it came from: a Kafka record, an HTTP command, a due timer, the result of an
    effect.

    `id` is stable under redelivery. `topic` is the source topic, or `HTTP`, `TIMER`, `EFFECT`; `sequence` is the
    source's own sequence, 0 where it has none. `at` is when it reached us (log-append time), `happened_at` when its
    writer says
    it happened.
    `known` is what the shell looked up for it beforehand (counts of an index, the ticket's key); `if_match` is the
    version the caller believes to be current.
    """

    id: str
    type: str
    subject: str
    topic: str
    data: object
    at: datetime
    happened_at: datetime
    sequence: int = 0
    mode: Mode = Mode.LIVE
    correlation_id: str = ""
    traceparent: str | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    if_match: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """Something for a topic that is not the service's own: a command, a choice. Goes out before the facts of its
    decision.
    """

    topic: str
    subject: str
    data: Message


@dataclass(frozen=True, slots=True)
class Refused:
    """A command that cannot be obeyed now, and why."""

    reason: RefusalReason
    message: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided: facts for the own topic in order, wishes for others; nothing at all leaves no trace."""

    facts: tuple[Fact, ...] = ()
    wishes: tuple[Wish, ...] = ()
    refused: Refused | None = None


def to_ms(moment: datetime) -> int:
    """An aware instant in whole ms since the epoch, rounded up: a timer may be a hair late, never early."""
    return -((_EPOCH - moment) // _MILLISECOND)


def floor_ms(moment: datetime) -> int:
    """An aware instant in whole ms since the epoch, rounded down: what is due by then is really due."""
    return (moment - _EPOCH) // _MILLISECOND


@lru_cache(maxsize=64)
def from_ms(ms: int) -> datetime:
    """Milliseconds since the epoch as an aware instant, exactly. The records of a batch share their log-append time."""
    return _EPOCH + timedelta(milliseconds=ms)


IGNORED = Decision()
"""The input changes nothing."""
