"""Three copies of dispatch that come and go under load (rule 1, rule 5): the order of every ticket holds, and whatever
is asked of it over HTTP, of whichever copy, happens once.
"""

import asyncio
import random
from functools import partial

import httpx
import pytest

from contracts.facts import TicketAccepted
from contracts.ids import subject_of
from tests.chaos import counting, load, moments, plan
from tests.chaos.installation import Installation
from tests.chaos.plan import Moment
from tests.chaos.report import Proof
from tests.chaos.watching import Watcher
from tests.harness.eventually import eventually

COPIES = ("dispatch", "dispatch-2", "dispatch-3")
REQUESTS = 4_000
CHANGES = 24
"""How often a copy leaves, in order or not, or one joins."""
ASKED = 20
"""Every so many tickets one is accepted over HTTP."""
PATIENCE = 300
BUSY = (httpx.codes.NOT_FOUND, httpx.codes.SERVICE_UNAVAILABLE)

pytestmark = [pytest.mark.at_length, pytest.mark.timeout(1200)]


async def test_copies_that_come_and_go_keep_the_order_of_every_ticket(place: Installation, proof: Proof) -> None:
    for copy in COPIES[1:]:
        await asyncio.to_thread(place.start, copy)
    async with Watcher().following(place.kafka) as watcher:
        sending = load.Load(place, watcher, "copies", REQUESTS)
        _, asked, _ = await asyncio.gather(sending.run(), ask(place, sending), come_and_go(place, sending))
        await counting.settle(place, proof, watcher, sending.subjects, PATIENCE)
        counted = await counting.everything(place)
    counting.tickets_are_whole(proof, counted, sending.accepted, load.cases_in(REQUESTS))
    accepted = counted.times(TicketAccepted.TYPE, [subject_of(ticket) for ticket in asked])
    proof.promised("tickets accepted over HTTP, each once", accepted[1], len(asked))
    counting.records_follow(proof, counted)
    await counting.messages_went_once(place, proof, watcher)
    proof.promised("open dead letters", len(await counting.letters(place)), 0)
    proof.kept()


async def come_and_go(place: Installation, sending: load.Load) -> None:
    """One change after the other, each while its share of the load is under way; one copy at least stays."""
    chance = plan.dice("copies")
    for n in range(CHANGES):
        sending.allowed = (n + 1) * REQUESTS // CHANGES
        await asyncio.to_thread(change, place, chance)
        await asyncio.sleep(chance.uniform(1, 4))  # time to get to work in their new order


def change(place: Installation, chance: random.Random) -> None:
    there = [copy for copy in COPIES if place.services[copy].exit_code is None]
    gone = [copy for copy in COPIES if copy not in there]
    if gone and (len(there) == 1 or chance.random() < 1 / 2):
        joining = chance.choice(gone)
        place.tell(f"{joining} joins")
        place.start(joining)
    elif chance.random() < 1 / 2:
        place.stop(chance.choice(there))
    else:
        leaving, moment = chance.choice(there), chance.choice((Moment.LOADED, Moment.SAVED, Moment.SENT))
        place.services[leaving].stopping = True  # it shall stay away for now
        moments.kill(place, leaving, moment)


async def ask(place: Installation, sending: load.Load) -> list[str]:
    """Every so many tickets one is accepted, of any copy that answers, again under the same key until it is done."""
    chance, asked = plan.dice("asking"), []
    async with httpx.AsyncClient(headers=load.CALL_CENTRE, timeout=10) as client:
        for n in range(0, REQUESTS, ASKED):
            ticket = await accepted_by_intake(sending, n)
            wish = partial(taken, place, client, chance, ticket)
            await eventually(wish, within=120, every=0.2, saying=f"{ticket} was not taken")
            asked.append(ticket)
    return asked


async def accepted_by_intake(sending: load.Load, n: int) -> str:
    request = load.request(sending.name, n)["id"]

    async def there() -> str | None:
        return sending.accepted.get(request)

    return await eventually(there, within=load.STANDSTILL, saying=f"{request} was not accepted")


async def taken(place: Installation, client: httpx.AsyncClient, chance: random.Random, ticket: str) -> bool:
    """Whether some copy said that the ticket is accepted: now, or by this very wish before."""
    there = [copy for copy in COPIES if place.services[copy].exit_code is None]
    url = f"{place.url(chance.choice(there))}/v1/tickets/{ticket}"
    try:
        standing = await client.get(url)
        if standing.status_code in BUSY:
            return False
        by = standing.json()["snapshot"]["assignee"]
        answer = await client.post(f"{url}/accept", json={"by": by}, headers={"Idempotency-Key": f"take-{ticket}"})
    except httpx.TransportError:
        return False
    if answer.status_code in BUSY:
        return False
    assert answer.status_code == httpx.codes.OK, answer.text
    assert any(fact["type"] == TicketAccepted.TYPE for fact in answer.json()["facts"]), answer.text
    return True
