"""Wishes about work orders (D-302)."""

from typing import ClassVar

from contracts.commands.command import Command, NotedCommand
from contracts.identifiers import NotificationId, PersonId, WorkOrderId, WrittenInstant
from contracts.private import Line, Text
from contracts.vocabulary import CancelReason, MessageChannel


class IssueWorkOrder(Command):
    """Send a crew (D-302)."""

    TYPE: ClassVar[str] = "steward.work_order.issue.v1"

    task: Text | None = None
    assignee: PersonId | None = None
    matter: int | None = None
    due_at: WrittenInstant | None = None


class RecordTold(Command):
    """The crew has been told: the notifier's wish when its message went out, or a person's word (D-302)."""

    TYPE: ClassVar[str] = "steward.work_order.record_told.v1"

    work_order: WorkOrderId
    person: PersonId | None = None
    told_at: WrittenInstant
    channel: MessageChannel | None = None
    notification: NotificationId | None = None


class AcceptWorkOrder(Command):
    """The crew takes it."""

    TYPE: ClassVar[str] = "steward.work_order.accept.v1"

    work_order: WorkOrderId


class RegisterReceipt(Command):
    """The signed order came back (回执, D-302)."""

    TYPE: ClassVar[str] = "steward.work_order.register_receipt.v1"

    work_order: WorkOrderId
    signed: bool = True
    name: Line | None = None
    remark: Text | None = None


class CancelWorkOrder(NotedCommand):
    """Call it off."""

    TYPE: ClassVar[str] = "steward.work_order.cancel.v1"

    work_order: WorkOrderId
    reason: CancelReason
