"""The monitor is down while deadlines pass (rule 9, D-409): one that was met is no breach; one that was missed is one,
late by so much.
"""

import asyncio
from datetime import datetime, timedelta

import pytest
from redis.asyncio import Redis

from chassis.clock import SystemClock
from chassis.record import load
from chassis.seen import NOTHING
from chassis.wire import partition_of
from contracts import topics
from contracts.facts import BreachAnnulled, ClocksSet, DeadlineBreached, TicketAssigned, TicketReplyRecorded
from contracts.ids import subject_of
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from contracts.vocabulary import Clock
from tests.chaos import estate, plan, talking
from tests.chaos.folding import KEEPERS
from tests.chaos.installation import Installation
from tests.chaos.report import Proof
from tests.harness.eventually import eventually

RUDE = "门岗保安态度恶劣，当众辱骂我母亲，我要投诉！"
TICKETS = 24 if plan.WHOLE else 6
"""Half of them are answered in time."""
PAST = timedelta(seconds=1)

pytestmark = pytest.mark.timeout(300)


async def test_a_deadline_that_passed_while_the_monitor_was_down_is_judged_rightly(
    town: Installation, proof: Proof
) -> None:
    now = SystemClock().now
    tickets = await talking.each([complain(town, n) for n in range(TICKETS)])
    due_at = max(await talking.each([deadline(town, ticket) for ticket in tickets]))
    met, missed = tickets[::2], tickets[1::2]
    await asyncio.to_thread(town.kill, "sla-monitor")
    await talking.each([reply(town, ticket) for ticket in met])
    in_time = await replied_by(town, met)
    proof.promised("answers that came before their deadline", in_time, len(met))
    await asyncio.sleep(max(0.0, (due_at + PAST - now()).total_seconds()))  # the deadline has to pass really
    proof.tell("all deadlines have passed; sla-monitor comes back")
    back_at = now()
    await asyncio.to_thread(town.start, "sla-monitor")
    for ticket in missed:
        await talking.fact(town, topics.DEADLINES, ticket, DeadlineBreached, clock=Clock.FIRST_RESPONSE)
    await handled_all(town, met)
    await count(town, proof, met, missed, back_at)
    proof.kept()


async def count(place: Installation, proof: Proof, met: list[str], missed: list[str], back_at: datetime) -> None:
    wrong = [ticket for ticket in met if await breaches(place, ticket)]
    annulled = [one for ticket in met for one in await talking.facts(place, topics.DEADLINES, ticket, BreachAnnulled)]
    found = [await breaches(place, ticket) for ticket in missed]
    late = [one.late_by for each in found for one in each]
    least = [back_at - one.due_at for each in found for one in each]
    proof.promised("met deadlines called missed", wrong, [])
    proof.promised("breaches that had to be annulled", annulled, [])
    proof.promised("missed deadlines with exactly one breach", sum(len(each) == 1 for each in found), len(missed))
    proof.figure("late by, told in the fact", ", ".join(f"{one.total_seconds():.1f} s" for one in late[:8]))
    proof.promised(
        "breaches that say how late, and no less than the monitor was away",
        sum(said >= away for said, away in zip(late, least, strict=True)),
        len(missed),
    )


async def complain(place: Installation, n: int) -> str:
    return await talking.report(
        place, talking.named("down", n), f"{RUDE}（第{n}次）", site=estate.PARK, place=f"大堂{n}"
    )


async def deadline(place: Installation, ticket: str) -> datetime:
    """Its first deadline, once the monitor has set it."""
    found = await talking.fact(place, topics.DEADLINES, ticket, ClocksSet)
    return next(one.due_at for one in found.clocks if one.clock is Clock.FIRST_RESPONSE)


async def reply(place: Installation, ticket: str) -> None:
    assigned = await talking.fact(place, topics.LIFECYCLE, ticket, TicketAssigned)
    said = {"means": "phone", "kind": "first_response", "text": "已致电致歉，正在核实。"}
    answer = await talking.command(place, ticket, "record-reply", assigned.assignee or "lin-jiayi", **said)
    assert answer.status_code == 200, answer.text


async def replied_by(place: Installation, tickets: list[str]) -> int:
    """How many have their answer on record before their deadline."""
    pairs = [(await deadline(place, one), await talking.told(place, topics.LIFECYCLE, one)) for one in tickets]
    return sum(any(isinstance(e.data, TicketReplyRecorded) and e.time < due for e in events) for due, events in pairs)


async def breaches(place: Installation, ticket: str) -> list[DeadlineBreached]:
    return await talking.facts(place, topics.DEADLINES, ticket, DeadlineBreached, clock=Clock.FIRST_RESPONSE)


async def handled_all(place: Installation, tickets: list[str]) -> None:
    """Wait until the monitor has read every answer: only then "no breach" says anything."""
    redis = Redis.from_url(place.redis)
    keeper = next(one for one in KEEPERS if one.service == "sla-monitor")

    async def read_up() -> bool:
        for ticket in tickets:
            subject = subject_of(ticket)
            last = (await talking.told(place, topics.LIFECYCLE, ticket))[-1].sequence
            stored = await redis.get(f"sla-monitor:{{{partition_of(subject, PARTITIONS)}}}:r:{subject}")
            seen = load(stored, keeper.codec).handled.get(topics.LIFECYCLE.name, NOTHING)  # type: ignore[arg-type]
            if seen.last < last:
                return False
        return True

    try:
        await eventually(read_up, within=60, every=0.5, saying="the monitor has not read the answers")
    finally:
        await redis.aclose()
