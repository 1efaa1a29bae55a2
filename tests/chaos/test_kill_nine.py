"""kill -9 of each service, of Redis and of Kafka under load, then everything is counted (rules 1 to 10).

`make chaos` sends `STEWARD_CHAOS_REQUESTS` (2,000) requests; the run is seeded by `STEWARD_CHAOS_SEED` and says what it
killed when, and what it counted.
"""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest
from redis.asyncio import Redis

from chassis.kafka import KafkaReader
from contracts import topics
from contracts.ids import subject_of
from stack.embedded import Running
from tests.chaos.counting import OWN, Story, astray, sent_twice, told
from tests.chaos.installation import PARTS, Installation, installed, victims
from tests.harness.eventually import eventually

REQUESTS = int(os.environ.get("STEWARD_CHAOS_REQUESTS", "2000"))
SEED = int(os.environ.get("STEWARD_CHAOS_SEED", "20261124"))
BATCH = 20
PATIENCE = 180
KILLS = ("intake", "classifier", "dispatch", "sla-monitor", "notifier", *PARTS)
TEXTS = (
    "楼道灯不亮了。",
    "厨房水管漏水，麻烦派人来修。",
    "The lobby smells of rubbish again.",
    "保安态度不好，请处理。",
)

pytestmark = pytest.mark.timeout(900)


def request(n: int) -> dict[str, object]:
    """One request; every resident has a phone of their own, so no burst limit holds anything back."""
    return {
        "id": f"chaos-{SEED}-{n}",
        "site": "sz-kechuang",
        "channel": "web",
        "text": TEXTS[n % len(TEXTS)],
        "building": "A",
        "unit": f"{n:05d}",
        "reporter": {"name": "林测试", "phone": f"+86199{n:08d}", "language": "zh-Hans"},
    }


async def accept(client: httpx.AsyncClient, url: str, numbers: Sequence[int]) -> dict[str, str]:
    """Send until every one is accepted, as a call centre would: request id to ticket."""
    accepted: dict[str, str] = {}
    waiting = [request(n) for n in numbers]
    while waiting:
        try:
            answer = await client.post(f"{url}/v1/requests:batch", json={"requests": waiting})
            found = answer.json()["requests"] if answer.status_code == httpx.codes.OK else []
        except (httpx.TransportError, ValueError):
            found = []
        accepted |= {one["id"]: one["ticket"] for one in found if one["status"] in (200, 201)}
        assert all(one["status"] in (200, 201, 503) for one in found), found
        waiting = [one for one in waiting if one["id"] not in accepted]
        if waiting:
            await asyncio.sleep(0.2)
    return accepted


async def load(place: Installation, killing: asyncio.Event) -> dict[str, str]:
    """All requests, a batch after the other; the killing begins when a tenth is in."""
    accepted: dict[str, str] = {}
    headers = {"Authorization": "Bearer demo-call-centre"}
    async with httpx.AsyncClient(headers=headers, timeout=10) as client:
        for start in range(0, REQUESTS, BATCH):
            accepted |= await accept(client, place.url("intake"), range(start, min(start + BATCH, REQUESTS)))
            if len(accepted) >= REQUESTS // 10:
                killing.set()
    return accepted


async def kill(place: Installation, killing: asyncio.Event) -> None:
    """One after the other, with time in between to get to work again."""
    await killing.wait()
    for name in victims(SEED, max(len(KILLS), REQUESTS // 150), KILLS):
        await asyncio.to_thread(place.kill, name)
        await asyncio.sleep(2.5)


async def settled(place: Installation, tickets: Sequence[str]) -> dict[str, Story]:
    """Wait until every ticket is open, has its clocks, and its resident was told or it is known why not."""
    bootstrap = str(place.running.addresses["kafka"])
    ends = ("sent", "failed", "unknown", "suppressed")

    seen: dict[str, object] = {}

    async def whole() -> dict[str, Story] | None:
        stories = {name: await told(bootstrap, topic) for name, topic in OWN.items()}
        ended = {s for end in ends for s in stories["notifier"].count(f"steward.notification.{end}.v1")}
        subjects = {subject_of(ticket) for ticket in tickets}
        seen["not opened"] = sorted(subjects - set(stories["dispatch"].events))
        seen["without clocks"] = sorted(subjects - set(stories["sla-monitor"].events))
        seen["nobody told"] = sorted(subjects - ended)
        seen["services that ended"] = place.dead()
        return None if any(seen.values()) else stories

    try:
        return await eventually(whole, within=PATIENCE, saying="some tickets were lost on the way")
    except AssertionError:
        missing = {what: (len(list(which)), list(which)[:3]) for what, which in seen.items()}  # type: ignore[call-overload]
        raise AssertionError(f"after {PATIENCE} s, killed {place.told}: {missing}") from None


async def test_nothing_is_lost_and_nothing_happens_twice_whoever_is_killed(tmp_path: Path) -> None:
    with installed(tmp_path) as place:
        killing = asyncio.Event()
        accepted, _ = await asyncio.gather(load(place, killing), kill(place, killing))
        assert len(accepted) == REQUESTS
        assert len(set(accepted.values())) == REQUESTS
        stories = await settled(place, list(accepted.values()))
        await count(place, stories, accepted)


async def count(place: Installation, stories: dict[str, Story], accepted: dict[str, str]) -> None:
    """The report, and the promises."""
    opened = stories["dispatch"].count("steward.ticket.opened.v1")
    running: Running = place.running
    twice = await sent_twice(str(running.addresses["sms"]))
    dead = {name: (await told_raw(running, name)) for name in ("intake", "classifier", *OWN)}
    print(f"\nseed {SEED}: killed {', '.join(place.told)}")
    print(f"accepted {len(accepted)}, tickets opened {len(opened)}, dead letters {sum(dead.values())}")
    for name, story in stories.items():
        distinct = sum(map(len, story.events.values()))
        print(f"{name}: {distinct} facts, {story.records - distinct} repeated under their id, {len(story.forks)} forks")
    assert {subject_of(ticket) for ticket in accepted.values()} == {s for s, times in opened.items() if times == 1}
    assert {name: story.forks for name, story in stories.items() if story.forks} == {}
    assert {name: story.gaps for name, story in stories.items() if story.gaps} == {}
    assert twice == []
    assert dead == dict.fromkeys(dead, 0)
    await records_are_what_their_topics_say(running)


async def records_are_what_their_topics_say(running: Running) -> None:
    """Every record is at its topic's last fact, once what is under way has come to rest."""
    redis = Redis.from_url(str(running.addresses["redis"]))
    for service in OWN:

        async def none_astray(service: str = service) -> bool:
            return not await astray(str(running.addresses["kafka"]), redis, service)

        await eventually(none_astray, within=60, saying=f"records of {service} are not what their topic says")
    await redis.aclose()


async def told_raw(running: Running, service: str) -> int:
    """How many records a dead-letter topic has."""
    reader = KafkaReader([str(running.addresses["kafka"])])
    return sum([await reader.end(topics.dead(service).name, partition) for partition in range(6)])
