"""Where a ticket stands follows from its matters, its orders and the instants on record. Nothing sets it by hand."""

from datetime import datetime
from typing import Final

from contracts.snapshot import Matter, Snapshot, WorkOrder
from contracts.vocabulary import Category, Kind, MatterState, TicketState, WorkOrderState

OPEN_ORDERS: Final = frozenset(
    {WorkOrderState.ISSUED, WorkOrderState.TOLD, WorkOrderState.ACCEPTED, WorkOrderState.STARTED}
)


def settled(snapshot: Snapshot) -> Snapshot:
    """The snapshot with everything in it that follows from the rest."""
    resolved_at = _resolved_at(snapshot)
    matters = tuple(_with_state(matter) for matter in snapshot.matters)
    same = (resolved_at, matters) == (snapshot.resolved_at, snapshot.matters)
    known = snapshot if same else changed(snapshot, resolved_at=resolved_at, matters=matters)
    state = _state(known)
    return known if state is known.state else changed(known, state=state)


def changed(snapshot: Snapshot, **changes: object) -> Snapshot:
    """The snapshot with some fields replaced."""
    return snapshot.model_copy(update=changes)


def _state(snapshot: Snapshot) -> TicketState:
    standing = (
        (snapshot.closed_at, TicketState.CLOSED),
        (snapshot.kind is None or snapshot.category is None, TicketState.TRIAGE),
        (snapshot.resolved_at, TicketState.RESOLVED),
        (snapshot.waiting_for, TicketState.WAITING),
        (snapshot.started_at, TicketState.IN_PROGRESS),
        (snapshot.accepted_at, TicketState.ACCEPTED),
        (snapshot.assigned_at, TicketState.ASSIGNED),
    )
    return next((state for true, state in standing if true), TicketState.OPENED)


def _with_state(matter: Matter) -> Matter:
    state = MatterState.RESOLVED if matter.resolved_at else MatterState.OPEN
    return matter if matter.state is state else matter.model_copy(update={"state": state})


def _resolved_at(snapshot: Snapshot) -> datetime | None:
    """Resolved with its last matter."""
    instants = [matter.resolved_at for matter in snapshot.matters]
    done = [instant for instant in instants if instant is not None]
    return max(done) if done and len(done) == len(instants) else None


def with_order(snapshot: Snapshot, order_id: str, **changes: object) -> tuple[WorkOrder, ...]:
    """The work orders, one of them changed."""
    return tuple(one.model_copy(update=changes) if one.id == order_id else one for one in snapshot.work_orders)


def order_named(snapshot: Snapshot, order_id: str) -> WorkOrder | None:
    """The work order of that id, if the ticket has it."""
    return next((one for one in snapshot.work_orders if one.id == order_id), None)


def open_orders(snapshot: Snapshot, matter: int | None = None) -> tuple[WorkOrder, ...]:
    """Orders still at work, of one matter or of all."""
    return tuple(one for one in snapshot.work_orders if one.state in OPEN_ORDERS and matter in (None, one.matter))


def is_work(snapshot: Snapshot, matter: Matter) -> bool:
    """Whether a crew is sent for it at once (D-302). Paid service waits for its price (D-309)."""
    if snapshot.kind is Kind.COMPLAINT:
        return matter.category is Category.FACILITY_REPAIR
    return snapshot.kind is Kind.REPAIR


def in_charge(snapshot: Snapshot) -> frozenset[str]:
    """The departments that have the ticket, one of its matters or an open order."""
    own = (snapshot.department, *(matter.department for matter in snapshot.matters))
    return frozenset(one for one in (*own, *(order.department for order in open_orders(snapshot))) if one)


def at_work(snapshot: Snapshot) -> frozenset[str]:
    """The people who count this ticket among their work."""
    if snapshot.state in (TicketState.RESOLVED, TicketState.CLOSED):
        return frozenset()
    return frozenset(one for one in (snapshot.assignee, *(o.assignee for o in open_orders(snapshot))) if one)
