"""`tickets.deadlines`: clocks, warnings, breaches and the ladder (D-401…D-410).

A clock that was met or cancelled is told in `clocks.set`, with its state: one fact holds every clock that a decision
touched, so a new ticket costs one fact and a completion that ends three clocks one more.
"""

from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from contracts.facts.clocks import ClockReading
from contracts.facts.fact import Fact
from contracts.identifiers import BookVersion, EventId, Instant, PersonId, RuleName, WorkOrderId
from contracts.snapshot import TicketBrief
from contracts.vocabulary import (
    Clock,
    EscalationEnd,
    EscalationTrigger,
    Role,
)

Level = Annotated[int, Field(ge=1)]


class DeadlineFact(Fact):
    """Something about a ticket's clocks; `about` is the ticket as sla-monitor knew it then."""

    about: TicketBrief


class ClocksSet(DeadlineFact):
    """All clocks that one decision started, moved, paused, resumed, met or cancelled."""

    TYPE: ClassVar[str] = "steward.clocks.set.v1"

    clocks: Annotated[tuple[ClockReading, ...], Field(min_length=1)]
    policy_version: BookVersion | None = None


class OneClockFact(DeadlineFact):
    """Something about one clock."""

    clock: Clock
    work_order: WorkOrderId | None = None
    round: Annotated[int, Field(ge=0)] = 0
    due_at: Instant


class DeadlineWarned(OneClockFact):
    """The deadline comes near: a warning for these people (D-407)."""

    TYPE: ClassVar[str] = "steward.deadline.warned.v1"

    to: tuple[PersonId, ...] = ()


class DeadlineBreached(OneClockFact):
    """The deadline passed unmet. `late_by` is how long after it that was found out (D-409)."""

    TYPE: ClassVar[str] = "steward.deadline.breached.v1"

    late_by: timedelta = timedelta(0)


class BreachAnnulled(OneClockFact):
    """It was no breach after all: what stops the clock happened before the deadline and arrived later (rule 9)."""

    TYPE: ClassVar[str] = "steward.breach.annulled.v1"

    met_at: Instant


class Rung(BaseModel):
    """One rung of a ladder, frozen when the escalation starts: who, and how long until the next one is called."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    level: Level
    roles: tuple[Role, ...] = ()
    to: tuple[PersonId, ...] = ()
    wait: timedelta | None = None


class StaffInformed(DeadlineFact):
    """People are told at once, and nobody has to acknowledge: important and government-forwarded tickets (D-408)."""

    TYPE: ClassVar[str] = "steward.staff.informed.v1"

    to: tuple[PersonId, ...]
    because: tuple[RuleName, ...] = ()


class EscalationFact(DeadlineFact):
    """Something about one escalation; `escalation` stays the same on all its levels."""

    escalation: EventId
    trigger: EscalationTrigger
    level: Level
    clock: Clock | None = None
    work_order: WorkOrderId | None = None


class EscalationRaised(EscalationFact):
    """These people are called now; `informed` are told beside them, customer service at each level (D-407, D-408).

    `next_at` is when the next rung is called if nobody acknowledges. `plan` is the whole ladder, told at the first
    level.
    """

    TYPE: ClassVar[str] = "steward.escalation.raised.v1"

    roles: tuple[Role, ...] = ()
    to: tuple[PersonId, ...]
    informed: tuple[PersonId, ...] = ()
    next_at: Instant | None = None
    plan: tuple[Rung, ...] = ()
    because: tuple[RuleName, ...] = ()
    late_by: timedelta = timedelta(0)


class EscalationAcknowledged(EscalationFact):
    """Somebody takes care of it: the ladder is climbed no further (D-407)."""

    TYPE: ClassVar[str] = "steward.escalation.acknowledged.v1"

    by: PersonId
    acknowledged_at: Instant


class EscalationEnded(EscalationFact):
    """The escalation is over, and why."""

    TYPE: ClassVar[str] = "steward.escalation.ended.v1"

    reason: EscalationEnd


DEADLINE_FACTS: tuple[type[Fact], ...] = (
    ClocksSet,
    DeadlineWarned,
    DeadlineBreached,
    BreachAnnulled,
    EscalationRaised,
    EscalationAcknowledged,
    EscalationEnded,
    StaffInformed,
)
