"""The work: planned, agreed, started, noted, extended, referred, done (D-303, D-305, D-312, D-606)."""

from typing import Any

from contracts.commands import (
    AgreeAppointment,
    CompleteTicket,
    DecideExtension,
    DecideTicket,
    MoveAppointment,
    NoteProgress,
    PlanTicket,
    RequestDecision,
    RequestExtension,
    SignWork,
    StartWork,
)
from contracts.facts import (
    TicketAppointmentAgreed,
    TicketAppointmentMoved,
    TicketCompleted,
    TicketDecided,
    TicketDecisionRequested,
    TicketExtensionDecided,
    TicketExtensionRequested,
    TicketPlanned,
    TicketProgressNoted,
    TicketStarted,
    TicketWorkSigned,
)
from contracts.private import Note, PlanText, ResultText, Signature
from contracts.snapshot import Matter, Snapshot, WorkOrder
from contracts.vocabulary import Kind, PauseReason, RefusalReason, TicketState, WorkOrderState
from dispatch.domain.crews import matter_named
from dispatch.domain.placing import check_person
from dispatch.domain.standing import OPEN_ORDERS
from dispatch.domain.story import BOTH, Story, acted, sealed, told
from dispatch.domain.talking import plain, still_to_come
from dispatch.domain.wording import refusal, state_in_words

_REMEDIED = frozenset({Kind.COMPLAINT, Kind.REPAIR})
"""Something was wrong, so there is a cause and a measure."""
GOING_ON: dict[str, Any] = {"waiting_for": None, "waiting_since": None}


def on_plan(story: Story, command: PlanTicket) -> Story:
    """Measures, time and person."""
    if command.person is not None:
        check_person(story, command.person)
    fields = command.model_dump(include={"measures", "person", "starts_at", "done_by"})
    words = sealed(story, PlanText(measures=command.text), BOTH)
    return acted(story, TicketPlanned, {"planned_at": story.when}, sealed=words, **fields)


def on_appointment(story: Story, command: AgreeAppointment) -> Story:
    """Agreed with the resident; until then the ticket waits (D-406). Another one moves the first."""
    at = still_to_come(story, command.appointment_at, "appointment_at")
    changes = {"appointment_at": at, "waiting_for": PauseReason.APPOINTMENT, "waiting_since": story.when}
    return acted(story, TicketAppointmentAgreed, changes, appointment_at=at, until=command.until)


def on_move(story: Story, command: MoveAppointment) -> Story:
    """The agreed time is moved."""
    was = story.snapshot.appointment_at
    if was is None:
        raise refusal(story, RefusalReason.WRONG_STATE, "nothing_pending")
    at = still_to_come(story, command.appointment_at, "appointment_at")
    changes = {"appointment_at": at, "waiting_for": PauseReason.APPOINTMENT}
    changes["waiting_since"] = story.snapshot.waiting_since or story.when
    note = sealed(story, Note(text=command.note), BOTH)
    fields = {"was_at": was, "appointment_at": at, "reason": command.reason, "sealed": note}
    return acted(story, TicketAppointmentMoved, changes, **fields)


def on_start(story: Story, command: StartWork) -> Story:
    """Work begins; what was waited for is over."""
    if command.matter is not None:
        matter_named(story, command.matter)
    orders = tuple(_started(one, command.matter) for one in story.snapshot.work_orders)
    changes = {**GOING_ON, "started_at": story.when, "work_orders": orders}
    return acted(story, TicketStarted, changes, on_site=command.on_site, matter=command.matter)


def on_progress(story: Story, command: NoteProgress) -> Story:
    """How far it is."""
    note = sealed(story, Note(text=command.text))
    return acted(story, TicketProgressNoted, percent=command.percent, sealed=note)


def on_extension(story: Story, command: RequestExtension) -> Story:
    """More time; from the policy's count on a manager decides, before that it is granted at once (D-305)."""
    if story.memo.extension is not None:
        raise refusal(story, RefusalReason.WRONG_STATE, "pending")
    until = still_to_come(story, command.until, "until")
    nth = story.snapshot.extensions + 1
    asks = nth >= story.estate.group.numbers.extension_approval_from
    fields: dict[str, Any] = {"clock": command.clock, "until": until, "nth": nth}
    note = sealed(story, Note(text=command.note))
    story = acted(story, TicketExtensionRequested, reason=command.reason, needs_approval=asks, sealed=note, **fields)
    return story if asks else told(story, TicketExtensionDecided, {"extensions": nth}, granted=True, **fields)


