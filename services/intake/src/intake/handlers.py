"""The Kafka door: a request on `tickets.requests` becomes the same ticket, and a receipt on `tickets.receipts`.

A call centre may send the bare JSON of a request. Who it is stands in the record's header `caller`: the id of a caller
of the estate; or at the end of `ce_source`; what names nobody is the one's that the estate says. Who may write the
topic at all is for Kafka's ACLs to say; a caller's sites are looked up as over HTTP.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from chassis.dead import text_headers
from chassis.decision import Input, from_ms
from chassis.failures import Rejected
from chassis.feed import Record
from chassis.wire import Message, Wire
from contracts import topics
from contracts.cloudevents import Event
from contracts.faults import Fault
from contracts.requests import FieldError, Request
from contracts.saying import said
from contracts.vocabulary import DeadReason, Language, Mode, RefusalReason
from intake.desk import Desk, Incoming, Registered, message, outcome_of
from intake.domain import facts
from intake.domain.reading import id_in, language_in
from intake.metrics import IntakeMetrics
from intake.senders import Sender, Senders

CALLER = "caller"


@dataclass(frozen=True, slots=True)
class Sent:
    """A record as far as it can be read: `body` is any JSON, or the `Rejected` that says why there is none."""

    caller: str
    source: str
    request_id: str | None
    body: object
    mode: Mode


def read_record(record: Record) -> Input:
    """A record as an input; never raises. CloudEvents headers may be there (`ce_id`, `ce_mode`) and need not be."""
    headers, at = text_headers(record), from_ms(record.timestamp)
    place = f"{record.topic}/{record.partition}/{record.offset}"
    key, body = _key(record), _body(record.value)
    mode = Mode.IMPORT if headers.get("ce_mode") == Mode.IMPORT.value else Mode.LIVE
    sent = Sent(headers.get(CALLER, ""), headers.get("ce_source", ""), id_in(body, key), body, mode)
    return Input(headers.get("ce_id") or place, Request.TYPE, key or place, record.topic, sent, at, at, mode=mode)


@dataclass(frozen=True, slots=True)
class Receiving:
    """What becomes of each record."""

    desk: Desk
    senders: Senders
    wire: Wire
    metrics: IntakeMetrics

    async def transform(self, given: Input) -> Sequence[Message]:
        """The ticket's messages and the receipt. Raises `Rejected` for what is no request at all, `Unavailable`."""
        sent = given.data
        if not isinstance(sent, Sent):
            raise Rejected(DeadReason.HANDLER_FAILED, "the record was not read by intake's own reader")
        sender = self.senders.of(sent.caller, sent.source)
        sent = replace(sent, caller=sender.source) if sender else sent
        if isinstance(sent.body, Rejected) or sent.request_id is None:
            raise await self._unreadable(given, sent)
        if sender is None:
            return self._refused(given, sent, [_caller_fault(sent.caller)])
        return await self._taken(given, sent, sender)

    async def _taken(self, given: Input, sent: Sent, sender: Sender) -> Sequence[Message]:
        incoming = Incoming(sent.body, sent.request_id, sent.mode)
        answer = (await self.desk.take(sender, [incoming]))[0]
        self._count(outcome_of(answer))
        if not isinstance(answer, Registered):
            return self._refused(given, sent, answer.faults)
        receipt = facts.registered(
            given.id, answer.request, answer.ticket, answer.number, answer.answer_by, self.desk.clock.now()
        )
        return [*answer.messages, _receipt(receipt, sent)]

    async def _unreadable(self, given: Input, sent: Sent) -> Rejected:
        """Set aside with its reason; and if it says which request it is, its sender is told now."""
        self._count("unreadable")
        rejected = sent.body if isinstance(sent.body, Rejected) else None
        if sent.request_id is not None:
            await self.wire.send(self._refused(given, sent, [Fault("", RefusalReason.BAD_FORMAT)]))
        return rejected or Rejected(DeadReason.INVALID, "the request has no id: give it a field id, or a key")

    def _refused(self, given: Input, sent: Sent, faults: Sequence[Fault]) -> list[Message]:
        language = language_in(sent.body) or Language.ZH_HANS
        errors = tuple(FieldError(field=one.field, reason=one.reason, message=said(one, language)) for one in faults)
        return [_receipt(facts.refused(given.id, sent.request_id or "", errors, self.desk.clock.now()), sent)]

    def _count(self, outcome: str) -> None:
        self.metrics.requests.labels(door="kafka", outcome=outcome).inc()


def _caller_fault(caller: str) -> Fault:
    return Fault(CALLER, RefusalReason.NOT_IN_SET if caller else RefusalReason.MISSING)


def _receipt(event: Event, sent: Sent) -> Message:
    """Keyed by the request's id; the caller's own name tells it from another's request of the same id."""
    plain = message(topics.RECEIPTS, event)
    return Message(plain.topic, plain.key, (*plain.headers, (CALLER, sent.caller.encode())), plain.value)


def _key(record: Record) -> str | None:
    try:
        return (record.key or b"").decode() or None
    except UnicodeDecodeError:
        return None


def _body(value: bytes | None) -> Any:  # noqa: ANN401  any JSON
    if not value:
        return Rejected(DeadReason.UNREADABLE, "the record has no value; send the request as JSON in UTF-8")
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        return Rejected(DeadReason.UNREADABLE, f"the value is not JSON in UTF-8 (at {place})")
