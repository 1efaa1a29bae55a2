"""Health and gauges tell the truth about real partitions: given away, never polled, stalled, parked (rules 7 and 9)."""

from datetime import timedelta

from chassis.health import Health
from chassis.looking import look
from contracts import topics
from tests.harness.counting import message
from tests.harness.host import Host
from tests.integration.chassis.town import SUBJECT, Town


async def looked(town: Town, host: Host, health: Health, *, seconds: int) -> bool:
    """Whether it lives after so many seconds with a look in each ten of them."""
    for _ in range(seconds // 10):
        town.clock.advance(timedelta(seconds=10))
        await look(host.service, health)
    return health.live(town.clock.now()).ok


def gauge(host: Host, name: str) -> dict[str, float]:
    found = host.service.parts.metrics.registry.collect()
    samples = [sample for family in found if family.name == name for sample in family.samples]
    return {next(iter(sample.labels.values()), ""): sample.value for sample in samples}


async def test_a_partition_given_to_another_copy_is_not_missed(town: Town) -> None:
    host, _ = await town.copy()
    health = Health(started=True)
    await look(host.service, health)
    await host.join([0, 1])
    assert await looked(town, host, health, seconds=200)
    assert health.ready(town.clock.now()).ok


async def test_a_consumer_that_fetches_no_more_is_dead(town: Town) -> None:
    host, _ = await town.copy()
    health = Health(started=True)
    await look(host.service, health)
    host.feed.polled_at = town.clock.now()
    assert await looked(town, host, health, seconds=90)
    assert not await looked(town, host, health, seconds=10)


async def test_a_consumer_that_never_fetched_is_dead(town: Town) -> None:
    host, _ = await town.copy()
    host.feed.blind = True
    health = Health(started=True)
    await look(host.service, health)
    assert not await looked(town, host, health, seconds=100)


async def test_a_consumer_whose_loop_died_stands_before_what_it_does_not_take(town: Town) -> None:
    host, _ = await town.copy()
    health = Health(started=True)
    await town.send(message(SUBJECT, 1, 1))
    assert not await looked(town, host, health, seconds=80)


async def test_a_watermark_that_stands_grows_old_in_the_gauge(town: Town) -> None:
    host, _ = await town.copy()
    await look(host.service, Health())
    host.feed.blind = True
    await looked(town, host, Health(), seconds=120)
    assert gauge(host, "steward_watermark_age_seconds")[topics.CLASSIFIED.name] == 120
    assert topics.retry("dispatch").name not in gauge(host, "steward_watermark_age_seconds")


async def test_parked_subjects_are_in_the_gauge_of_whoever_takes_over(town: Town) -> None:
    host, door = await town.copy()
    await town.send(message(SUBJECT, -1, 1))
    await host.drain()
    await host.crash()
    successor, _ = await town.copy("2", committed=host)
    await look(successor.service, Health())
    assert gauge(successor, "steward_parked")[str(door.partition_of(SUBJECT))] == 1
    await successor.join([])
    await look(successor.service, Health())
    assert gauge(successor, "steward_parked") == {}
    assert gauge(successor, "steward_lag") == {}
