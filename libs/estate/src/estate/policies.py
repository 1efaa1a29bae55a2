"""Policies: which clocks run for which ticket, and the group's other numbers (D-104, D-105, D-305, D-307, D-404)."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.vocabulary import (
    WRITTEN_CHANNELS,
    Channel,
    Clock,
    EscalationTrigger,
    Flag,
    Kind,
    Role,
    Severity,
    Urgency,
)
from estate.model import Id, Model, Span
from estate.targets import Limit, Share, Table, Target

_Count = Annotated[int, Field(ge=1)]


class Clocks(Model):
    """Clocks by what they depend on; those of all parts that fit a ticket apply together, and the strictest counts."""

    every: Table = Field(default_factory=dict)
    spoken: Table = Field(default_factory=dict)
    written: Table = Field(default_factory=dict)  # came by letter or e-mail (D-402)
    severity: Mapping[Severity, Table] = Field(default_factory=dict)
    urgency: Mapping[Urgency, Table] = Field(default_factory=dict)


class Policy(Model):
    """One policy as written. `extends` takes over whatever is not given; a kind given here replaces that kind whole."""

    id: Id
    extends: Id | None = None
    warn_at: Share | None = None  # for every limit that has no warning of its own
    pausing_clocks: frozenset[Clock] | None = None
    always: Clocks | None = None
    kinds: Mapping[Kind, Clocks] = Field(default_factory=dict)


class Alarm(Model):
    """Who is called or informed at once, without waiting for a breach (D-408, D-302). Any one condition is enough."""

    name: Id
    kinds: frozenset[Kind] = frozenset()  # empty: every kind; otherwise the ticket must be one of these as well
    severities: frozenset[Severity] = frozenset()
    urgencies: frozenset[Urgency] = frozenset()
    flags: frozenset[Flag] = frozenset()
    trigger: EscalationTrigger | None = None  # None, as the next: informed only, nobody has to acknowledge
    acknowledge_within: Span | None = None
    tell: tuple[Role, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.trigger is None) != (self.acknowledge_within is None):
            raise ValueError("an alarm has both trigger and acknowledge_within; who is only informed has neither")
        return self


class Numbers(Model):
    """The group's other numbers. Nothing of it has a default in code: the group's YAML says them all."""

    repeat_window: Span  # D-104: same unit and category again within this is a repeat
    group_window: Span  # D-105: several residents of a building within this …
    group_count: Annotated[int, Field(ge=2)]  # … and at least so many are a group complaint
    handed_on_limit: _Count  # D-307: handed on so often, the ticket goes to the manager
    extension_approval_from: _Count  # D-305: from which extension on a manager approves
    follow_up_attempts: _Count  # D-404
    follow_up_retry_after: Span  # between two attempts
    number_validity: Span  # how long a register number stays claimed
    calendar_horizon: Span  # how far ahead `check` wants final holidays


def applies(
    alarm: Alarm, kind: Kind | None, severity: Severity | None, urgency: Urgency | None, flags: frozenset[Flag]
) -> bool:
    """Whether an alarm is due for such a ticket."""
    if alarm.kinds and kind not in alarm.kinds:
        return False
    return severity in alarm.severities or urgency in alarm.urgencies or bool(alarm.flags & flags)


def lineage(policy: Policy, policies: Mapping[str, Policy]) -> tuple[Policy, ...]:
    """The policy and what it extends, nearest first; stops where a parent is unknown or comes round again."""
    found = [policy]
    while found[-1].extends in policies and policies[found[-1].extends or ""] not in found:
        found.append(policies[found[-1].extends or ""])
    return tuple(found)


def flattened(policy: Policy, policies: Mapping[str, Policy]) -> Policy:
    """The policy with everything it extends filled in, every limit with its warning and pausing; `extends` is None
    afterwards.
    """
    line = lineage(policy, policies)
    kinds: dict[Kind, Clocks] = {}
    for one in reversed(line):
        kinds.update(one.kinds)
    whole = Policy(
        id=policy.id,
        warn_at=next((one.warn_at for one in line if one.warn_at is not None), None),
        pausing_clocks=next((one.pausing_clocks for one in line if one.pausing_clocks is not None), frozenset()),
    )
    always = next((one.always for one in line if one.always is not None), Clocks())
    settled = {kind: _settled_clocks(whole, clocks) for kind, clocks in kinds.items()}
    return whole.model_copy(update={"always": _settled_clocks(whole, always), "kinds": settled})


def targets(
    policy: Policy, kind: Kind | None, severity: Severity | None, urgency: Urgency | None, channel: Channel | None
) -> dict[Clock, Target]:
    """The clocks of a flattened policy for such a ticket; for None (not known) none of that sort apply."""
    limits: dict[Clock, list[Limit]] = {}
    for table in _tables(policy, kind, severity, urgency, channel):
        for clock, more in table.items():
            limits.setdefault(clock, []).extend(more)
    return {clock: Target(tuple(several)) for clock, several in limits.items()}


def _tables(
    policy: Policy, kind: Kind | None, severity: Severity | None, urgency: Urgency | None, channel: Channel | None
) -> Iterator[Table]:
    for clocks in (policy.always or Clocks(), policy.kinds.get(kind, Clocks()) if kind else Clocks()):
        yield clocks.every
        if channel is not None:
            yield clocks.written if channel in WRITTEN_CHANNELS else clocks.spoken
        if severity is not None:
            yield clocks.severity.get(severity, {})
        if urgency is not None:
            yield clocks.urgency.get(urgency, {})


def _settled_clocks(policy: Policy, clocks: Clocks) -> Clocks:
    """Settled once, when the estate is read: a ticket only has to look its limits up."""

    def table(limits: Table) -> Table:
        return {clock: tuple(_settled(policy, clock, limit) for limit in own) for clock, own in limits.items()}

    return Clocks(
        every=table(clocks.every),
        spoken=table(clocks.spoken),
        written=table(clocks.written),
        severity={severity: table(own) for severity, own in clocks.severity.items()},
        urgency={urgency: table(own) for urgency, own in clocks.urgency.items()},
    )


def _settled(policy: Policy, clock: Clock, limit: Limit) -> Limit:
    """The limit with the policy's own warning and pausing where it has none."""
    warns = limit.warn_at is not None or limit.warn_after is not None
    pauses = clock in (policy.pausing_clocks or ()) if limit.pauses is None else limit.pauses
    return limit.model_copy(update={"pauses": pauses, "warn_at": limit.warn_at if warns else policy.warn_at})


def without_resolution(policy: Policy) -> Iterator[str]:
    """For which tickets a flattened policy has no resolution clock (D-410), in words; nothing if all have one."""
    for kind in Kind:
        if Clock.RESOLUTION in targets(policy, kind, None, None, None):
            continue
        by_severity = [s for s in Severity if Clock.RESOLUTION not in targets(policy, kind, s, None, None)]
        by_urgency = [u for u in Urgency if Clock.RESOLUTION not in targets(policy, kind, None, u, None)]
        if by_severity and by_urgency:
            yield f"{kind} (severity {', '.join(by_severity)}; urgency {', '.join(by_urgency)})"
