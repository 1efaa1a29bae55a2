"""What a fact says of deadlines that passed: kept after all, or missed before anybody noticed (rule 9, D-409)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from contracts.facts import BreachAnnulled, ClockReading, DeadlineBreached, Fact
from contracts.snapshot import TicketBrief
from contracts.vocabulary import ClockState
from sla_monitor.domain.folding import marked
from sla_monitor.domain.sheet import Seen, Sheet
from sla_monitor.domain.state import Kept, Key, by_key, is_missed


@dataclass(frozen=True, slots=True)
class Judged:
    """The facts about passed deadlines, and the clocks they are about with their breaches put right."""

    facts: tuple[Fact, ...] = ()
    kept: Mapping[Key, Kept] | None = None
    annulled: frozenset[Key] = frozenset()


def judged(sheet: Sheet, seen: Seen, about: TicketBrief) -> Judged:
    """Look at every clock the fact ended, stopped for a while or gave more time."""
    told: list[Fact] = []
    right: dict[Key, Kept] = {}
    annulled: set[Key] = set()
    for key, old in by_key(seen.before).items():
        at = sheet.touched.get(key)
        if at is None or old.reading.state is not ClockState.RUNNING or not _relieved(sheet, key, old.reading):
            continue
        due_at = old.reading.due_at
        if is_missed(old) and at < due_at:
            told.append(_annulled(old.reading, about, at))
            right[key] = marked(old, tuple(one for one in old.breaches if one != due_at))
            annulled.add(key)
        elif not is_missed(old) and at >= due_at and not seen.imported:
            told.append(missed(old.reading, about, seen.now))
            right[key] = marked(old, (*old.breaches, due_at))
    return Judged(tuple(told), right, frozenset(annulled))


def _relieved(sheet: Sheet, key: Key, old: ClockReading) -> bool:
    """Whether the deadline no longer presses: ended, standing still, started anew, or put off."""
    new = sheet.readings[key]
    return new.state is not ClockState.RUNNING or new.started_at != old.started_at or new.due_at > old.due_at


def missed(reading: ClockReading, about: TicketBrief, now: datetime) -> DeadlineBreached:
    """The deadline of a clock passed unmet."""
    return DeadlineBreached(
        about=about,
        clock=reading.clock,
        work_order=reading.work_order,
        round=reading.round,
        due_at=reading.due_at,
        late_by=max(now - reading.due_at, now - now),
    )


def _annulled(reading: ClockReading, about: TicketBrief, met_at: datetime) -> BreachAnnulled:
    return BreachAnnulled(
        about=about,
        clock=reading.clock,
        work_order=reading.work_order,
        round=reading.round,
        due_at=reading.due_at,
        met_at=met_at,
    )


def corrected(reading: ClockReading, right: Mapping[Key, Kept], key: Key) -> ClockReading:
    """The reading with the breaches as they are right, if it is of the life they belong to."""
    kept = right.get(key)
    if kept is None or kept.reading.started_at != reading.started_at:
        return reading
    return reading.model_copy(update={"breached_at": kept.reading.breached_at})
