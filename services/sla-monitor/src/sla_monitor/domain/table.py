"""Which facts start and stop which clocks: data, read by `clocks` (D-401…D-404, D-410).

A first response is the first *human* answer to the resident: a reply on record, a question, a promise, an appointment,
a price, a result. Neither the automatic confirmation of receipt nor a handler's acceptance answers anybody.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final, TypeAlias

from contracts import facts
from contracts.facts import LifecycleFact
from contracts.vocabulary import Clock, ClockState
from sla_monitor.domain.conditions import (
    always,
    goes_out,
    is_invalid,
    is_on_site,
    is_open,
    is_placed,
    is_promise,
    is_resolved,
    is_substantive,
    is_taken_back,
    is_told,
    issued,
    its_order,
    keeps_word,
    needs_approval,
    needs_none,
    the_ticket,
    unreturned,
)

Condition: TypeAlias = Callable[[Any], bool]


class Again(StrEnum):
    """What a start does to a clock that has been started before."""

    NEVER = "never"
    ALWAYS = "always"
    NEW_HANDLER = "new_handler"


@dataclass(frozen=True, slots=True)
class Start:
    """A fact starts a clock: from the instant `at` names (else when it happened), for `orders`, if `only` holds.

    `promised` names the field with the instant that was promised instead of, or beside, the policy's target.
    """

    clock: Clock
    at: str = ""
    promised: str = ""
    orders: Callable[[Any], tuple[str | None, ...]] = the_ticket
    only: Condition = always
    again: Again = Again.NEVER


@dataclass(frozen=True, slots=True)
class Stop:
    """A fact ends a clock: at the instant `at` names (else when it happened), if `only` holds."""

    clock: Clock
    at: str = ""
    only: Condition = always
    state: ClockState = ClockState.MET


def _met(*clocks: Clock, at: str = "", only: Condition = always) -> tuple[Stop, ...]:
    return tuple(Stop(clock, at, only) for clock in clocks)


def _cancelled(*clocks: Clock, only: Condition = always) -> tuple[Stop, ...]:
    return tuple(Stop(clock, only=only, state=ClockState.CANCELLED) for clock in clocks)


_REPORT: Final = Start(Clock.NEXT_UPDATE, at="replied_at", promised="next_update_at", again=Again.ALWAYS, only=is_open)
_HANDLER: Final = Start(Clock.ACCEPT, again=Again.NEW_HANDLER)
_TOLD: Final = (Clock.FIRST_RESPONSE, Clock.NEXT_UPDATE)
_ANSWERED: Final = (Clock.FIRST_RESPONSE, Clock.SUBSTANTIVE_REPLY, Clock.NEXT_UPDATE)
_ALL_BUT_RECEIPT: Final = tuple(clock for clock in Clock if clock is not Clock.WORK_ORDER_RECEIPT)
_MET_BY_CLOSING: Final = (Clock.RESOLUTION, Clock.FOLLOW_UP, Clock.INVALID_REASON, *_ANSWERED)

OPENING: Final = tuple(
    Start(clock, at="received_at")
    for clock in (
        Clock.FIRST_RESPONSE,
        Clock.VERIFICATION,
        Clock.ON_SITE,
        Clock.SUBSTANTIVE_REPLY,
        Clock.RESOLUTION,
        Clock.NEXT_UPDATE,
        Clock.QUOTE,
    )
)
"""What runs from the moment the request was received."""

AT_ONCE: Final = (
    *OPENING,
    Start(Clock.ACCEPT, at="opened_at", only=is_placed),
    Start(Clock.CREW_TOLD, at="opened_at", orders=issued),
)
"""What the opening itself decides: the facts that follow it in the same decision start nothing anew."""

REOPENING: Final = tuple(
    Start(clock, at="reopened_at")
    for clock in (Clock.FIRST_RESPONSE, Clock.SUBSTANTIVE_REPLY, Clock.RESOLUTION, Clock.NEXT_UPDATE)
)

STARTED_BY: Final[Mapping[type[LifecycleFact], tuple[Start, ...]]] = {
    facts.TicketOpened: AT_ONCE,
    facts.TicketReopened: REOPENING,
    facts.TicketAssigned: (_HANDLER,),
    facts.TicketTransferred: (Start(Clock.HAND_OVER, promised="take_over_by", again=Again.ALWAYS), _HANDLER),
    facts.TicketAccepted: (Start(Clock.PLAN, at="accepted_at"),),
    facts.TicketVerified: (Start(Clock.INVALID_REASON, only=is_invalid),),
    facts.TicketExtensionRequested: (Start(Clock.EXTENSION_NOTICE, only=needs_approval, again=Again.ALWAYS),),
    facts.TicketCompleted: (
        Start(Clock.FOLLOW_UP, at="resolved_at", only=is_resolved, again=Again.ALWAYS),
        Start(Clock.WORK_ORDER_RECEIPT, orders=unreturned),
    ),
    facts.WorkOrderIssued: (Start(Clock.CREW_TOLD, orders=its_order),),
    facts.TicketReplyRecorded: (_REPORT,),
    facts.TicketUpdatePromised: (_REPORT,),
    facts.TicketInformationRequested: (_REPORT,),
    facts.TicketAppointmentAgreed: (_REPORT,),
    facts.TicketAppointmentMoved: (_REPORT,),
    facts.TicketProgressNoted: (_REPORT,),
    facts.QuoteOffered: (replace(_REPORT, only=goes_out),),
    facts.QuoteApproved: (_REPORT,),
    facts.TicketFollowUpRecorded: (
        Start(Clock.NEXT_UPDATE, promised="promised_at", only=is_promise, again=Again.ALWAYS),
    ),
}
"""`next_update` is regular reporting (D-403): a report meets it and starts it anew."""

STOPPED_BY: Final[Mapping[type[LifecycleFact], tuple[Stop, ...]]] = {
    facts.TicketAccepted: _met(Clock.ACCEPT, Clock.HAND_OVER, at="accepted_at"),
    facts.TicketStarted: (
        *_met(Clock.ON_SITE, at="started_at", only=is_on_site),
        *_met(Clock.ACCEPT, Clock.HAND_OVER, at="started_at"),
    ),
    facts.TicketVerified: (*_met(Clock.VERIFICATION, at="verified_at"), *_cancelled(Clock.PLAN, only=is_invalid)),
    facts.TicketPlanned: _met(Clock.PLAN, at="planned_at"),
    facts.TicketReplyRecorded: (
        *_met(*_TOLD, at="replied_at"),
        *_met(Clock.SUBSTANTIVE_REPLY, Clock.INVALID_REASON, at="replied_at", only=is_substantive),
    ),
    facts.TicketUpdatePromised: _met(*_TOLD),
    facts.TicketInformationRequested: _met(*_TOLD),
    facts.TicketAppointmentAgreed: _met(*_TOLD),
    facts.TicketAppointmentMoved: _met(*_TOLD),
    facts.TicketProgressNoted: _met(Clock.NEXT_UPDATE),
    facts.TicketExtensionDecided: _met(Clock.EXTENSION_NOTICE),
    facts.QuoteOffered: _met(Clock.QUOTE, *_TOLD, only=needs_none),
    facts.QuoteApproved: _met(Clock.QUOTE, *_TOLD),
    facts.ServiceRefused: _met(Clock.QUOTE, *_ANSWERED),
    facts.SuggestionAdopted: _met(*_ANSWERED),
    facts.SuggestionPlanned: _met(*_ANSWERED),
    facts.SuggestionDeclined: _met(*_ANSWERED),
    facts.TicketCompleted: (
        *_met(Clock.RESOLUTION, Clock.ACCEPT, Clock.ON_SITE, Clock.CREW_TOLD, at="resolved_at", only=is_resolved),
        *_met(*_ANSWERED, at="resolved_at", only=is_told),
        *_cancelled(
            Clock.VERIFICATION, Clock.PLAN, Clock.HAND_OVER, Clock.QUOTE, Clock.EXTENSION_NOTICE, only=is_resolved
        ),
    ),
    facts.TicketResultApproved: _met(*_ANSWERED),
    facts.TicketResultReturned: _cancelled(Clock.FOLLOW_UP, only=is_taken_back),
    facts.TicketInspected: _cancelled(Clock.FOLLOW_UP, only=is_taken_back),
    facts.TicketFollowUpRecorded: _met(Clock.FOLLOW_UP, at="followed_up_at"),
    facts.TicketFollowUpPointSettled: _met(Clock.NEXT_UPDATE),
    facts.WorkOrderTold: _met(Clock.CREW_TOLD, at="told_at"),
    facts.WorkOrderAccepted: _met(Clock.CREW_TOLD, Clock.ACCEPT, Clock.HAND_OVER),
    facts.WorkOrderReceiptRegistered: _met(Clock.WORK_ORDER_RECEIPT),
    facts.WorkOrderCancelled: _cancelled(Clock.CREW_TOLD, Clock.WORK_ORDER_RECEIPT),
    facts.TicketReopened: _cancelled(*_ALL_BUT_RECEIPT),
    facts.TicketClosed: (
        *_met(*_MET_BY_CLOSING, at="closed_at", only=keeps_word),
        *_cancelled(*_ALL_BUT_RECEIPT),
    ),
    facts.TicketErased: _cancelled(*Clock),
}
"""A work order's fact ends that order's clocks only. A receipt is owed even after the ticket is closed (D-302)."""

RESUMED_BY: Final[Mapping[type[LifecycleFact], tuple[Clock, ...]]] = {
    facts.TicketResultReturned: (Clock.RESOLUTION,),
    facts.TicketInspected: (Clock.RESOLUTION,),
}
"""What was met and is not after all, where `is_taken_back` holds: it runs on to the same deadline."""

ACKNOWLEDGED_BY: Final = (facts.TicketAccepted, facts.WorkOrderAccepted)
"""For an emergency, taking it is the acknowledgement (D-302)."""

WEIGHING: Final = (facts.TicketFlagged, facts.TicketCorrected, facts.TicketSeverityConfirmed, facts.TicketLinked)
"""What says anew how grave a ticket is: only this raises an alarm for a ticket that came by import."""
