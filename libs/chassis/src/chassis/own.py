"""A service's own facts as they stand on its topic, and folding them where they are read again (rule 3)."""

from collections.abc import Callable, Iterable
from typing import TypeVar

import structlog

from chassis.entries import source_of
from chassis.failures import Fork, Unavailable
from chassis.feed import Record
from chassis.metrics import Metrics
from chassis.record import Record as Kept
from chassis.record import folded
from contracts.cloudevents import Event, Unreadable, decode

log = structlog.get_logger(__name__)
S = TypeVar("S")


def own_facts(records: Iterable[Record], service: str) -> list[Event]:
    """The facts among records of a service's own topic. Raises `Unavailable` for one that this version cannot read."""
    return [_own_event(record) for record in records if _is_own(record, service)]


def read_again(record: Kept[S], event: Event, apply: Callable[[S | None, Event], S], metrics: Metrics) -> Kept[S]:
    """The record after one more fact of its topic; a fork is told of, and the first one counts. Raises `Gap`."""
    try:
        return folded(record, event, apply)
    except Fork as fork:
        metrics.forks.inc()
        log.error("fork_on_own_topic", subject=event.subject, sequence=event.sequence, reason=str(fork))
        return record


def _is_own(record: Record, service: str) -> bool:
    """Whether a service wrote this record of its topic. What a stranger put there is no fact: it may not stop us."""
    source = next((value for name, value in record.headers if name == "ce_source"), None)
    if source == source_of(service).encode():
        return True
    log.error("stranger_on_own_topic", partition=record.partition, offset=record.offset)
    return False


def _own_event(record: Record) -> Event:
    """A fact of our own topic; one we cannot read was written by a newer version and must stop us, loudly."""
    try:
        return decode(record.headers, record.value)
    except Unreadable as unreadable:
        log.error("own_fact_unreadable", partition=record.partition, offset=record.offset, reason=unreadable.message)
        raise Unavailable(
            f"own fact at {record.topic}/{record.partition}/{record.offset} cannot be read ({unreadable.message}); "
            "run a version that knows it"
        ) from unreadable
