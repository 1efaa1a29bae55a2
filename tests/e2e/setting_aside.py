"""A dead letter as a service writes it, of a message that works once its cause is mended."""

from datetime import UTC, datetime

from chassis.dead import as_message, letter_of
from chassis.failures import Rejected
from chassis.wire import KafkaWire, partition_of
from contracts import topics
from contracts.cloudevents import Event, encode
from contracts.commands import AcceptTicket
from contracts.ids import subject_of
from contracts.vocabulary import DeadReason
from tests.harness.log import LogRecord

AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


async def set_aside(kafka: str, ticket: str, by: str, offset: int = 10_000) -> str:
    """Write the letter of an acceptance that dispatch "could not handle"; the letter's id."""
    subject = subject_of(ticket)
    event = Event(
        id="5d0f9d0a-3c55-5d3e-8d5b-0c6f1f0e7a11",
        type=AcceptTicket.TYPE,
        source="/test/app",
        subject=subject,
        time=AT,
        data=AcceptTicket(by=by),
    )
    headers, value = encode(event)
    partition = partition_of(subject, topics.EMBEDDED_PARTITIONS)
    record = LogRecord(topics.COMMANDS.name, partition, offset, 0, subject.encode(), value, headers)
    letter = letter_of(record, subject, Rejected(DeadReason.HANDLER_FAILED, "ZeroDivisionError at life.py:1"))
    wire = KafkaWire([kafka], "e2e")
    await wire.start()
    await wire.send([as_message("dispatch", letter, AT)])
    await wire.stop()
    return letter.id
