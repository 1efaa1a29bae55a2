"""Counting afterwards: what stands on the topics, in Redis, and at the SMS gateway."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

import httpx
from redis.asyncio import Redis

from chassis.kafka import KafkaReader
from chassis.wire import partition_of
from contracts import topics
from contracts.cloudevents import Event, decode
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS

OWN = {"dispatch": topics.LIFECYCLE, "sla-monitor": topics.DEADLINES, "notifier": topics.NOTIFICATIONS}


@dataclass(slots=True)
class Story:
    """One topic: its events by subject, each id once; sequences that stand under two ids."""

    events: dict[str, dict[str, Event]] = field(default_factory=lambda: defaultdict(dict))
    forks: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    records: int = 0

    def last(self, subject: str) -> int:
        return max((event.sequence for event in self.events[subject].values()), default=0)

    def count(self, type_: str) -> Counter[str]:
        """How many distinct events of a type each subject has."""
        return Counter(s for s, found in self.events.items() for event in found.values() if event.type == type_)


async def told(bootstrap: str, topic: topics.Topic) -> Story:
    """Everything on a topic."""
    reader, story = KafkaReader([bootstrap]), Story()
    for partition in range(PARTITIONS):
        end = await reader.end(topic.name, partition)
        async for batch in reader.read(topic.name, partition, 0, end):
            for record in batch:
                story.records += 1
                if record.value:
                    event = decode(record.headers, record.value)
                    story.events[event.subject][event.id] = event
    for subject, found in story.events.items():
        sequences = Counter(event.sequence for event in found.values())
        story.forks += [f"{subject} {n}" for n, times in sequences.items() if times > 1]
        if sorted(sequences) != list(range(1, len(sequences) + 1)):
            story.gaps.append(subject)
    return story


async def astray(bootstrap: str, redis: Redis, service: str) -> list[str]:
    """Subjects whose record in Redis is not what its topic says before and after the look: the service goes on."""
    before = await told(bootstrap, OWN[service])
    held = {subject: await _version(redis, service, subject) for subject in before.events}
    after = await told(bootstrap, OWN[service])
    return [
        f"{service} {subject}: record {version}, topic {before.last(subject)} to {after.last(subject)}"
        for subject, version in held.items()
        if not before.last(subject) <= version <= after.last(subject)
    ]


async def _version(redis: Redis, service: str, subject: str) -> int:
    key = f"{service}:{{{partition_of(subject, PARTITIONS)}}}:r:{subject}"
    return int(await redis.getrange(key, 0, 15) or 0)


async def sent_twice(gateway: str) -> list[str]:
    """References that the SMS gateway accepted more than once."""
    async with httpx.AsyncClient() as client:
        kept = (await client.get(f"{gateway}/messages", timeout=30)).json()
    references = Counter(message["out_id"] for message in kept)
    return [reference for reference, times in references.items() if times > 1]
