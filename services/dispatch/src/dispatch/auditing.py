"""The auditor (rule 7): an accepted report never vanishes unseen. What intake took and has no ticket is counted.

Whatever went wrong between the two (a letter given up, a classifier that is down), it shows here. A partition is
audited by whoever dispatches it; how far, stands in Redis, so that a restart goes on from the oldest one missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

import structlog
from prometheus_client import Gauge

from chassis.answering import answering
from chassis.decision import floor_ms
from chassis.feed import Record
from chassis.inputs import key_of
from chassis.repeating import every
from chassis.service import Service
from contracts import topics

log = structlog.get_logger(__name__)
EVERY_SECONDS: Final = 60.0
GRACE: Final = timedelta(minutes=10)
"""So long a report may be on its way before it is missed."""
AUDITED: Final = "dispatch:audited"
AT_ONCE: Final = 200


@dataclass(slots=True)
class Auditing:
    """What is known of the partitions that are ours: how far each is audited, and which subjects are missing."""

    service: Service
    gauge: Gauge
    _next: dict[int, int] = field(default_factory=dict)
    _missing: dict[int, dict[str, int]] = field(default_factory=dict)

    async def watching(self) -> None:
        """Until cancelled: look once a minute."""
        await every(EVERY_SECONDS, self.look)

    async def look(self) -> None:
        """Audit what has become old enough, and whether what was missing is there by now. Raises `Unavailable`."""
        ours = sorted(self.service.assignment.caught)
        for gone in self._next.keys() - set(ours):
            del self._next[gone], self._missing[gone]
        for partition in ours:
            await self._audit(partition)
        self.gauge.set(sum(len(missing) for missing in self._missing.values()))

    async def _audit(self, partition: int) -> None:
        topic, reader = topics.RECEIVED.name, self.service.parts.reader
        missing = await self._without_record(partition, self._missing.get(partition, {}))
        start = self._next[partition] if partition in self._next else await self._position(partition)
        end = await reader.offset_at(topic, partition, floor_ms(self.service.parts.clock.now() - GRACE))
        async for batch in reader.read(topic, partition, start, end):
            missing |= await self._newly_missing(partition, batch)
        self._missing[partition], self._next[partition] = missing, max(start, end)
        with answering():
            oldest = min(missing.values(), default=self._next[partition])
            await self.service.parts.redis.hset(AUDITED, str(partition), str(oldest))

    async def _newly_missing(self, partition: int, batch: Sequence[Record]) -> dict[str, int]:
        """What is no report (its key cannot be read) is the classifier's dead letter, and nobody's ticket."""
        received = {subject: record.offset for record in batch if (subject := key_of(record))}
        missing = await self._without_record(partition, received)
        for subject in missing:
            log.error("received_without_lifecycle", subject=subject, partition=partition, offset=missing[subject])
        return missing

    async def _without_record(self, partition: int, subjects: dict[str, int]) -> dict[str, int]:
        names = list(subjects)
        found: dict[str, int] = {}
        for at in range(0, len(names), AT_ONCE):
            some = names[at : at + AT_ONCE]
            records, _ = await self.service.store.load(partition, some)
            found |= {name: subjects[name] for name, record in zip(some, records, strict=True) if not record}
        return found

    async def _position(self, partition: int) -> int:
        with answering():
            kept = await self.service.parts.redis.hget(AUDITED, str(partition))
        return int(kept or 0)
