"""Under which circumstances a fact starts or stops a clock: the conditions of the tables."""

from typing import Final

from contracts import facts
from contracts.facts import LifecycleFact
from contracts.vocabulary import (
    WRITTEN_CHANNELS,
    ApprovalState,
    CloseReason,
    Kind,
    ReplyKind,
    ReplyMeans,
    Validity,
    WorkOrderState,
)
from sla_monitor.domain.sheet import is_over

SPOKEN: Final = frozenset({ReplyMeans.PHONE, ReplyMeans.FACE_TO_FACE})


def always(_: LifecycleFact) -> bool:
    """No condition."""
    return True


def is_open(fact: LifecycleFact) -> bool:
    """There is still work to report on."""
    return not is_over(fact.snapshot)


def is_placed(fact: LifecycleFact) -> bool:
    """A department has it."""
    return fact.snapshot.department is not None


def is_resolved(fact: LifecycleFact) -> bool:
    """All matters are done, not only the one the fact is about (D-206)."""
    return is_over(fact.snapshot)


def is_told(fact: LifecycleFact) -> bool:
    """Done, and the resident may have the result: nobody's approval is waited for (D-312)."""
    return is_over(fact.snapshot) and fact.snapshot.approval in (ApprovalState.NONE, ApprovalState.APPROVED)


def is_taken_back(fact: LifecycleFact) -> bool:
    """A result was sent back, or did not pass: the work goes on."""
    return not is_over(fact.snapshot) and not getattr(fact, "passed", False)


def is_substantive(fact: facts.TicketReplyRecorded) -> bool:
    """A full answer; what came in writing is answered in writing (D-402)."""
    written = fact.snapshot.channel in WRITTEN_CHANNELS
    return fact.kind is ReplyKind.SUBSTANTIVE and not (written and fact.means in SPOKEN)


def is_on_site(fact: facts.TicketStarted) -> bool:
    """Somebody is there: for a repair, to begin is to be there."""
    return fact.on_site or fact.snapshot.kind in (Kind.REPAIR, Kind.PAID_SERVICE)


def needs_approval(fact: facts.TicketExtensionRequested) -> bool:
    """A manager decides on it (D-305)."""
    return bool(fact.needs_approval)


def needs_none(fact: facts.QuoteOffered) -> bool:
    """Nobody has to approve it first."""
    return not fact.needs_approval


def goes_out(fact: facts.QuoteOffered) -> bool:
    """The price goes to the resident at once."""
    return not fact.needs_approval and not is_over(fact.snapshot)


def is_invalid(fact: facts.TicketVerified) -> bool:
    """The complaint is not founded."""
    return fact.finding is not Validity.VALID


def keeps_word(fact: facts.TicketClosed) -> bool:
    """Closed because something was done, not because the resident gave up."""
    return fact.reason is not CloseReason.WITHDRAWN


def is_promise(fact: facts.TicketFollowUpRecorded) -> bool:
    """A time was promised for what could not be answered at once (D-404)."""
    return fact.promised_at is not None


def the_ticket(_: LifecycleFact) -> tuple[str | None, ...]:
    """The clock is the ticket's own."""
    return (None,)


def its_order(fact: facts.WorkOrderIssued) -> tuple[str | None, ...]:
    """The work order the fact is about."""
    return (fact.work_order,)


def issued(fact: LifecycleFact) -> tuple[str | None, ...]:
    """Work orders whose crews have not been told yet (D-302)."""
    return tuple(one.id for one in fact.snapshot.work_orders if one.state is WorkOrderState.ISSUED)


def unreturned(fact: LifecycleFact) -> tuple[str | None, ...]:
    """Work orders that are done and whose receipt has not come back (D-302)."""
    orders = fact.snapshot.work_orders
    return tuple(one.id for one in orders if one.state is WorkOrderState.COMPLETED and one.receipt_at is None)
