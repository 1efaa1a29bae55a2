"""Once a second: what health and the gauges say of a service's partitions. The gauges are told anew each time: what is
not ours any more says nothing.
"""

from datetime import datetime

from aiokafka import TopicPartition

from chassis.decision import from_ms
from chassis.feed import Assignment
from chassis.health import Health
from chassis.metrics import Metrics
from chassis.service import Service


async def look(service: Service, health: Health) -> None:
    """Tell health and gauges where the service's partitions stand. Raises `Unavailable` when Redis does not answer."""
    now, metrics, assignment = service.parts.clock.now(), service.parts.metrics, service.assignment
    for partition in range(service.parts.partitions):
        waits = partition in assignment.owned() - assignment.caught
        (health.catching_up if waits else health.caught_up)(f"partition {partition}")
    health.only({(tp.topic, tp.partition) for tp in assignment.handled})
    lag, age = dict[str, int](), dict[str, float]()
    for tp in list(assignment.handled):
        behind = _progress(service, health, tp, now)
        lag[tp.topic] = max(lag.get(tp.topic, 0), behind)
        if service.firing and tp.topic not in service.ungated:
            age[tp.topic] = max(age.get(tp.topic, 0.0), _age(service, tp, now))
    _tell(metrics, lag, age)
    await _count(service, assignment, metrics)


def _progress(service: Service, health: Health, tp: TopicPartition, now: datetime) -> int:
    """How many records are left to handle here; health hears of it."""
    assignment, feed = service.assignment, service.parts.feed
    paused = tp.partition not in assignment.caught
    since = now if paused else assignment.since.setdefault(tp, now)
    if paused:
        assignment.since.pop(tp, None)
    handled, polled_ms = assignment.handled[tp], feed.last_poll_timestamp(tp)
    end = max(feed.highwater(tp) or 0, handled)
    idle = not paused and handled >= end
    polled_at = max(since, from_ms(polled_ms)) if polled_ms else since
    health.progress(
        tp.topic,
        tp.partition,
        position=handled,
        highwater=end,
        now=now,
        paused=paused,
        polled_at=polled_at if idle else now,
    )
    return end - handled


def _age(service: Service, tp: TopicPartition, now: datetime) -> float:
    """Seconds to which this topic's inputs are not known to be handled; since it became ours where nothing is known."""
    moment = service.assignment.moment(tp, service.parts.feed) or service.assignment.since.get(tp, now)
    return max(0.0, (now - moment).total_seconds())


def _tell(metrics: Metrics, lag: dict[str, int], age: dict[str, float]) -> None:
    metrics.lag.clear()
    metrics.watermark_age.clear()
    for topic, behind in lag.items():
        metrics.lag.labels(topic=topic).set(behind)
    for topic, seconds in age.items():
        metrics.watermark_age.labels(topic=topic).set(seconds)


async def _count(service: Service, assignment: Assignment, metrics: Metrics) -> None:
    partitions = sorted(assignment.caught)
    counts = await service.store.counts(partitions)
    metrics.timers_armed.set(sum(armed for armed, _ in counts))
    metrics.parked.clear()
    for partition, (_, parked) in zip(partitions, counts, strict=True):
        metrics.parked.labels(partition=str(partition)).set(parked)
