"""Work orders (派工单): sent at once for what is work, called off and sent anew when it changes hands (D-302)."""

from datetime import datetime

import estate as who
from contracts.commands import (
    AcceptWorkOrder,
    CancelWorkOrder,
    IssueWorkOrder,
    RecordTold,
    RegisterReceipt,
)
from contracts.facts import (
    TicketAccepted,
    WorkOrderAccepted,
    WorkOrderCancelled,
    WorkOrderIssued,
    WorkOrderReceiptRegistered,
    WorkOrderTold,
)
from contracts.ids import work_order_id
from contracts.private import Note, Signature
from contracts.snapshot import Matter, Snapshot, WorkOrder
from contracts.vocabulary import CancelReason, Clock, RefusalReason, TicketState, Urgency, WorkOrderState
from dispatch.domain.assignment import Chosen, serving
from dispatch.domain.standing import OPEN_ORDERS, is_work, open_orders, order_named, with_order
from dispatch.domain.story import Story, acted, sealed
from dispatch.domain.wording import refusal

UNTOLD = frozenset({WorkOrderState.ISSUED})
TAKEABLE = frozenset({WorkOrderState.ISSUED, WorkOrderState.TOLD})
DONE = frozenset({WorkOrderState.COMPLETED})


def following(story: Story, chosen: Chosen, matters: tuple[int, ...]) -> Story:
    """Orders of these matters go where the matters went: the old ones are called off, new ones issued."""
    for n in matters:
        story = _moved(story, chosen, n)
    return story


def issued(
    story: Story, matter: Matter, department: str, person: str | None, wish: IssueWorkOrder | None = None
) -> Story:
    """One more order; its task is the report itself unless the wish for it says another."""
    before = story.snapshot.work_orders
    order = WorkOrder(
        id=work_order_id(story.snapshot.ticket, len(before) + 1),
        state=WorkOrderState.ISSUED,
        urgency=matter.urgency or story.snapshot.urgency or Urgency.NORMAL,
        department=department,
        assignee=person,
        matter=matter.n,
        issued_at=story.now,
        due_at=wish.due_at if wish and wish.due_at else due_at(story, Clock.RESOLUTION),
    )
    task = sealed(story, Note(text=wish.task if wish else None))
    return acted(story, WorkOrderIssued, {"work_orders": (*before, order)}, work_order=order.id, sealed=task)


def called_off(story: Story, reason: CancelReason, matter: int | None = None) -> Story:
    """Without the open orders of one matter, or of all."""
    for order in open_orders(story.snapshot, matter):
        orders = with_order(story.snapshot, order.id, state=WorkOrderState.CANCELLED)
        story = acted(story, WorkOrderCancelled, {"work_orders": orders}, work_order=order.id, reason=reason)
    return story


def taken(story: Story, person: str) -> Story:
    """The orders given to this person, or to nobody in particular, count as taken by them."""
    for order in open_orders(story.snapshot):
        if order.state in TAKEABLE and order.assignee in (None, person):
            changes = {"state": WorkOrderState.ACCEPTED, "accepted_at": story.when, "assignee": person}
            orders = with_order(story.snapshot, order.id, **changes)
            story = acted(story, WorkOrderAccepted, {"work_orders": orders}, work_order=order.id)
    return story


def taking(story: Story) -> dict[str, object]:
    """What changes when whoever acts takes the ticket: they are the resident's contact from now on (D-106)."""
    return {"assignee": story.by, "owner": story.by, "accepted_at": story.when}


def on_issue(story: Story, command: IssueWorkOrder) -> Story:
    """Send a crew by hand."""
    matter = matter_named(story, command.matter or 1)
    department = matter.department or story.snapshot.department
    if department is None:
        raise refusal(story, RefusalReason.MISSING, "missing", field="department")
    return issued(story, matter, department, command.assignee or story.snapshot.assignee, command)


def on_told(story: Story, command: RecordTold) -> Story:
    """The crew has been told; a second telling changes nothing."""
    order = named(story, command.work_order)
    if order.told_at is not None:
        return story
    told_at = min(command.told_at, story.now)
    state = WorkOrderState.TOLD if order.state in UNTOLD else order.state
    orders = with_order(story.snapshot, order.id, state=state, told_at=told_at)
    fields = command.model_dump(include={"work_order", "person", "channel", "notification"})
    return acted(story, WorkOrderTold, {"work_orders": orders}, told_at=told_at, **fields)


