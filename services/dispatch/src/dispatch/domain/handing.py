"""From hand to hand: assigned, accepted, declined, transferred, replaced. Nobody shirks (D-306, D-307)."""

from contracts.commands import (
    AcceptTicket,
    AssignTicket,
    AssignTracker,
    DeclineTicket,
    RejectHandler,
    TransferTicket,
)
from contracts.facts import (
    TicketAccepted,
    TicketDeclined,
    TicketHandlerRejected,
    TicketTrackerAssigned,
    TicketTransferred,
)
from contracts.private import Note
from contracts.vocabulary import AssignReason, Clock, DeclineReason, Function, RefusalReason
from dispatch.domain import crews
from dispatch.domain.assignment import Chosen, customer_service, in_department, manager
from dispatch.domain.placing import asking, check_person, moving, named, placed, placed_matter
from dispatch.domain.story import Story, acted, sealed
from dispatch.domain.wording import refusal
from estate import department_with

_LEFT = {"assignee": None, "accepted_at": None, "started_at": None, "waiting_for": None, "waiting_since": None}


def on_assign(story: Story, command: AssignTicket) -> Story:
    """A person gives it to a department, and to somebody there."""
    chosen = named(story, command.department, command.assignee)
    note = sealed(story, Note(text=command.note))
    if command.matter is None:
        return placed(story, chosen, AssignReason.REQUESTED_BY_PERSON, sealed=note)
    matter = crews.matter_named(story, command.matter)
    return placed_matter(story, matter.n, chosen, AssignReason.REQUESTED_BY_PERSON, sealed=note)


def on_accept(story: Story, _: AcceptTicket) -> Story:
    """Who takes it is the resident's contact from now on (D-106); their orders are taken with it."""
    return crews.taken(acted(story, TicketAccepted, crews.taking(story)), story.by)


def on_decline(story: Story, command: DeclineTicket) -> Story:
    """Not taken: the next person, another department, or a manager."""
    department = story.snapshot.department or customer_service(story.estate, story.snapshot.site)
    times = story.snapshot.hand_overs + 1
    note = sealed(story, Note(text=command.note))
    story = acted(story, TicketDeclined, {**_LEFT, "hand_overs": times}, reason=command.reason, sealed=note)
    return placed(story, _after(story, department, command.reason), AssignReason.DECLINED_BEFORE)


def on_transfer(story: Story, command: TransferTicket) -> Story:
    """Handed on, with a time limit for whoever gets it."""
    before = story.snapshot
    if (command.department, command.assignee) == (before.department, before.assignee):
        raise refusal(story, RefusalReason.WRONG_STATE, "same")
    chosen, reason = _limited(story, command)
    moved = tuple(one.n for one in before.matters if one.department in (None, before.department, chosen.department))
    changes = {**_LEFT, **moving(before, chosen, moved), "hand_overs": before.hand_overs + 1, "assigned_at": story.now}
    story = acted(
        story,
        TicketTransferred,
        changes,
        from_department=before.department,
        from_person=before.assignee,
        department=chosen.department,
        assignee=chosen.person,
        reason=reason,
        because=chosen.because,
        take_over_by=crews.due_at(story, Clock.HAND_OVER),
        sealed=sealed(story, Note(text=command.note)),
    )
    return crews.following(story, chosen, moved)


def on_tracker(story: Story, command: AssignTracker) -> Story:
    """Somebody else of customer service watches it."""
    check_person(story, command.tracker, customer_service(story.estate, story.snapshot.site))
    return acted(story, TicketTrackerAssigned, {"tracker": command.tracker}, tracker=command.tracker)


def on_reject(story: Story, command: RejectHandler) -> Story:
    """The complaint is about them, or the resident will not have them: somebody senior takes over (D-306)."""
    if command.handler != story.snapshot.assignee:
        raise refusal(story, RefusalReason.NOT_ASSIGNEE, "not_the_handler", person=command.handler)
    note = sealed(story, Note(text=command.note))
    fields = {"handler": command.handler, "reason": command.reason, "sealed": note}
    story = acted(story, TicketHandlerRejected, dict(_LEFT), **fields)
    department = story.snapshot.department or customer_service(story.estate, story.snapshot.site)
    return placed(story, manager(story.estate, asking(story), department, command.reason))


def _after(story: Story, department: str, reason: DeclineReason) -> Chosen:
    """Who is next after somebody declined, by why they did."""
    question, one = asking(story), story.snapshot
    if one.hand_overs >= story.estate.group.numbers.handed_on_limit:
        return manager(story.estate, question, department, AssignReason.HANDED_ON_TOO_OFTEN)
    if reason is DeclineReason.CONFLICT_OF_INTEREST:
        return manager(story.estate, question, department, AssignReason.HANDLER_IS_SUBJECT)
    return in_department(story.estate, question, _next_department(story, department, reason), one.subcategory)


def _next_department(story: Story, department: str, reason: DeclineReason) -> str:
    """Whose it is not goes back to customer service, who know where it belongs."""
    site = story.snapshot.site
    contractor = department_with(story.estate, site, Function.CONTRACTOR)
    if reason is DeclineReason.NEEDS_CONTRACTOR and contractor:
        return contractor.department.id
    if reason in (DeclineReason.NOT_OUR_DEPARTMENT, DeclineReason.DUPLICATE):
        return customer_service(story.estate, site)
    return department


def _limited(story: Story, command: TransferTicket) -> tuple[Chosen, AssignReason]:
    """Where the person wants it to go, unless it was handed on too often already."""
    limit = story.estate.group.numbers.handed_on_limit
    if story.snapshot.hand_overs + 1 >= limit:
        too_often = AssignReason.HANDED_ON_TOO_OFTEN
        return manager(story.estate, asking(story), command.department, too_often), too_often
    return named(story, command.department, command.assignee, story.snapshot.assignee or ""), command.reason
