"""Out to Kafka within a second, or into the spool; and from the spool to Kafka when it is back (rule 8)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from chassis.clock import Clock
from chassis.failures import Unavailable
from chassis.keys import Keys
from chassis.repeating import every
from chassis.wire import Message, Position, Wire
from contracts import topics
from contracts.ids import subject_of, ticket_of
from intake.metrics import IntakeMetrics
from intake.spool import Spool, SpoolFull

log = structlog.get_logger(__name__)
AT_ONCE = 200
LOOK_EVERY = 0.2


@dataclass(slots=True)
class Publishing:
    """Where accepted requests go. `kafka` says whether Kafka is tried first: from the drainer's first success to the
    first send that fails or takes too long.
    """

    wire: Wire
    spool: Spool
    keys: Keys
    clock: Clock
    metrics: IntakeMetrics
    patience: float = 1.0
    kafka: bool = False
    _late: "set[asyncio.Task[list[Position]]]" = field(default_factory=set)

    async def publish(self, requests: Sequence[Sequence[Message]]) -> None:
        """Return when Kafka has acknowledged these requests' messages, or the spool holds them. Raises `SpoolFull`."""
        started = self.clock.monotonic()
        if not (self.kafka and await self._sent(requests)):
            self.kafka = False
            await self.spool.append(requests, self.clock.now())
            self.metrics.spooled.inc(len(requests))
        self.metrics.publish_seconds.observe(self.clock.monotonic() - started)

    async def _sent(self, requests: Sequence[Sequence[Message]]) -> bool:
        """Whether all is acknowledged in time. A send that is late is left to itself: cut off in the middle, a producer
        is not closed; and what arrives twice has the same ids.
        """
        sending = asyncio.ensure_future(self.wire.send([message for messages in requests for message in messages]))
        done, _ = await asyncio.wait({sending}, timeout=self.patience)
        if not done:
            self._late.add(sending)
            sending.add_done_callback(self._forget)
            log.warning("kafka_too_slow", seconds=self.patience)
            return False
        error = sending.exception()
        if error is None:
            return True
        if not isinstance(error, Unavailable):
            raise error
        log.warning("kafka_away", reason=str(error))
        return False

    def _forget(self, sending: "asyncio.Task[list[Position]]") -> None:
        self._late.discard(sending)
        if not sending.cancelled():
            sending.exception()

    async def drain(self) -> int:
        """Send everything that waits, the oldest first; how many requests went out. Raises `Unavailable`, `SpoolFull`.

        Rows are removed after Kafka has them: a crash in between sends them again, under the same ids.
        """
        sent = 0
        while waiting := await self.spool.oldest(AT_ONCE):
            self.kafka = False
            await self._send_keeping_erasures([message for one in waiting for message in one.messages])
            await self.spool.remove(waiting[-1].place)
            sent += len(waiting)
        self.kafka = True
        return sent

    async def _send_keeping_erasures(self, messages: Sequence[Message]) -> None:
        """A repetition, or what a slow Kafka had after all, waited here while its ticket was erased: the key that goes
        out now would stand behind its erasure, and the next Redis would get it back (D-108). So the erasure follows.
        """
        subjects = (message.key.decode() for message in messages if message.topic == topics.KEYS.name and message.key)
        tickets = [ticket_of(subject) for subject in dict.fromkeys(subjects)]
        await self.keys.erased(tickets)  # nothing goes out, again and again, while nobody could look afterwards
        await self.wire.send(messages)
        erased = await self.keys.erased(tickets)
        if erased:
            await self.wire.send([Message(topics.KEYS.name, subject_of(one).encode(), (), None) for one in erased])

    async def draining(self) -> None:
        """Until cancelled: empty the spool, tell how full it is."""
        await every(LOOK_EVERY, self._round)

    async def _round(self) -> None:
        try:
            if sent := await self.drain():
                log.info("spool_drained", count=sent)
        except SpoolFull as full:
            raise Unavailable(str(full)) from full
        finally:
            await self.look()

    async def look(self) -> None:
        """Set the gauges."""
        depth = await self.spool.depth()
        self.metrics.spool_depth.set(depth.count)
        age = (self.clock.now() - depth.oldest_at).total_seconds() if depth.oldest_at else 0.0
        self.metrics.spool_age.set(max(0.0, age))
