"""A clock as `clocks.set` tells it: its target, where it stands, its pauses, its breach (D-401…D-410)."""

from datetime import timedelta
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from contracts.identifiers import Instant, RuleName, WorkOrderId
from contracts.vocabulary import Clock, ClockState, PauseReason, TargetUnit


class Target(BaseModel):
    """How long a clock runs, as the policy says it: 2 hours, 1 working day.

    `promised` has amount 0: the instant itself was given. `pauses`: it stands still while the ticket waits.
    `warn_share` (0 to 1, of its length) or `warn_after` say when to warn.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    amount: Annotated[int, Field(ge=0)]
    unit: TargetUnit
    pauses: bool = False
    warn_share: Annotated[float, Field(ge=0, le=1)] | None = None
    warn_after: timedelta | None = None


class PauseSpan(BaseModel):
    """A pause that is over (D-406)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    since: Instant
    until: Instant


class ClockReading(BaseModel):
    """One clock after a decision.

    `round` counts the ticket's lives from 0 (a reopening starts new clocks). `limits` are all that applied, `target`
    the one that counts now: after a pause another may be the strictest (D-402). `paused_until` is the appointment
    that ends a pause by itself, `pauses` those that are over. `because` names the policies and rules that gave the
    target. `breached_at` is the deadline that was missed: it stays on record when the clock is set anew (D-406).
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    clock: Clock
    work_order: WorkOrderId | None = None
    round: Annotated[int, Field(ge=0)] = 0
    state: ClockState
    target: Target
    limits: tuple[Target, ...] = ()
    started_at: Instant
    due_at: Instant
    warn_at: Instant | None = None
    paused_since: Instant | None = None
    paused_until: Instant | None = None
    pauses: tuple[PauseSpan, ...] = ()
    pause_reason: PauseReason | None = None
    ended_at: Instant | None = None
    breached_at: Instant | None = None
    because: tuple[RuleName, ...] = ()
