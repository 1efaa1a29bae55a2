"""kill -9 of every service, of Redis and of Kafka, at random under load; then everything is counted (rules 1 to 10)."""

import asyncio

import pytest

from tests.chaos import counting, load, moments, plan
from tests.chaos.installation import Installation
from tests.chaos.report import Proof
from tests.chaos.watching import Watcher
from tests.harness.eventually import eventually

PATIENCE = 240 if plan.WHOLE else 150
"""Seconds after the last kill. A message whose sender was killed in the act is asked for after 90 (rule 10)."""
KILLS = max(1, plan.REQUESTS // 6_000) * len(plan.VICTIMS)
"""Each victim at each of its moments once every 6,000 requests, and once at least."""

pytestmark = pytest.mark.timeout(2400 if plan.WHOLE else 480)


async def test_nothing_is_lost_and_nothing_happens_twice_whoever_is_killed(place: Installation, proof: Proof) -> None:
    """D-104, D-105, D-409, D-503."""
    async with Watcher().following(place.kafka) as watcher:
        sending = load.Load(place, watcher, "kill", plan.REQUESTS)
        met = (await asyncio.gather(sending.run(), kill(place, sending)))[1]
        proof.tell("all accepted, the last kill done")
        await counting.settle(place, proof, watcher, sending.subjects, PATIENCE)
        counted = await counting.everything(place)
    proof.promised("requests accepted", len(sending.accepted), plan.REQUESTS)
    proof.figure("batches sent again", sending.asked_again)
    proof.figure("kills at a moment that came", f"{met} of {KILLS}")
    counting.tickets_are_whole(proof, counted, sending.accepted, load.cases_in(plan.REQUESTS))
    counting.records_follow(proof, counted)
    await counting.messages_went_once(place, proof, watcher)
    proof.promised("open dead letters", [letter.id for letter in await counting.letters(place)], [])
    proof.kept()


async def kill(place: Installation, sending: load.Load) -> int:
    """One after the other, each while its share of the load is under way; every victim before any a second time. How
    many were met at their moment.
    """
    share, met = -(-plan.REQUESTS // KILLS), 0
    for n, one in enumerate(plan.kills(KILLS, "kill-nine")):
        sending.allowed += share

        async def under_way(before: int = n * share) -> bool:
            return len(sending.accepted) > before

        await eventually(under_way, within=load.STANDSTILL, saying="intake takes nothing")
        met += await asyncio.to_thread(moments.kill, place, one.victim, one.moment)
        await asyncio.to_thread(place.back, one.victim)
        await asyncio.sleep(one.peace)  # time to get to work again; how much, the seed says
    return met
