"""Redis comes back with data two seconds old, under load (rule 3): it heals from Kafka, and nothing forks."""

import asyncio
from pathlib import Path

import pytest

from tests.chaos import counting, load, plan
from tests.chaos.installation import Installation
from tests.chaos.report import Proof
from tests.chaos.watching import Watcher

AGE_SECONDS = 2.0
ROLLBACKS = 10 if plan.WHOLE else 2
SHARE = 300 if plan.WHOLE else 40
"""Requests sent before each copy and again before each roll-back."""
FIRST = 30_000
"""Other buildings than those of the load before, on the installation that the short cut shares."""
PATIENCE = 150

pytestmark = pytest.mark.timeout(1200 if plan.WHOLE else 360)


async def test_a_redis_two_seconds_old_heals_and_nothing_forks(
    place: Installation, proof: Proof, tmp_path: Path
) -> None:
    async with Watcher().following(place.kafka) as watcher:
        sending = load.Load(place, watcher, "back", 2 * SHARE * ROLLBACKS, FIRST)
        _, taken_back = await asyncio.gather(sending.run(), roll_back(place, watcher, sending, tmp_path))
        await counting.settle(place, proof, watcher, sending.subjects, PATIENCE)
        counted = await counting.everything(place)
    proof.figure("facts that each older copy did not know", taken_back)
    proof.promised("roll-backs that took something back", sum(one > 0 for one in taken_back), ROLLBACKS)
    counting.tickets_are_whole(proof, counted, sending.accepted, load.cases_in(sending.requests))
    counting.records_follow(proof, counted)
    await counting.messages_went_once(place, proof, watcher)
    proof.kept()


async def roll_back(place: Installation, watcher: Watcher, sending: load.Load, folder: Path) -> list[int]:
    """Again and again: a copy under load, more load for two seconds, then the copy is what Redis has."""
    taken_back = []
    for _ in range(ROLLBACKS):
        sending.allowed += SHARE
        await watcher.reached(len(watcher.opened) + SHARE // 4)
        older = await place.copied(folder / "older")
        before = watcher.facts
        sending.allowed += SHARE
        await asyncio.sleep(AGE_SECONDS)  # the age of the copy is what this is about
        taken_back.append(watcher.facts - before)
        await asyncio.to_thread(place.rolled_back, older)
    return taken_back
