"""A dead letter in the middle of a ticket (rule 7): what follows waits, `steward dead replay` frees it, and the end is
what it would have been without the fault.
"""

import asyncio
from datetime import datetime
from typing import Any

import pytest

from chassis.clock import SystemClock
from chassis.wire import partition_of
from contracts import topics
from contracts.commands import AcceptTicket, Command, CompleteTicket, NoteProgress, StartWork
from contracts.facts import TicketAccepted, TicketAssigned, TicketCompleted, TicketOpened, WorkOrderTold
from contracts.ids import subject_of
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from contracts.vocabulary import Cause, Measure
from tests.chaos import counting, estate, talking
from tests.chaos.installation import Installation
from tests.chaos.report import Proof
from tests.e2e.command import steward
from tests.harness.eventually import eventually

LEAK = "厨房水管漏水，地上都是水，麻烦派人来修。"
WITH_A_BUG = "tests.chaos.dispatch_with_a_bug"
RESIDENT = {"name": "林测试", "phone": "+8619900001234"}

pytestmark = pytest.mark.timeout(300)


async def test_what_follows_a_dead_letter_waits_and_the_end_is_as_without_the_fault(
    town: Installation, proof: Proof
) -> None:
    faulty, sound = await talking.each([leak(town, n) for n in range(2)])
    neighbour = talking.named("letter-neighbour", 0, partition_of(subject_of(faulty), PARTITIONS))
    await work(town, sound)
    await talking.fact(town, topics.LIFECYCLE, sound, TicketCompleted)
    await released(town, WITH_A_BUG)
    await work(town, faulty)

    async def set_aside() -> bool:
        return len(await counting.letters(town)) == len(story("anybody"))

    await eventually(set_aside, within=60, every=0.5, saying="the commands of the story were not set aside")
    reasons = [str(letter.reason) for letter in await counting.letters(town)]
    proof.promised("the dead letter, and those that wait behind it", reasons, ["handler_failed", *["behind"] * 3])
    beside = await talking.report(town, neighbour, LEAK, site=estate.site(0), place="东门", reporter=RESIDENT)
    await talking.fact(town, topics.LIFECYCLE, beside, TicketOpened)
    proof.promised("tickets of the same partition that went on meanwhile", 1, 1)
    proof.promised(
        "facts of the story while it waits", await talking.facts(town, topics.LIFECYCLE, faulty, TicketAccepted), []
    )
    await released(town, None)
    await replayed(town, proof)
    await talking.fact(town, topics.LIFECYCLE, faulty, TicketCompleted)
    await compare(town, proof, faulty, sound)
    proof.promised("open dead letters", len(await counting.letters(town)), 0)
    proof.kept()


async def leak(place: Installation, n: int) -> str:
    """A repair whose crew knows of it: nothing else comes between the commands of the story."""
    where = {"site": estate.site(0), "place": f"西门{n}", "reporter": RESIDENT}
    ticket = await talking.report(place, talking.named("letter", n), LEAK, **where)
    await talking.fact(place, topics.LIFECYCLE, ticket, WorkOrderTold)
    return ticket


def story(worker: str) -> list[Command]:
    """What an integrator sends in order: taken, begun, half done, done."""
    return [
        AcceptTicket(by=worker),
        StartWork(by=worker),
        NoteProgress(by=worker, text="已到场，正在更换。", percent=50),
        CompleteTicket(by=worker, causes=(Cause.WEAR,), measures=(Measure.REPLACED,), result="已更换接头，不再漏水。"),
    ]


async def work(place: Installation, ticket: str) -> None:
    assigned = await talking.fact(place, topics.LIFECYCLE, ticket, TicketAssigned)
    now = SystemClock().now()
    await talking.publish(place, *(talking.wish(ticket, one, now) for one in story(assigned.assignee or "nobody")))


async def released(place: Installation, module: str | None) -> None:
    """Another release of dispatch takes the place of the one that runs."""
    await asyncio.to_thread(place.stop, "dispatch")
    await asyncio.to_thread(lambda: place.start("dispatch", module=module))
    place.tell(f"dispatch released anew{', with a bug' if module else ', mended'}")
    await place.ready("dispatch")


async def replayed(place: Installation, proof: Proof) -> None:
    ran = await asyncio.to_thread(lambda: steward("dead", "replay", "--json", var=place.place.var))
    proof.promised("`steward dead replay`: exit code", ran.code, 0)
    proof.promised("letters settled by it", [one["settled"] for one in ran.json], [True] * 4)


async def compare(place: Installation, proof: Proof, faulty: str, sound: str) -> None:
    ends = [await talking.told(place, topics.LIFECYCLE, ticket) for ticket in (faulty, sound)]
    types = [[event.type for event in events] for events in ends]
    proof.promised(
        "facts that differ, in kind or order, from those without the fault", [] if types[0] == types[1] else types, []
    )
    states = [alike(events[-1].data, ticket) for events, ticket in zip(ends, (faulty, sound), strict=True)]
    differing = [name for name, value in states[0].items() if value != states[1][name]]
    proof.promised("fields of the final state that differ from the one without the fault", differing, [])


def alike(fact: Any, ticket: str) -> Any:
    """A snapshot without what must differ between two tickets: who it is, and when things were."""
    return _alike(fact.snapshot.model_dump(exclude={"number", "site"}), ticket)


def _alike(value: Any, ticket: str) -> Any:
    if isinstance(value, dict):
        return {name: _alike(one, ticket) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_alike(one, ticket) for one in value]
    if isinstance(value, datetime):
        return "an instant"
    return value.replace(ticket, "the ticket") if type(value) is str else value
