"""A ticket whose time moves because the test says so: facts come in, timers fire in order, what goes out is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from chassis.aggregate import Aggregate, Change, Outcome, taken
from chassis.decision import Input, to_ms
from chassis.due import as_input
from chassis.record import JsonState, Record
from chassis.store import Claimed
from contracts import topics
from contracts.cloudevents import Event, decode, encode
from contracts.facts import ClockReading, ClocksSet, Fact, LifecycleFact
from contracts.ids import event_id, subject_of
from contracts.snapshot import Snapshot
from contracts.vocabulary import Category, Channel, Clock, Kind, Mode, Severity, TicketState, Urgency
from estate import Estate, load
from sla_monitor.domain.decide import decide
from sla_monitor.domain.folding import apply
from sla_monitor.domain.state import Clocks, Kept, timers

TICKET = "0d5b1c52-4f0e-5a51-9a53-0c6f1f2b7a10"
SITE = "sh-lanting"
ZONE = ZoneInfo("Asia/Shanghai")
F = TypeVar("F", bound=Fact)
CODEC = JsonState(Clocks)


@cache
def demo() -> Estate:
    """The demo estate, loaded once."""
    return load(Path(__file__).parents[3] / "estates" / "demo")


def when(shown: str, zone: ZoneInfo = ZONE) -> datetime:
    """The instant at which the clock of `zone` shows `2026-11-24 09:00`; a time alone is of that Tuesday."""
    text = shown if " " in shown else f"2026-11-24 {shown}"
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def aggregate(estate: Estate) -> Aggregate[Clocks]:
    """The service as the chassis sees it."""
    return Aggregate("sla-monitor", topics.DEADLINES, partial(decide, estate), apply, timers, CODEC)


def ticket(received_at: datetime, **fields: Any) -> Snapshot:
    """A minor spoken complaint of the Shanghai site, assigned to nobody yet."""
    written: dict[str, Any] = {
        "ticket": TICKET,
        "number": "7K3M9QWX2D",
        "site": SITE,
        "channel": Channel.PHONE,
        "kind": Kind.COMPLAINT,
        "category": Category.NOISE,
        "severity": Severity.MINOR,
        "urgency": Urgency.NORMAL,
        "state": TicketState.OPENED,
        "tracker": "gu-xiaowen",
        "department": "sh-service",
        "received_at": received_at,
        "opened_at": received_at,
    }
    return Snapshot(**(written | fields))


@dataclass
class Timetable:
    """One ticket's record, the moment, and what was said when."""

    estate: Estate = field(default_factory=demo)
    snapshot: Snapshot | None = None
    now: datetime = field(default_factory=lambda: when("09:00"))
    mode: Mode = Mode.LIVE
    change: Change[Clocks] = field(default_factory=lambda: Change(Record(), Record()))
    said: list[Event] = field(default_factory=list)
    ignored: set[tuple[str, int]] = field(default_factory=set)
    sequence: int = 0

    def opens(self, at: str, fact: type[LifecycleFact], **fields: Any) -> tuple[Fact, ...]:
        """The ticket is opened."""
        self.snapshot = ticket(fields.pop("received_at", when(at)), **fields)
        return self.at(at, fact)

    def at(
        self,
        shown: str,
        fact: type[LifecycleFact],
        changes: dict[str, Any] | None = None,
        happened: str | None = None,
        **fields: Any,
    ) -> tuple[Fact, ...]:
        """At that time the fact is read; it may have happened earlier. Timers due before fire before."""
        self.until(shown)
        assert self.snapshot is not None, "open the ticket first"
        self.snapshot = Snapshot.model_validate(self.snapshot.model_dump() | (changes or {}))
        self.sequence += 1
        happened_at = when(happened) if happened else self.now
        return self.takes(self.given(fact(snapshot=self.snapshot, **fields), happened_at, self.sequence))

    def given(self, fact: LifecycleFact, happened_at: datetime, sequence: int) -> Input:
        """A fact as the input it is read as."""
        return Input(
            id=event_id(str(sequence), fact.TYPE, 0),
            type=fact.TYPE,
            subject=subject_of(TICKET),
            topic=topics.LIFECYCLE.name,
            data=fact,
            at=self.now,
            happened_at=happened_at,
            sequence=sequence,
            mode=self.mode,
        )

    def takes(self, given: Input) -> tuple[Fact, ...]:
        """One input through the chassis' own pure door; what was decided must survive Kafka."""
        outcome: Outcome = taken(aggregate(self.estate), self.change, given, self.now)
        assert outcome.dead is None, f"{given.type}: {outcome.dead}"
        assert sum(isinstance(event.data, ClocksSet) for event in outcome.facts) <= 1, "one fact for all clocks"
        self.said += [decode(*encode(event)) for event in outcome.facts]
        return tuple(event.data for event in outcome.facts if isinstance(event.data, Fact))

    def until(self, shown: str | datetime, *, asleep: bool = False) -> None:
        """Let time pass to that moment; `asleep`: the service was down, and everything fires late, at that moment."""
        end = when(shown) if isinstance(shown, str) else shown
        while due := self.next_timer(end):
            name, due_at = due
            self.now = end if asleep else max(self.now, due_at)
            if not self.takes(as_input(Claimed(subject_of(TICKET), name, to_ms(due_at)), self.now)):
                self.ignored.add((name, to_ms(due_at)))
        self.now = max(self.now, end)

    def next_timer(self, end: datetime) -> tuple[str, datetime] | None:
        """The timer due first, if any is due by `end`; one that was let go without a fact does not come again."""
        armed = timers(self.state).items() if self.change.after.state else ()
        due = [(name, at) for name, at in armed if at <= end and (name, to_ms(at)) not in self.ignored]
        return min(due, key=lambda one: (one[1], one[0]), default=None)

    @property
    def state(self) -> Clocks:
        """The record as it stands."""
        assert self.change.after.state is not None, "nothing was decided yet"
        return self.change.after.state

    def kept(self, clock: Clock, life: int = 0) -> Kept:
        """One clock."""
        found = [kept for kept in self.state.clocks if (kept.reading.clock, kept.reading.round) == (clock, life)]
        assert len(found) == 1, f"{clock} is there {len(found)} times"
        return found[0]

    def reading(self, clock: Clock, life: int = 0) -> ClockReading:
        """One clock's reading."""
        return self.kept(clock, life).reading

    def has(self, clock: Clock) -> bool:
        """Whether such a clock was ever set."""
        return any(kept.reading.clock is clock for kept in self.state.clocks)

    def told(self, kind: type[F]) -> list[F]:
        """All facts of a kind, in order."""
        return [event.data for event in self.said if isinstance(event.data, kind)]

    def told_of(self, kind: type[F], clock: Clock) -> list[F]:
        """Those about one clock."""
        return [fact for fact in self.told(kind) if getattr(fact, "clock", None) is clock]

    def instants(self, kind: type[Fact], clock: Clock | None = None) -> list[datetime]:
        """When facts of a kind, about one clock, went out."""
        return [
            event.time
            for event in self.said
            if isinstance(event.data, kind) and (clock is None or getattr(event.data, "clock", None) is clock)
        ]

    def refolded(self) -> Clocks | None:
        """The record made anew from nothing but what went out."""
        return fold(self.said)


def fold(events: Iterable[Event]) -> Clocks | None:
    """What `apply` makes of facts in order."""
    state: Clocks | None = None
    for event in events:
        state = apply(state, event)
    return state


HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
