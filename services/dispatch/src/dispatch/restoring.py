"""The indexes are a cache too (rule 3): what Redis lost of them is noted again from the end of `tickets.lifecycle`.

Three neighbours whose reports fell on both sides of a lost second would never be found together (D-105), a repeat not
be noticed (D-104). So a decision that asks the indexes first waits until they are whole.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta

from chassis.entries import source_of
from chassis.health import Health
from chassis.parts import Parts
from chassis.restoring import Kept, Restoring
from contracts import topics
from contracts.cloudevents import Event, Unreadable, decode

MARK = "dispatch:whole"


def restoring_indexes(
    parts: Parts, health: Health, reach: timedelta, note: Callable[[Sequence[Event]], Awaitable[None]]
) -> Restoring:
    """`note` does to the indexes what events say was done; doing it again changes nothing. `reach` is how far back the
    indexes look.
    """

    async def again(messages: Sequence[Kept]) -> None:
        await note([event for message in messages if (event := _own(message))])

    return Restoring(parts, health, "indexes", (MARK,), (topics.LIFECYCLE,), again, reach=reach)


def _own(message: Kept) -> Event | None:
    """One of our facts; the catch-up tells of what cannot be read."""
    try:
        event = decode(message.headers, message.value)
    except Unreadable:
        return None
    return event if event.source == source_of("dispatch") else None
