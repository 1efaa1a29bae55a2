"""How it ends, and ends again: confirmed, disputed, followed up, closed, reopened, rated, withdrawn (D-310, D-404)."""

from typing import Any

import estate as who
from contracts.commands import (
    CloseTicket,
    ConfirmTicket,
    DisputeTicket,
    InspectWork,
    RateTicket,
    RecordBeyondPowers,
    ReopenTicket,
    WithdrawTicket,
)
from contracts.facts import (
    TicketBeyondPowersRecorded,
    TicketClosed,
    TicketConfirmed,
    TicketDisputed,
    TicketInspected,
    TicketRated,
    TicketReopened,
    TicketWithdrawn,
)
from contracts.private import Note
from contracts.snapshot import Snapshot
from contracts.vocabulary import (
    ApprovalState,
    AssignReason,
    CancelReason,
    CloseReason,
    Flag,
    Kind,
    RefusalReason,
    ReopenReason,
    TicketState,
)
from dispatch.domain import crews
from dispatch.domain.assignment import Chosen, customer_service, in_department
from dispatch.domain.placing import asking, check_person, placed
from dispatch.domain.relations import case_ended
from dispatch.domain.story import BOTH, Story, acted, sealed
from dispatch.domain.wording import refusal

_ANEW: dict[str, Any] = {
    "accepted_at": None,
    "planned_at": None,
    "started_at": None,
    "substantive_reply_at": None,
    "waiting_for": None,
    "waiting_since": None,
    "appointment_at": None,
    "next_update_at": None,
    "closed_at": None,
    "close_reason": None,
    "follow_up": None,
    "followed_up_at": None,
    "follow_up_attempts": 0,
    "approval": ApprovalState.NONE,
}
"""What a second round begins without. The first human answer stays the first."""

_ANSWERED_KINDS = frozenset({Kind.ENQUIRY, Kind.PRAISE, Kind.SUGGESTION})


def on_confirm(story: Story, _: ConfirmTicket) -> Story:
    """The resident says it is done: closed."""
    return closed(acted(story, TicketConfirmed), CloseReason.CONFIRMED_BY_RESIDENT)


def on_dispute(story: Story, command: DisputeTicket) -> Story:
    """The resident says it is not: worked again, with a supervisor's visit."""
    story = acted(story, TicketDisputed, sealed=sealed(story, Note(text=command.note), BOTH))
    return reopened(story, ReopenReason.RESIDENT_DISPUTED)


def on_reopen(story: Story, command: ReopenTicket) -> Story:
    """Worked again on a person's word."""
    if command.visitor is not None:
        check_person(story, command.visitor)
    return reopened(story, command.reason, command.visitor, Note(text=command.note))


def on_inspect(story: Story, command: InspectWork) -> Story:
    """A supervisor checked the work; what did not pass is worked again."""
    story = acted(story, TicketInspected, passed=command.passed, sealed=sealed(story, Note(text=command.note)))
    return story if command.passed else reopened(story, ReopenReason.INSPECTION_FAILED)


def on_close(story: Story, command: CloseTicket) -> Story:
    """Closed by hand, for a reason that the record bears out."""
    need = unmet(story.snapshot, command.reason)
    if need:
        raise refusal(story, RefusalReason.WRONG_STATE, "close_reason", why=command.reason, need=need)
    return closed(story, command.reason, Note(text=command.note))


def on_withdraw(story: Story, command: WithdrawTicket) -> Story:
    """The resident takes it back."""
    story = acted(story, TicketWithdrawn, sealed=sealed(story, Note(text=command.note), BOTH))
    return closed(story, CloseReason.WITHDRAWN)


def on_beyond(story: Story, command: RecordBeyondPowers) -> Story:
    """Beyond our powers: on record, with what was offered instead; closing is a step of its own."""
    if command.reported_to is not None:
        check_person(story, command.reported_to)
    flags = tuple(dict.fromkeys((*story.snapshot.flags, Flag.OUTSIDE_OUR_POWERS)))
    fields = {"reported_to": command.reported_to, "offered_instead": command.offered_instead}
    text = sealed(story, Note(text=command.text))
    return acted(story, TicketBeyondPowersRecorded, {"flags": flags}, sealed=text, **fields)


def on_rate(story: Story, command: RateTicket) -> Story:
    """The resident's rating; a later one counts."""
    note = sealed(story, Note(text=command.note))
    return acted(story, TicketRated, {"rating": command.stars}, stars=command.stars, sealed=note)


def closed(story: Story, reason: CloseReason, words: Note | None = None) -> Story:
    """Closed: open orders are called off, and the case that this ticket leads ends."""
    story = crews.called_off(
        story, CancelReason.WITHDRAWN if reason is CloseReason.WITHDRAWN else CancelReason.NOT_NEEDED
    )
    note = sealed(story, words or Note())
    changes = {"closed_at": story.when, "close_reason": reason}
    return case_ended(acted(story, TicketClosed, changes, reason=reason, sealed=note))


def reopened(story: Story, reason: ReopenReason, visitor: str | None = None, words: Note | None = None) -> Story:
    """Worked again by whoever had it, with a supervisor to visit the resident (亲自上门, D-310)."""
    before = story.snapshot
    department = before.department or customer_service(story.estate, before.site)
    visitor = visitor or who.department(story.estate, department).head
    matters = tuple(one.model_copy(update={"resolved_at": None}) for one in before.matters)
    changes = {**_ANEW, "matters": matters, "reopened": before.reopened + 1, "reopened_at": story.when}
    note = sealed(story, words or Note())
    story = acted(story, TicketReopened, changes, reason=reason, visitor=visitor, sealed=note)
    if story.snapshot.state is TicketState.TRIAGE:
        return story
    if before.assignee is not None:
        return placed(story, Chosen(department, before.assignee, (AssignReason.REOPENED,)))
    return placed(story, in_department(story.estate, asking(story), department), AssignReason.REOPENED)


def unmet(snapshot: Snapshot, reason: CloseReason) -> str | None:
    """What is still missing before a ticket may be closed for this reason; None if nothing is."""
    resolved = snapshot.state is TicketState.RESOLVED
    needs = {
        CloseReason.INVALID: (snapshot.valid is False, "verification: untrue or unreasonable"),
        CloseReason.OUTSIDE_OUR_POWERS: (Flag.OUTSIDE_OUR_POWERS in snapshot.flags, "record_beyond_powers"),
        CloseReason.ANSWERED: (
            resolved or (snapshot.kind in _ANSWERED_KINDS and snapshot.first_response_at is not None),
            "a recorded reply, or completion",
        ),
        CloseReason.WITHDRAWN: (False, "withdraw"),
        CloseReason.CONFIRMED_BY_RESIDENT: (False, "confirm"),
        CloseReason.FOLLOW_UP_SATISFIED: (False, "record_follow_up"),
        CloseReason.UNREACHABLE: (False, "record_follow_up"),
    }
    met, need = needs[reason]
    return None if met else need
