"""When the due-queues are looked at next, so that an idle service does not ask Redis fifty times a second."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from chassis.clock import Clock
from chassis.decision import to_ms

FARTHEST_SECONDS = 0.2
"""What another copy arms in a partition of ours (an HTTP command may come in anywhere) is noticed within this time."""
NOW = 0


@dataclass(slots=True)
class Alarm:
    """Rings when the earliest timer known comes due, at once when one is armed that comes sooner, and every
    `FARTHEST_SECONDS` for what is not known here. Times are ms since the epoch.
    """

    clock: Clock
    _earliest: int | None = None
    _sooner: asyncio.Event = field(default_factory=asyncio.Event)

    def begin(self) -> None:
        """The queues are about to be looked at: forget what was known, keep what is armed from now on."""
        self._earliest = None
        self._sooner.clear()

    def armed(self, due_ms: int) -> None:
        """A timer was armed, or seen to wait, for then."""
        if self._earliest is None or due_ms < self._earliest:
            self._earliest = due_ms
            self._sooner.set()

    async def rings(self) -> None:
        """Return when it is time to look."""
        while (rest := self._rest()) > 0:
            self._sooner.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(rest):
                    await self._sooner.wait()
                    continue
            return

    def _rest(self) -> float:
        if self._earliest is None:
            return FARTHEST_SECONDS
        return min(FARTHEST_SECONDS, (self._earliest - to_ms(self.clock.now())) / 1000)
