"""A request in, its classification out: sealed words open only with the key, and no failure loses a ticket."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

import pytest
from prometheus_client import CollectorRegistry

from chassis.clock import ManualClock
from chassis.decision import Input
from chassis.failures import Rejected
from chassis.keys import Keys
from classifier.engines import Engines
from classifier.handlers import Classifying
from classifier.metrics import create_rules_metrics
from classifier.settings import SHIPPED
from contracts import topics
from contracts.facts import RequestReceived, TicketClassified
from contracts.ids import subject_of, ticket_id
from contracts.private import MatchedWords
from contracts.requests import Report
from contracts.sealing import SealBroken, open_part, seal_part
from contracts.vocabulary import Audience, Category, Channel, TriageReason, Urgency

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEY, OTHER_KEY = bytes(range(32)), bytes(range(1, 33))
TICKET = ticket_id("callcentre", "cc-7")
SUBJECT = subject_of(TICKET)
TEXT = "三单元的电梯坏了，我母亲被困在电梯里，请马上派人来！"


@dataclass(slots=True)
class Kept:
    """Keys in the test's hand."""

    keys: dict[str, bytes | None] = field(default_factory=lambda: {TICKET: KEY})

    async def get_many(self, tickets: Sequence[str]) -> dict[str, bytes | None]:
        return {ticket: self.keys.get(ticket) for ticket in tickets}


@pytest.fixture(scope="module")
def engines() -> Iterator[Engines]:
    held = Engines(SHIPPED)
    yield held
    held.close()


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def classifying(engines: Engines, registry: CollectorRegistry, kept: Kept) -> Classifying:
    return Classifying(engines, cast("Keys", kept), ManualClock(NOW), create_rules_metrics(registry))


def arrival(text: str = TEXT, key: bytes = KEY) -> RequestReceived:
    return RequestReceived(
        ticket=TICKET,
        number="E77DMNPQ0D",
        site="S07",
        channel=Channel.PHONE,
        received_at=NOW,
        source="callcentre",
        sealed=seal_part(key, SUBJECT, Report(text=text), Audience.HANDLERS),
    )


async def handed(classifying: Classifying, data: object) -> TicketClassified:
    """What goes out on the topic for one fact that comes in."""
    given = Input("in-1", "steward.request.received.v1", SUBJECT, topics.RECEIVED.name, data, NOW, NOW)
    known = (await classifying.known([given]))[0]
    messages = await classifying.transform(
        Input("in-1", given.type, SUBJECT, given.topic, data, NOW, NOW, sequence=3, known=known)
    )
    assert [message.topic for message in messages] == [topics.CLASSIFIED.name]
    return TicketClassified.model_validate_json(messages[0].value or b"")


async def test_a_request_becomes_a_proposal_with_its_reasons(classifying: Classifying) -> None:
    fact = await handed(classifying, arrival())
    assert (fact.proposal.category, fact.proposal.urgency) == (Category.FACILITY_REPAIR, Urgency.EMERGENCY)
    assert fact.needs_triage is None
    assert any(because.won and because.spans for because in fact.because)


async def test_the_matched_words_open_only_with_the_tickets_key(classifying: Classifying) -> None:
    fact = await handed(classifying, arrival())
    words = open_part(MatchedWords, KEY, SUBJECT, Audience.HANDLERS, fact.sealed)
    assert all(TEXT[span.start : span.end] == span.words for span in words.spans)
    with pytest.raises(SealBroken):
        open_part(MatchedWords, OTHER_KEY, SUBJECT, Audience.HANDLERS, fact.sealed)


async def test_what_was_read_only_in_part_says_so(classifying: Classifying) -> None:
    assert (await handed(classifying, arrival("我们在这里住了很久。" * 400 + TEXT))).cut
    assert not (await handed(classifying, arrival())).cut


async def test_no_word_of_the_text_is_public(classifying: Classifying) -> None:
    fact = await handed(classifying, arrival())
    public = json.dumps(fact.model_dump(mode="json", exclude={"sealed", "report"}), ensure_ascii=False)
    assert not [word for word in ("电梯", "母亲", "被困") if word in public]


async def test_the_sealed_report_is_passed_on_as_it_came(classifying: Classifying) -> None:
    came = arrival()
    assert (await handed(classifying, came)).report == came.sealed


async def test_a_ticket_whose_key_is_gone_goes_to_a_person(classifying: Classifying, kept: Kept) -> None:
    kept.keys.clear()
    fact = await handed(classifying, arrival())
    assert (fact.needs_triage, fact.sealed, fact.proposal.category) == (TriageReason.SEAL_BROKEN, {}, None)


async def test_a_report_sealed_under_another_key_goes_to_a_person(classifying: Classifying) -> None:
    assert (await handed(classifying, arrival(key=OTHER_KEY))).needs_triage is TriageReason.SEAL_BROKEN


async def test_a_failure_of_ours_is_counted_and_the_ticket_goes_on(
    classifying: Classifying, registry: CollectorRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("invented")

    monkeypatch.setattr(Engines, "classify", fails)
    assert (await handed(classifying, arrival())).needs_triage is TriageReason.ENGINE_FAILED
    assert registry.get_sample_value("steward_classification_failed_total") == 1


async def test_verdicts_and_triage_are_counted(classifying: Classifying, registry: CollectorRegistry) -> None:
    await handed(classifying, arrival())
    await handed(classifying, arrival("Здравствуйте, у нас сломался лифт"))
    assert registry.get_sample_value("steward_verdicts_total", {"category": "facility_repair"}) == 1
    assert registry.get_sample_value("steward_triage_total", {"reason": "language"}) == 1


async def test_any_other_fact_is_rejected(classifying: Classifying) -> None:
    with pytest.raises(Rejected, match="does not belong on"):
        await handed(classifying, {"not": "a request"})


async def test_a_fact_about_another_ticket_than_its_subject_is_rejected(classifying: Classifying) -> None:
    other = arrival().model_copy(update={"ticket": ticket_id("callcentre", "cc-8")})
    with pytest.raises(Rejected, match="not its subject"):
        await handed(classifying, other)


async def test_the_same_request_again_gives_the_same_fact_with_the_same_id(classifying: Classifying) -> None:
    given = Input("in-1", "t", SUBJECT, topics.RECEIVED.name, arrival(), NOW, NOW, known={"key": KEY})
    first, again = [(await classifying.transform(given))[0] for _ in range(2)]
    assert (first.headers, first.value) == (again.headers, again.value)
