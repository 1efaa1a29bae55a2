"""Past tickets on the in-memory log: received, classified by a small book, corrected by persons."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from chassis.clock import ManualClock
from chassis.wire import Message
from classifier.classify import Request
from classifier.proposal import classified
from contracts import topics
from contracts.cloudevents import Event, encode
from contracts.facts import Fact, RequestReceived
from contracts.ids import event_id, subject_of, ticket_id
from contracts.register_number import derive
from contracts.registry import model_of
from contracts.requests import Report, Reporter
from contracts.sealing import seal_part
from contracts.topics import Topic
from contracts.vocabulary import Audience, Channel
from steward.reading import Reader
from steward.rulebook.books import Answer, answering, shelf_in
from tests.harness.log import MemoryLog
from tests.harness.reading import memory_reader

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
KEY = bytes(range(32))


def number_of(name: str) -> str:
    """The register number of what a test calls `name`."""
    return derive(bytes(32), name)


@dataclass(slots=True)
class PastTown:
    """What happened, fact by fact."""

    book: Path
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    erased: set[str] = field(default_factory=set)
    log: MemoryLog = field(init=False)
    answer: Answer = field(init=False)

    def __post_init__(self) -> None:
        self.log = MemoryLog(3, self.clock.now)
        self.answer = answering(shelf_in(self.book))

    @property
    def reader(self) -> Reader:
        return memory_reader(self.log)

    async def keys(self, tickets: Sequence[str]) -> Mapping[str, bytes | None]:
        return {ticket: None if ticket in self.erased else KEY for ticket in tickets}

    async def classified(self, name: str, text: str, site: str = "S01", *, forwarded: bool = False) -> str:
        """A report comes in and is classified; its ticket."""
        ticket = ticket_id("test", name)
        subject, by = subject_of(ticket), "a district office" if forwarded else None
        report = Report(text=text, unit="3-1502", reporter=Reporter(name="顾明月"), forwarded_by=by)
        arrival = RequestReceived(
            ticket=ticket,
            number=number_of(name),
            site=site,
            channel=Channel.WEB,
            received_at=START,
            source="test",
            sealed=seal_part(KEY, subject, report, Audience.HANDLERS),
        )
        verdict = replace(self.answer(Request(text, Channel.WEB, forwarded=forwarded), site), decided_at=START)
        await self.happened(topics.RECEIVED, ticket, arrival)
        await self.happened(topics.CLASSIFIED, ticket, classified(arrival, verdict, subject, KEY))
        return ticket

    async def said(self, ticket: str, type_name: str, **data: Any) -> None:
        """A person's word on a ticket."""
        snapshot = {"ticket": ticket, "number": "0123456789", "site": "S01", "channel": "web"}
        times = {"received_at": START.isoformat(), "state": "assigned"}
        model = model_of(f"steward.ticket.{type_name}.v1")
        assert model is not None
        fact = model.model_validate({"snapshot": snapshot | times, "by": "lin-jiayi", **data})
        assert isinstance(fact, Fact)
        await self.happened(topics.LIFECYCLE, ticket, fact)

    async def happened(self, topic: Topic, ticket: str, fact: Fact) -> None:
        self.clock.advance(timedelta(minutes=1))
        subject, at = subject_of(ticket), self.clock.now()
        event = Event(event_id(subject, at.isoformat(), 0), fact.TYPE, "/steward/test", subject, at, fact, sequence=1)
        headers, value = encode(event)
        await self.log.send([Message(topic.name, subject.encode(), tuple(headers), value)])
