"""Invented lives of tickets: any facts at any times, as far as a ticket's states allow and somewhat beyond."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from contracts import facts
from contracts.classification import Classification
from contracts.facts import LifecycleFact
from contracts.snapshot import Snapshot
from contracts.vocabulary import (
    Clock,
    Flag,
    Kind,
    PauseReason,
    ReplyKind,
    ReplyMeans,
    Severity,
    TicketState,
    Urgency,
)
from tests.unit.sla_monitor.timetable import ticket, when

BEGINNING = when("09:00")
GOING_ON: dict[str, Any] = {"state": TicketState.ACCEPTED, "waiting_for": None, "waiting_since": None}


@dataclass(frozen=True, slots=True)
class Step:
    """Something happens: what, how long after the step before, and how much later it is read than it happened."""

    word: str
    after: timedelta
    unread: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Told:
    """A step as a fact of the ticket's life."""

    fact: LifecycleFact
    happened_at: datetime
    read_at: datetime
    sequence: int


_SPANS = st.integers(0, 60 * 48).map(lambda minutes: timedelta(minutes=minutes))


def _answer(at: datetime) -> tuple[type[LifecycleFact], dict[str, Any], dict[str, Any]]:
    fields = {"means": ReplyMeans.PHONE, "kind": ReplyKind.SUBSTANTIVE, "replied_at": at}
    return facts.TicketReplyRecorded, {}, fields


def _meets(at: datetime) -> tuple[type[LifecycleFact], dict[str, Any], dict[str, Any]]:
    meeting = at + timedelta(hours=7)
    waits = {"state": TicketState.WAITING, "waiting_for": PauseReason.APPOINTMENT, "waiting_since": at}
    return facts.TicketAppointmentAgreed, waits | {"appointment_at": meeting}, {"appointment_at": meeting}


def _asks(at: datetime) -> tuple[type[LifecycleFact], dict[str, Any], dict[str, Any]]:
    waits = {"state": TicketState.WAITING, "waiting_for": PauseReason.WAITING_FOR_RESIDENT, "waiting_since": at}
    return facts.TicketInformationRequested, waits, {}


def _weighs(severity: Severity) -> tuple[type[LifecycleFact], dict[str, Any], dict[str, Any]]:
    return facts.TicketSeverityConfirmed, {"severity": severity}, {"severity": severity}


def _corrects(**changes: Any) -> tuple[type[LifecycleFact], dict[str, Any], dict[str, Any]]:
    return facts.TicketCorrected, changes, {"before": Classification(), "after": Classification()}


def _step(word: str, at: datetime, lives: int) -> tuple[type[LifecycleFact], dict[str, Any], dict[str, Any]]:
    """A word as a fact's class, what it changes in the snapshot, and its own fields."""
    until = {"granted": True, "clock": Clock.RESOLUTION, "until": at + timedelta(days=4)}
    promise = {"next_update_at": at + timedelta(hours=5)}
    words: dict[str, tuple[type[LifecycleFact], dict[str, Any], dict[str, Any]]] = {
        "answers": _answer(at),
        "asks": _asks(at),
        "meets": _meets(at),
        "goes on": (facts.TicketInformationAdded, GOING_ON, {}),
        "assigns": (facts.TicketAssigned, {"assignee": "gu-xiaowen"}, {"department": "sh-service"}),
        "moves": (facts.TicketAssigned, {"assignee": "zhou-min"}, {"department": "sh-service"}),
        "accepts": (facts.TicketAccepted, {"accepted_at": at}, {}),
        "promises": (facts.TicketUpdatePromised, promise, promise),
        "extends": (facts.TicketExtensionDecided, {}, until),
        "graver": _weighs(Severity.MAJOR),
        "lighter": _weighs(Severity.MINOR),
        "emergency": _corrects(urgency=Urgency.EMERGENCY),
        "repair": _corrects(kind=Kind.REPAIR, severity=None),
        "flags": (facts.TicketFlagged, {"flags": (Flag.GROUP,)}, {"added": (Flag.GROUP,)}),
        "acknowledges": (facts.TicketEscalationAnswered, {}, {"by": "zhou-min"}),
        "completes": (facts.TicketCompleted, GOING_ON | {"state": TicketState.RESOLVED, "resolved_at": at}, {}),
        "closes": (facts.TicketClosed, {"state": TicketState.CLOSED, "closed_at": at}, {"reason": "answered"}),
        "reopens": (
            facts.TicketReopened,
            {"state": TicketState.OPENED, "reopened": lives + 1, "resolved_at": None, "closed_at": None},
            {"reason": "manager"},
        ),
    }
    return words[word]


WORDS = (
    "answers", "asks", "meets", "goes on", "assigns", "moves", "accepts", "promises", "extends", "graver", "lighter",
    "emergency", "repair", "flags", "acknowledges", "completes", "closes", "reopens",
)  # fmt: skip

steps = st.builds(Step, st.sampled_from(WORDS), _SPANS, st.integers(0, 300).map(lambda m: timedelta(minutes=m)))
promptly = st.builds(Step, st.sampled_from(WORDS), _SPANS)
severities = st.sampled_from(list(Severity))


def life(written: list[Step], severity: Severity) -> list[Told]:
    """A ticket's facts in the order they happened, each with the snapshot after it; read in that order too."""
    snapshot = ticket(BEGINNING, severity=severity)
    told = [Told(facts.TicketOpened(snapshot=snapshot), BEGINNING, BEGINNING, 1)]
    at = read_at = BEGINNING
    for number, step in enumerate(written, 2):
        at += step.after
        read_at = max(read_at, at + step.unread)
        kind, changes, fields = _step(step.word, at, snapshot.reopened)
        snapshot = Snapshot.model_validate(snapshot.model_dump() | changes)
        told.append(Told(kind(snapshot=snapshot, **fields), at, read_at, number))
    return told
