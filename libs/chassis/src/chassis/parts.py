"""What a service runs on: real Kafka and Redis in production, an in-memory log and the test's clock in tests."""

from dataclasses import dataclass

from redis.asyncio import Redis

from chassis.asking import Ends
from chassis.clock import Clock
from chassis.feed import Feed, LogReader
from chassis.metrics import Metrics
from chassis.wire import Wire


@dataclass(slots=True)
class Parts:
    """The parts. `partitions` is known once Kafka has answered; without `ends` nobody asks Kafka (`asking.py`)."""

    clock: Clock
    redis: Redis
    wire: Wire
    reader: LogReader
    feed: Feed
    metrics: Metrics
    partitions: int = 0
    ends: Ends | None = None
