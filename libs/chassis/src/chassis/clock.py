"""The one place that reads the time. Everything else is told it."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where the shell asks what time it is; the core gets the answer as an argument."""

    def now(self) -> datetime:
        """The instant, aware and in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary start that never run backwards: for measuring spans, not for naming instants."""
        ...


class SystemClock:
    """The machine's clocks."""

    def now(self) -> datetime:
        """The machine's time, aware and in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds of the machine's monotonic clock."""
        return time.monotonic()


class ManualClock:
    """A clock in the test's hand: it stands still until it is moved."""

    def __init__(self, start: datetime) -> None:
        self._now = _utc(start)
        self._elapsed = timedelta()

    def now(self) -> datetime:
        """The instant it was last moved to."""
        return self._now

    def monotonic(self) -> float:
        """Seconds it was moved forward in all; moving it back does not count."""
        return self._elapsed.total_seconds()

    def advance(self, span: timedelta) -> None:
        """Move forward by `span`; ValueError if that is backwards."""
        if span < timedelta():
            raise ValueError(f"a clock advances, it was told to go back by {-span}; use set() to move it back")
        self.set(self._now + span)

    def set(self, now: datetime) -> None:
        """Move to `now`, back as well (as a corrected machine clock does); ValueError if it names no time zone."""
        moved_to = _utc(now)
        self._elapsed += max(moved_to - self._now, timedelta())
        self._now = moved_to


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError(f"{instant.isoformat()} names no time zone; give an aware instant, such as one in UTC")
    return instant.astimezone(UTC)
