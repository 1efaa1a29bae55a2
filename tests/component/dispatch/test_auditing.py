"""An accepted report without a ticket is counted until there is one (rule 7)."""

from datetime import timedelta

import pytest
from prometheus_client import CollectorRegistry
from redis.asyncio import Redis

from chassis.clock import ManualClock
from chassis.wire import Message
from contracts import topics
from contracts.ids import subject_of, ticket_id
from dispatch.auditing import Auditing
from dispatch.metrics import create_audit_metrics
from tests.component.dispatch.conftest import Desk, started
from tests.unit.dispatch.play import leak


def auditing(desk: Desk) -> Auditing:
    return Auditing(desk.host.service, create_audit_metrics(CollectorRegistry()))


async def missed(audit: Auditing) -> int:
    await audit.look()
    return int(next(iter(audit.gauge.collect())).samples[0].value)


async def accept(desk: Desk, name: str) -> None:
    """What intake writes; the auditor reads no more of it than its key."""
    key = subject_of(ticket_id("web", name)).encode()
    await desk.log.send([Message(topics.RECEIVED.name, key, (), b"{}")])


async def test_a_report_that_never_became_a_ticket_is_counted_until_it_does(desk: Desk) -> None:
    audit = auditing(desk)
    await accept(desk, "one")
    await accept(desk, "two")
    await desk.report("two", leak())
    desk.clock.advance(timedelta(minutes=9))
    assert await missed(audit) == 0, "it may be on its way"
    desk.clock.advance(timedelta(minutes=2))
    assert await missed(audit) == 1
    assert await missed(audit) == 1
    await desk.report("one", leak())
    assert await missed(audit) == 0


async def test_a_restart_goes_on_from_the_oldest_report_still_missing(
    desk: Desk, redis: Redis, clock: ManualClock
) -> None:
    for name in ("one", "two", "three"):
        await accept(desk, name)
    await desk.report("one", leak())
    clock.advance(timedelta(minutes=11))
    assert await missed(auditing(desk)) == 2
    await desk.host.crash()
    successor = await started(redis, desk.log, clock)
    assert await missed(auditing(successor)) == 2
    await redis.delete("dispatch:audited")
    assert await missed(auditing(successor)) == 2, "what Redis forgot is audited again from the beginning"
    await successor.http.aclose()
    await successor.host.crash()


async def test_a_partition_that_went_to_somebody_else_is_not_counted_here(desk: Desk) -> None:
    audit = auditing(desk)
    await accept(desk, "one")
    desk.clock.advance(timedelta(minutes=11))
    assert await missed(audit) == 1
    desk.host.service.assignment.caught.clear()
    assert await missed(audit) == 0


@pytest.mark.parametrize("key", [None, b"\xff"])
async def test_what_is_no_report_is_nobodys_ticket(desk: Desk, key: bytes | None) -> None:
    await desk.log.send([Message(topics.RECEIVED.name, key, (), b"{}", 0)])
    desk.clock.advance(timedelta(minutes=11))
    assert await missed(auditing(desk)) == 0