def on_extension_decided(story: Story, command: DecideExtension) -> Story:
    """Granted or not; nobody grants their own."""
    asked = story.memo.extension
    if asked is None:
        raise refusal(story, RefusalReason.WRONG_STATE, "nothing_pending")
    if story.by == asked.by:
        raise refusal(story, RefusalReason.WRONG_ROLE, "own_request")
    until = still_to_come(story, command.until or asked.until, "until") if command.granted else None
    changes = {"extensions": asked.nth} if command.granted else {}
    fields = {"granted": command.granted, "clock": asked.clock, "until": until, "nth": asked.nth}
    note = sealed(story, Note(text=command.note))
    return acted(story, TicketExtensionDecided, changes, sealed=note, **fields)


def on_referral(story: Story, command: RequestDecision) -> Story:
    """Referred upwards (请示)."""
    question = sealed(story, Note(text=command.question))
    return acted(story, TicketDecisionRequested, level=command.level, sealed=question)


def on_decision(story: Story, command: DecideTicket) -> Story:
    """Decided by somebody with the power to; only what was referred can be."""
    if story.memo.referred is None:
        raise refusal(story, RefusalReason.WRONG_STATE, "nothing_pending")
    decision = sealed(story, Note(text=command.decision))
    return acted(story, TicketDecided, level=command.level, sealed=decision)


def on_complete(story: Story, command: CompleteTicket) -> Story:
    """Done (办结): one matter, or all that are left. What nobody has accepted is solved on the spot or not (D-110)."""
    one = story.snapshot
    if one.state in (TicketState.OPENED, TicketState.ASSIGNED) and not command.on_the_spot:
        raise _too_early(story)
    if command.matter is not None and matter_named(story, command.matter).resolved_at is not None:
        raise refusal(story, RefusalReason.WRONG_STATE, "same")
    if missing := unsaid(one.kind, command):
        raise refusal(story, RefusalReason.MISSING, "unsaid", parts=", ".join(missing))
    result = ResultText(cause=command.cause, measures=command.measure, result=command.result)
    fields = command.model_dump(include={"causes", "measures", "matter", "on_the_spot"})
    fields |= {"completed_at": story.when, "files": plain(command.files), "sealed": sealed(story, result, BOTH)}
    return acted(story, TicketCompleted, _done(one, story, command.matter), **fields)


def unsaid(kind: Kind | None, command: CompleteTicket) -> list[str]:
    """What a completion lacks: the resident is told its result, and what was wrong is also recorded with its cause and
    what was done about it, by type or in words (D-501, D-606).
    """
    wanted: dict[str, object] = {"result": command.result}
    if kind in _REMEDIED:
        wanted |= {"causes": command.causes or command.cause, "measures": command.measures or command.measure}
    return sorted(name for name, given in wanted.items() if not given)


def on_sign(story: Story, command: SignWork) -> Story:
    """The resident signed for the work (验收)."""
    signature = sealed(story, Signature(name=command.name, remark=command.remark))
    return acted(story, TicketWorkSigned, sealed=signature)


def _done(one: Snapshot, story: Story, matter: int | None) -> dict[str, Any]:
    done = {m.n for m in one.matters if m.resolved_at is None and matter in (None, m.n)}
    matters = tuple(_resolved(m, story) if m.n in done else m for m in one.matters)
    orders = tuple(_completed(o, story) if o.matter is None or o.matter in done else o for o in one.work_orders)
    return {**GOING_ON, "matters": matters, "work_orders": orders}


def _resolved(matter: Matter, story: Story) -> Matter:
    return matter.model_copy(update={"resolved_at": story.when})


def _completed(order: WorkOrder, story: Story) -> WorkOrder:
    changes = {"state": WorkOrderState.COMPLETED, "completed_at": story.when}
    return order.model_copy(update=changes) if order.state in OPEN_ORDERS else order


def _started(order: WorkOrder, matter: int | None) -> WorkOrder:
    begins = order.state in OPEN_ORDERS and matter in (None, order.matter)
    return order.model_copy(update={"state": WorkOrderState.STARTED}) if begins else order


def _too_early(story: Story) -> Exception:
    state = state_in_words(story, story.snapshot.state)
    allowed = state_in_words(story, TicketState.ACCEPTED, TicketState.WAITING, TicketState.IN_PROGRESS)
    return refusal(story, RefusalReason.WRONG_STATE, "wrong_state", state=state, allowed=allowed)
