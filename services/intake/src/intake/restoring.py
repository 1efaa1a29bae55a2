"""Redis is a cache here too (rule 3): what it lost is made again from Kafka and the spool before anything is taken.

A repetition of a request of the lost seconds would else get a new key, and what is sealed under the first would never
open again. So every look at the register asks whether Redis is whole; until it is, intake answers 503.
"""

from collections.abc import Iterable

import structlog
from redis.asyncio.client import Pipeline

from chassis.failures import Unavailable
from chassis.health import Health
from chassis.keys import WHOLE
from chassis.parts import Parts
from chassis.restoring import Kept, Restoring, piped, restore_key_of
from contracts import topics
from contracts.cloudevents import Event, Unreadable, decode
from contracts.facts import RequestReceived
from intake.domain.identity import Entry
from intake.register import MARK, Register
from intake.spool import Spool, SpoolFull

log = structlog.get_logger(__name__)
SPOOLED = 100_000


def restoring_register(parts: Parts, health: Health, register: Register, spool: Spool) -> Restoring:
    """Keys, numbers and identities; first those that still wait in this process' own spool."""

    def again(pipe: Pipeline, message: Kept) -> None:
        event = _event(message.headers, message.value) if message.value else None
        match event.data if event else None:
            case RequestReceived(ticket=ticket, fingerprint=str(mark), number=number) if event:
                register.restore(pipe, ticket, Entry(mark, number, event.time, event.mode))
            case _:
                restore_key_of(pipe, message)

    async def spooled() -> None:
        try:
            waiting = await spool.oldest(SPOOLED)
        except SpoolFull as full:
            raise Unavailable(str(full)) from full
        for one in waiting:
            await put_back(one.messages)

    put_back = piped(parts, again)
    return Restoring(parts, health, "register", (MARK, WHOLE), (topics.KEYS, topics.RECEIVED), put_back, first=spooled)


def _event(headers: Iterable[tuple[str, bytes]], value: bytes) -> Event | None:
    try:
        return decode(headers, value)
    except Unreadable as unreadable:
        log.error("own_fact_unreadable", reason=unreadable.message)
        return None
