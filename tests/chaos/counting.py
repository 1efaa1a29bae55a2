"""Counting afterwards: the topics, the records, the SMS gateway, the dead letters."""

import asyncio
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from redis.asyncio import Redis

from contracts import topics
from contracts.facts import CaseOpened, TicketOpened
from contracts.ids import case_id, subject_of, subject_of_case
from steward.letters import OpenLetter, open_letters
from steward.reading import reader
from tests.chaos.folding import KEEPERS, Folded, Keeper, astray, fold, partitions
from tests.chaos.installation import Installation
from tests.chaos.report import Proof
from tests.chaos.watching import Watcher

AT_REST_WITHIN = 60
"""Seconds that what is under way may take to come to rest: a record is compared when nobody works on it."""


@dataclass(slots=True)
class Counted:
    """All three own topics, folded; and where the records differ from them."""

    facts: dict[str, int] = field(default_factory=dict)
    repeated: int = 0
    twice: list[str] = field(default_factory=list)
    records: int = 0
    forks: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    astray: list[str] = field(default_factory=list)
    types: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often a subject has a fact of a type."""

    def add(self, keeper: Keeper, found: Folded, wrong: Sequence[str]) -> None:
        self.facts[keeper.service] = self.facts.get(keeper.service, 0) + len(found.types)
        self.repeated += found.repeated
        self.twice += found.twice
        self.records += len(found.records)
        self.forks += found.forks
        self.gaps += found.gaps
        self.astray += wrong
        self.types.update((subject, kind) for (subject, _), kind in found.types.items())

    def times(self, kind: str, subjects: Collection[str]) -> Counter[int]:
        """How many of the subjects have a fact of that type how often."""
        return Counter(self.types[subject, kind] for subject in subjects)


async def settle(place: Installation, proof: Proof, watcher: Watcher, subjects: Collection[str], within: float) -> None:
    """Wait until every ticket is opened, has its clocks, and owes nobody a message any more; what lacks is counted."""
    loop = asyncio.get_running_loop()
    end, missing = loop.time() + within, watcher.unfinished(subjects)
    while missing and not place.fallen() and loop.time() < end:
        await asyncio.sleep(0.2)
        missing = watcher.unfinished(missing)
    some = [f"{one} {watcher.standing(one)}" for one in sorted(missing)[:3]]
    proof.tell("all at rest" if not missing else f"{len(missing)} tickets are not at rest: {some}")
    proof.promised("services that ended by themselves", place.fallen(), [])
    proof.promised(f"tickets not finished {within:.0f} s after the last fault", len(missing), 0)


async def everything(place: Installation) -> Counted:
    """Fold every own topic and compare every record with it, once what is under way has come to rest."""
    counted, end = Counted(), asyncio.get_running_loop().time() + AT_REST_WITHIN
    redis = Redis.from_url(place.redis)
    try:
        for keeper in KEEPERS:
            for partition in partitions():
                counted.add(keeper, *await _at_rest(place, redis, keeper, partition, end))
    finally:
        await redis.aclose()
    return counted


async def _at_rest(
    place: Installation, redis: Redis, keeper: Keeper, partition: int, end: float
) -> tuple[Folded, list[str]]:
    while True:
        found = await fold(place.kafka, keeper, partition)
        wrong = await astray(redis, keeper, partition, found)
        if not wrong or asyncio.get_running_loop().time() > end:
            return found, wrong
        await asyncio.sleep(1)  # the partition is read whole each time


def records_follow(proof: Proof, counted: Counted) -> None:
    """What every proof promises of the topics and the records."""
    for service, facts in counted.facts.items():
        proof.figure(f"facts of {service}", facts)
    proof.figure("facts that stand there again under their own id", counted.repeated)
    proof.figure("records compared whole with the fold of their topic", counted.records)
    proof.promised("records, timers or outboxes that differ", counted.astray, [])
    proof.promised("facts that stand there as two of their subject", counted.twice, [])
    proof.promised("forks", counted.forks, [])
    proof.promised("gaps", counted.gaps, [])


def tickets_are_whole(proof: Proof, counted: Counted, accepted: Mapping[str, str], cases: int) -> None:
    """Every accepted request is one ticket, opened once; neighbours in threes are one case each."""
    subjects = {subject_of(ticket) for ticket in accepted.values()}
    opened = counted.times(TicketOpened.TYPE, subjects)
    proof.promised("tickets of the accepted requests", len(subjects), len(accepted))
    proof.promised("tickets lost", opened[0], 0)
    proof.promised("tickets opened once", opened[1], len(subjects))
    ours = [subject_of_case(case_id(ticket)) for ticket in accepted.values()]
    proof.promised("group cases opened", counted.times(CaseOpened.TYPE, ours)[1], cases)


async def messages_went_once(place: Installation, proof: Proof, watcher: Watcher) -> None:
    """No SMS twice, neither under its reference nor in the same words to the same resident; none on record only."""
    kept = await asyncio.to_thread(_at_the_gateway, place.place.var)
    references = Counter(one["out_id"] for one in kept)
    words = Counter((one["phone"], one["text"]) for one in kept if one["phone"].removeprefix("+86").startswith("199"))
    proof.figure("SMS at the gateway", len(kept))
    proof.promised("references the gateway took twice", [one for one, times in references.items() if times > 1], [])
    proof.promised("SMS in the same words twice to one resident", sum(words.values()) - len(words), 0)
    proof.promised("SMS told as sent that the gateway never had", len(watcher.sent_by_sms - references.keys()), 0)
    proof.promised("SMS at the gateway that are not told as sent", len(references.keys() - watcher.sent_by_sms), 0)


def _at_the_gateway(var: Path) -> list[dict[str, str]]:
    lines = (var / "sms" / "messages.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


async def letters(place: Installation) -> list[OpenLetter]:
    """Every open dead letter."""
    async with reader([place.kafka]) as source:
        return await open_letters(source, topics.SERVICES)
