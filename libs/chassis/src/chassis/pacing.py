"""Long steps take turns with the event loop: between two of them it hears what Redis and Kafka have answered.

A batch's partitions ask side by side and are answered side by side. Were all that can be decided then decided in one
turn of the loop, no save would leave before the last decision, and Redis, Kafka and we would wait for each other.
"""

import asyncio

LONG = 50
"""Inputs from which on a step is long: some milliseconds."""
ROUNDS = 6
"""Turns of the loop between two long steps: so many hops it takes from an answer to what is sent because of it."""


class Pace:
    """One long step at a time, in the order they asked. A short one never waits."""

    def __init__(self) -> None:
        self._taken = asyncio.Lock()

    async def turn(self, inputs: int) -> None:
        """Return when a step with so many inputs may be done: at once, and without waiting in it."""
        if inputs >= LONG:
            await self._taken.acquire()
            self._let_go(ROUNDS)

    def _let_go(self, rounds: int) -> None:
        if rounds:
            asyncio.get_running_loop().call_soon(self._let_go, rounds - 1)
        else:
            self._taken.release()
