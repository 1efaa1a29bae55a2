"""A request in, its classification out. Whatever fails here is answered with "a person must look": nothing vanishes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from chassis.clock import Clock
from chassis.decision import Input
from chassis.failures import Rejected
from chassis.keys import Keys
from chassis.wire import Message
from classifier.classify import Request
from classifier.engines import Engines
from classifier.metrics import Rules
from classifier.proposal import classified, untold
from contracts import topics
from contracts.cloudevents import Event, encode
from contracts.facts import RequestReceived, TicketClassified
from contracts.ids import event_id, ticket_of
from contracts.requests import Report
from contracts.sealing import SealBroken, open_part
from contracts.vocabulary import Audience, DeadReason, TriageReason

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Classifying:
    """The engines, the tickets' keys and the counters behind the handler."""

    engines: Engines
    keys: Keys
    clock: Clock
    rules: Rules

    async def known(self, given: Sequence[Input]) -> list[Mapping[str, Any]]:
        """The key of each input's ticket. Raises `Unavailable`."""
        tickets = [one.data.ticket if isinstance(one.data, RequestReceived) else "" for one in given]
        keys = await self.keys.get_many([ticket for ticket in tickets if ticket])
        return [{"key": keys.get(ticket)} for ticket in tickets]

    async def transform(self, given: Input) -> Sequence[Message]:
        """One `request.received` as one `ticket.classified`. Raises `Rejected` for any other fact."""
        if not isinstance(given.data, RequestReceived):
            raise Rejected(DeadReason.UNKNOWN_TYPE, f"{given.type} does not belong on {topics.RECEIVED.name}")
        if ticket_of(given.subject) != given.data.ticket:
            raise Rejected(DeadReason.INVALID, "the fact's ticket is not its subject")
        fact = self.answer(given.subject, given.data, given.known.get("key"))
        headers, value = encode(self._event(given, fact))
        return [Message(topics.CLASSIFIED.name, given.subject.encode(), tuple(headers), value)]

    def answer(self, subject: str, arrival: RequestReceived, key: bytes | None) -> TicketClassified:
        """The rules' proposal, or why a person must look. Never raises."""
        if key is None:
            log.warning("key_is_gone", subject=subject)
            return untold(arrival, TriageReason.SEAL_BROKEN, self.engines.version)
        try:
            report = open_part(Report, key, subject, Audience.HANDLERS, arrival.sealed)
            verdict = self.engines.classify(_request(arrival, report), self.clock.now(), arrival.site)
            self.rules.count(verdict)
            return classified(arrival, verdict, subject, key)
        except SealBroken:
            log.warning("report_does_not_open", subject=subject)
            return untold(arrival, TriageReason.SEAL_BROKEN, self.engines.version)
        except Exception as error:
            log.exception("classification_failed", subject=subject, error=type(error).__name__)
            self.rules.failed.inc()
            return untold(arrival, TriageReason.ENGINE_FAILED, self.engines.version)

    def _event(self, given: Input, fact: TicketClassified) -> Event:
        return Event(
            id=event_id(given.id, fact.TYPE, 0),
            type=fact.TYPE,
            source="/steward/classifier",
            subject=given.subject,
            time=self.clock.now(),
            data=fact,
            sequence=given.sequence,
            causation_id=given.id,
            correlation_id=given.correlation_id,
            mode=given.mode,
            cause_topic=given.topic,
            cause_sequence=given.sequence,
            traceparent=given.traceparent,
        )


def _request(arrival: RequestReceived, report: Report) -> Request:
    return Request(
        text=report.text,
        channel=arrival.channel,
        asks_for=report.asks_for or "",
        forwarded=bool(report.forwarded_by),
        about_people=bool(report.about and report.about.people),
    )