def on_accept(story: Story, command: AcceptWorkOrder) -> Story:
    """The crew takes one order; who was given the ticket takes it with the order."""
    order = in_state(story, command.work_order, TAKEABLE)
    mine = order.assignee in (None, story.by)
    if not mine or order.department not in serving(story.estate, story.by):
        raise refusal(story, RefusalReason.NOT_ASSIGNEE, "not_assignee")
    changes = {"state": WorkOrderState.ACCEPTED, "accepted_at": story.when, "assignee": story.by}
    orders = with_order(story.snapshot, order.id, **changes)
    story = acted(story, WorkOrderAccepted, {"work_orders": orders}, work_order=order.id)
    return acted(story, TicketAccepted, taking(story)) if _is_the_tickets(story.snapshot, story.by) else story


def on_receipt(story: Story, command: RegisterReceipt) -> Story:
    """The signed order came back."""
    order = in_state(story, command.work_order, DONE)
    orders = with_order(story.snapshot, order.id, state=WorkOrderState.RECEIPTED, receipt_at=story.when)
    signature = sealed(story, Signature(name=command.name, remark=command.remark))
    fields = {"work_order": order.id, "signed": command.signed, "sealed": signature}
    return acted(story, WorkOrderReceiptRegistered, {"work_orders": orders}, **fields)


def on_cancel(story: Story, command: CancelWorkOrder) -> Story:
    """Call one order off."""
    order = in_state(story, command.work_order, OPEN_ORDERS)
    orders = with_order(story.snapshot, order.id, state=WorkOrderState.CANCELLED)
    fields = {"work_order": order.id, "reason": command.reason, "sealed": sealed(story, Note(text=command.note))}
    return acted(story, WorkOrderCancelled, {"work_orders": orders}, **fields)


def in_state(story: Story, order_id: str, states: frozenset[WorkOrderState]) -> WorkOrder:
    """The order of that id; raises NotGranted where there is none or it stands elsewhere."""
    order = named(story, order_id)
    if order.state not in states:
        raise refusal(story, RefusalReason.WRONG_STATE, "order_state", order=order_id, state=order.state)
    return order


def named(story: Story, order_id: str) -> WorkOrder:
    """The order of that id; raises NotGranted where there is none."""
    order = order_named(story.snapshot, order_id)
    if order is None:
        raise refusal(story, RefusalReason.UNKNOWN_WORK_ORDER, "no_order", order=order_id)
    return order


def matter_named(story: Story, n: int) -> Matter:
    """The matter of that number; raises NotGranted where there is none."""
    matter = next((one for one in story.snapshot.matters if one.n == n), None)
    if matter is None:
        raise refusal(story, RefusalReason.NOT_IN_SET, "no_matter", n=n)
    return matter


def due_at(story: Story, clock: Clock) -> datetime | None:
    """When the policy wants it done, counted from now; None where it says nothing."""
    one = story.snapshot
    if one.kind is None:
        return None
    targets = who.targets_for(story.estate, one.site, one.kind, one.severity, one.urgency, one.channel)
    target = targets.get(clock)
    return who.deadline(target, story.now, who.calendar_of(story.estate, one.site)) if target else None


def _is_the_tickets(snapshot: Snapshot, person: str) -> bool:
    """Whether this person has just taken what the whole ticket waited for."""
    return snapshot.state is TicketState.ASSIGNED and snapshot.assignee in (None, person)


def _moved(story: Story, chosen: Chosen, n: int) -> Story:
    stay = (chosen.department, chosen.person)
    if any((one.department, one.assignee) != stay for one in open_orders(story.snapshot, n)):
        story = called_off(story, CancelReason.TRANSFERRED, n)
    matter = matter_named(story, n)
    if is_work(story.snapshot, matter) and not open_orders(story.snapshot, n) and matter.resolved_at is None:
        return issued(story, matter, *stay)
    return story
