"""Three neighbours report one matter at the same moment, on three partitions and to three copies of dispatch: the
index finds them together exactly once (D-105).
"""

import asyncio
from collections import Counter
from dataclasses import dataclass, field

import pytest

from chassis.kafka import KafkaReader
from contracts import topics
from contracts.cloudevents import decode
from contracts.facts import CaseJoined, CaseOpened, EscalationRaised, TicketLinked, TicketOpened
from contracts.ids import case_id, subject_of
from contracts.topics import EMBEDDED_PARTITIONS as PARTITIONS
from contracts.vocabulary import EscalationTrigger, Relation
from tests.chaos import counting, estate, moments, plan, talking
from tests.chaos.installation import Installation
from tests.chaos.plan import Moment
from tests.chaos.report import Proof
from tests.harness.eventually import eventually

COPIES = ("dispatch", "dispatch-2", "dispatch-3")
RUDE = "门岗保安态度恶劣，当众辱骂我母亲，我要投诉！"
ROUNDS = 48
AT_ONCE = 4
"""So many buildings at the same moment; in every second group of them a copy of dispatch is killed on the way."""
NEIGHBOURS = 3

pytestmark = [pytest.mark.at_length, pytest.mark.timeout(900)]


@dataclass(slots=True)
class Found:
    """What the topics say of cases. Each fact counts once, whoever repeated it."""

    members: dict[str, list[str]] = field(default_factory=dict)
    leads: list[str] = field(default_factory=list)
    links: Counter[tuple[str, Relation, str]] = field(default_factory=Counter)
    opened: set[str] = field(default_factory=set)
    called: Counter[str] = field(default_factory=Counter)


async def test_three_neighbours_at_once_are_found_together_exactly_once(place: Installation, proof: Proof) -> None:
    for copy in COPIES[1:]:
        await asyncio.to_thread(place.start, copy)
    await place.ready()
    chance, trios = plan.dice("neighbours"), list[list[str]]()
    for start in range(0, ROUNDS, AT_ONCE):
        reports = [talking.each(neighbours(place, n)) for n in range(start, start + AT_ONCE)]
        killing = asyncio.to_thread(killed, place, chance.choice(COPIES)) if start // AT_ONCE % 2 else asyncio.sleep(0)
        trios += (await asyncio.gather(talking.each(reports), killing))[0]
        await all_opened(place, [ticket for trio in trios for ticket in trio])
    found = await cases(place, trios)
    judge(proof, trios, found)
    counting.records_follow(proof, await counting.everything(place))
    proof.promised("open dead letters", len(await counting.letters(place)), 0)
    proof.kept()


def killed(place: Installation, copy: str) -> None:
    """A copy dies when one of the copies has asked the index and saved nothing yet, and comes again."""
    moments.kill(place, copy, Moment.MENTIONED)
    place.back(copy)


def neighbours(place: Installation, n: int) -> list[object]:
    """Three reports about one building, from three homes, whose tickets live in three partitions."""
    parts = plan.dice(f"neighbours/{n}").sample(range(PARTITIONS), NEIGHBOURS)
    where = {"site": estate.site(n), "building": estate.building(n // estate.SITES)}
    return [
        talking.report(place, talking.named(f"near-{part}", n, part), RUDE, **where, unit=f"{n:03d}{part:02d}")
        for part in parts
    ]


async def all_opened(place: Installation, tickets: list[str]) -> None:
    wanted = {subject_of(ticket) for ticket in tickets}

    async def there() -> bool:
        return wanted <= (await read(place)).opened

    await eventually(there, within=90, every=0.5, saying="some neighbours' tickets were not opened")


async def cases(place: Installation, trios: list[list[str]]) -> Found:
    """What is found once every case has come together, or has had its time for it."""
    found = Found()

    async def together() -> bool:
        nonlocal found
        found = await read(place)
        return sum(len(members) == NEIGHBOURS for members in found.members.values()) >= len(trios)

    try:
        await eventually(together, within=60, every=0.5)
    except AssertionError:
        return found  # what is missing is for `judge` to say
    return found


async def read(place: Installation) -> Found:
    """Both topics that tell of cases, from their beginning."""
    found, reader, ids = Found(), KafkaReader([place.kafka]), set[str]()
    for topic in (topics.LIFECYCLE, topics.DEADLINES):
        for partition in range(PARTITIONS):
            end = await reader.end(topic.name, partition)
            async for batch in reader.read(topic.name, partition, 0, end):
                for event in (decode(record.headers, record.value) for record in batch):
                    if event.id not in ids:
                        ids.add(event.id)
                        note(found, event.subject, event.data)
    return found


def note(found: Found, subject: str, fact: object) -> None:
    match fact:
        case TicketOpened():
            found.opened.add(subject)
        case CaseOpened(lead=lead, members=members):
            found.leads.append(lead)
            found.members.setdefault(subject, []).extend(members)
        case CaseJoined(ticket=ticket):
            found.members.setdefault(subject, []).append(ticket)
        case TicketLinked(relation=relation, other=other):
            found.links[subject, relation, other] += 1
        case EscalationRaised(trigger=EscalationTrigger.GROUP, level=1):
            found.called[subject] += 1


def judge(proof: Proof, trios: list[list[str]], found: Found) -> None:
    whole = [f"case:{case_id(lead)}" for trio in trios for lead in trio]
    members = [sorted(found.members[case]) for case in whole if case in found.members]
    links = [(one, relation) for one, relation, _ in found.links]
    proof.figure("buildings", len(trios))
    proof.promised("buildings whose three were found together", sum(sorted(t) in members for t in trios), len(trios))
    proof.promised("group cases", len(found.members), len(trios))
    proof.promised("cases opened twice", len(found.leads) - len(set(found.leads)), 0)
    proof.promised("links told twice", [link for link, times in found.links.items() if times > 1], [])
    proof.promised("tickets that lead", sum(relation is Relation.LEAD_OF for _, relation in links), 2 * len(trios))
    proof.promised("tickets that belong", sum(relation is Relation.MEMBER_OF for _, relation in links), 2 * len(trios))
    proof.figure("tickets whose site head was called because of the group", len(found.called))
    proof.promised("calls for one ticket's group twice", [one for one, times in found.called.items() if times > 1], [])
