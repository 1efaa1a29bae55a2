"""Healthy means that the position moves. Readings in, an answer with its reasons out; no I/O, no clock."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """How long is too long. `polling` must exceed the 60 s that a handler may back off while Kafka or Redis is away."""

    moving: timedelta = timedelta(seconds=60)
    polling: timedelta = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Reading:
    """One partition as it was last seen: `position` is the next offset to handle, `highwater` the topic's end."""

    topic: str
    partition: int
    position: int
    highwater: int
    moved_at: datetime
    polled_at: datetime
    paused: bool = False  # on purpose: it waits for its catch-up

    @property
    def name(self) -> str:
        """`topic[partition]`."""
        return f"{self.topic}[{self.partition}]"


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes or no, and every reason for it; there may be remarks on a yes as well."""

    ok: bool
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Health:
    """What a process knows of its own progress. Fed by whoever reads and folds; asked by /health and /ready."""

    limits: Limits = field(default_factory=Limits)
    started: bool = False
    _readings: dict[tuple[str, int], Reading] = field(default_factory=dict)
    _catching_up: set[str] = field(default_factory=set)
    _away: dict[str, datetime] = field(default_factory=dict)

    def progress(
        self,
        topic: str,
        partition: int,
        *,
        position: int,
        highwater: int,
        now: datetime,
        paused: bool = False,
        polled_at: datetime | None = None,
    ) -> None:
        """Where a partition stands at `now`; it has moved if its position is another one, or nothing was left to read.

        `polled_at` is when the broker last answered a fetch of it; `now` unless said otherwise.
        """
        before = self._readings.get((topic, partition))
        stands = before is not None and not before.paused and before.position == position < before.highwater
        moved_at = before.moved_at if before is not None and stands else now
        self._readings[topic, partition] = Reading(
            topic, partition, position, highwater, moved_at, polled_at or now, paused
        )

    def polled(self, now: datetime) -> None:
        """The consumer's loop came round at `now`, whether it brought records or not."""
        for key, seen in self._readings.items():
            self._readings[key] = replace(seen, polled_at=now)

    def revoked(self, topic: str, partition: int) -> None:
        """A partition belongs to another process now; nothing is expected of it here."""
        self._readings.pop((topic, partition), None)

    def only(self, places: Collection[tuple[str, int]]) -> None:
        """Nothing is expected of any partition but these (topic, partition)."""
        for topic, partition in set(self._readings) - set(places):
            self.revoked(topic, partition)

    def silent(self, now: datetime, span: timedelta) -> bool:
        """Whether some partition was not polled for longer than `span`."""
        return any(now - seen.polled_at > span for seen in self._readings.values())

    def is_away(self, name: str) -> bool:
        """Whether a dependency is known not to answer."""
        return name in self._away

    def catching_up(self, what: str) -> None:
        """`what` (a partition's name) is being folded from the own topic; not ready until `caught_up`."""
        self._catching_up.add(what)

    def caught_up(self, what: str) -> None:
        """`what` is as new as its topic, or not ours any more."""
        self._catching_up.discard(what)

    def dependency(self, name: str, *, up: bool, now: datetime) -> None:
        """Kafka or Redis answers, or does not since `now`. When it is back, everybody has time again to move."""
        if not up:
            self._away.setdefault(name, now)
        elif self._away.pop(name, None) is not None:
            for key, seen in self._readings.items():
                self._readings[key] = replace(seen, moved_at=now, polled_at=now)

    def live(self, now: datetime) -> Answer:
        """Whether a restart would not help: it still polls, and moves where there is something to read."""
        return live(self._readings.values(), self._away, now, self.limits)

    def ready(self, now: datetime) -> Answer:
        """Whether it can be given work: started, live, caught up, and everything it needs answers."""
        alive = self.live(now)
        waits = () if self.started else ("the service is still starting",)
        behind = tuple(f"{what} is being caught up" for what in sorted(self._catching_up))
        reasons = (*waits, *alive.reasons, *behind, *(() if alive.ok else away(self._away, now)))
        return Answer(ok=alive.ok and not (waits or behind or self._away), reasons=reasons)


def live(readings: Iterable[Reading], down: dict[str, datetime], now: datetime, limits: Limits) -> Answer:
    """False if a partition was not polled, or stands before something to read, for longer than its limit.

    While Kafka or Redis is known to be away nothing can move nor be polled, and a restart would not bring it back.
    """
    readings = () if down else tuple(readings)
    stalled = tuple(filter(None, (_stall(each, now, limits) for each in readings)))
    silent = tuple(filter(None, (_silence(each, now, limits) for each in readings)))
    wrong = (*stalled, *silent)
    return Answer(ok=not wrong, reasons=wrong or away(down, now))


def away(down: dict[str, datetime], now: datetime) -> tuple[str, ...]:
    """A sentence for each dependency that does not answer."""
    return tuple(f"{name} has not answered for {_seconds(now - since)}" for name, since in sorted(down.items()))


def _stall(seen: Reading, now: datetime, limits: Limits) -> str | None:
    stood = now - seen.moved_at
    if seen.paused or seen.position >= seen.highwater or stood <= limits.moving:
        return None
    left = seen.highwater - seen.position
    return f"{seen.name} has stood at {seen.position} for {_seconds(stood)} with {left} to read"


def _silence(seen: Reading, now: datetime, limits: Limits) -> str | None:
    silent = now - seen.polled_at
    return f"{seen.name} was not polled for {_seconds(silent)}" if silent > limits.polling else None


def _seconds(span: timedelta) -> str:
    return f"{span.total_seconds():.0f} s"
