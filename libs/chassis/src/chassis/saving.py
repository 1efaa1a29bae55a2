"""A record before and after, as one row of a save: its bytes, its outbox, its timers, whether it rests. Pure."""

from collections.abc import Mapping
from typing import Any

from chassis.aggregate import Aggregate, Change
from chassis.decision import to_ms
from chassis.record import Record, dump
from chassis.rows import AWAKE, Saving


def saving(aggregate: Aggregate[Any], subject: str, change: Change[Any], *, heal: bool = False) -> Saving:
    """A change as one row of a save: the timers that are new or moved are armed, those that are gone are cancelled.

    A catch-up (`heal`) arms them all: another writer may have saved what lies between, with timers of its own.
    """
    before = due_ms(aggregate, change.before)
    after = due_ms(aggregate, change.after)
    rested, rests = _rests_since(aggregate, change.before, before), _rests_since(aggregate, change.after, after)
    return Saving(
        subject=subject,
        expected=change.before.version,
        version=change.after.version,
        body=dump(change.after, aggregate.codec),
        entries=tuple(change.entries),
        arm=tuple([(name, due) for name, due in after.items() if heal or before.get(name) != due]),
        cancel=tuple([name for name in before if name not in after]),
        rests=AWAKE if rests is None and rested is not None else rests,
    )


def due_ms(aggregate: Aggregate[Any], record: Record[Any]) -> dict[str, int]:
    """A record's running timers in whole ms since the epoch."""
    if record.state is None:
        return {}
    return {name: to_ms(due_at) for name, due_at in aggregate.timers(record.state).items()}


def rests_since(aggregate: Aggregate[Any], record: Record[Any]) -> int | None:
    """The ms of a record's last fact, if nothing more is expected of it: the service says so, and no timer runs."""
    return _rests_since(aggregate, record, due_ms(aggregate, record))


def _rests_since(aggregate: Aggregate[Any], record: Record[Any], timers: Mapping[str, int]) -> int | None:
    if aggregate.rests is None or record.state is None or timers or not aggregate.rests(record.state):
        return None
    return record.last_ms
