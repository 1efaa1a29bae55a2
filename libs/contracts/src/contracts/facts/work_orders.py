"""A work order's life (D-302). The order itself, with its state, stands in the snapshot."""

from typing import ClassVar

from pydantic import BaseModel

from contracts.facts.fact import Act, Fact
from contracts.identifiers import Instant, NotificationId, PersonId, WorkOrderId
from contracts.private import Note, Signature
from contracts.vocabulary import CancelReason, MessageChannel


class WorkOrderIssued(Act):
    """Work for a crew: task (sealed: `Note`), time and person (D-302)."""

    TYPE: ClassVar[str] = "steward.work_order.issued.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    work_order: WorkOrderId


class WorkOrderTold(Act):
    """The crew has been told: by which message, or by word of mouth (D-302)."""

    TYPE: ClassVar[str] = "steward.work_order.told.v1"

    work_order: WorkOrderId
    person: PersonId | None = None
    told_at: Instant
    channel: MessageChannel | None = None
    notification: NotificationId | None = None


class WorkOrderAccepted(Act):
    """The crew took it; for an emergency this is the acknowledgement (D-302)."""

    TYPE: ClassVar[str] = "steward.work_order.accepted.v1"

    work_order: WorkOrderId


class WorkOrderReceiptRegistered(Act):
    """The signed order came back (回执, D-302). Sealed: `Signature`."""

    TYPE: ClassVar[str] = "steward.work_order.receipt_registered.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Signature

    work_order: WorkOrderId
    signed: bool = True


class WorkOrderCancelled(Act):
    """It was called off. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.work_order.cancelled.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    work_order: WorkOrderId
    reason: CancelReason


WORK_ORDER_FACTS: tuple[type[Fact], ...] = (
    WorkOrderIssued,
    WorkOrderTold,
    WorkOrderAccepted,
    WorkOrderReceiptRegistered,
    WorkOrderCancelled,
)
