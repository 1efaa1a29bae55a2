"""What the resident is told (D-501), rule by rule; each is a generator that may owe nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from contracts.facts import (
    TicketAppointmentAgreed,
    TicketAppointmentMoved,
    TicketAssigned,
    TicketClosed,
    TicketCompleted,
    TicketFollowUpAttempted,
    TicketOpened,
    TicketReopened,
    TicketResultApproved,
    TicketTransferred,
    TicketUpdatePromised,
)
from contracts.snapshot import Snapshot
from contracts.vocabulary import (
    ApprovalState,
    AssignReason,
    AttemptOutcome,
    Clock,
    CloseReason,
    Function,
    Notice,
    TicketState,
    Urgency,
)
from estate import (
    Department,
    Estate,
    Target,
    calendar_of,
    control_room,
    deadline,
    department_with,
    policy_of,
    targets_for,
)
from notifier.domain.contact import readable_number
from notifier.domain.forbidden import forbidden
from notifier.domain.owed import RESIDENT, Ground, Owed, Value, matter_words

FIRST_ANSWER: Final = timedelta(hours=24)
"""The promise to everybody, whatever the class (D-402); a policy only makes it stricter."""
AFTER_RECEIVED: Final = timedelta(seconds=2)
"""Messages go out side by side; this keeps "who works on it" behind "we have it"."""
_ASK_BY_MESSAGE: Final = frozenset({AttemptOutcome.NO_ANSWER, AttemptOutcome.CALL_LATER})


def received(fact: TicketOpened, ground: Ground) -> Iterator[Owed]:
    """Number, what we understood, who is the contact, when the answer comes."""
    answer_by = first_answer_by(ground.estate, fact.snapshot)
    says = {**_contact(ground.estate, fact.snapshot), "answer_by": answer_by}
    yield Owed(Notice.RECEIVED, RESIDENT, says, urgent=_pressing(fact.snapshot))


def assigned(fact: TicketAssigned | TicketTransferred, ground: Ground) -> Iterator[Owed]:
    """Who works on it now; not while nobody has understood it yet, nor beside the news that it is worked again."""
    department = ground.estate.departments.get(fact.department)
    if department is not None and not _goes_without_saying(fact):
        person = ground.estate.people.get(fact.assignee or "")
        says = {
            **_contact(ground.estate, fact.snapshot),
            "department": department.names,
            **matter_words(fact.snapshot, getattr(fact, "matter", None)),
            "handler": person.name if person else None,
            "handler_phone": readable_number(department.phone) if department.phone else None,
        }
        yield Owed(Notice.ASSIGNED, RESIDENT, says, _pressing(fact.snapshot), after=AFTER_RECEIVED)


def appointment(fact: TicketAppointmentAgreed | TicketAppointmentMoved, ground: Ground) -> Iterator[Owed]:
    """When somebody comes; of no use once that time has passed."""
    says = {**_contact(ground.estate, fact.snapshot), "at": fact.appointment_at}
    yield Owed(Notice.APPOINTMENT, RESIDENT, says, _pressing(fact.snapshot), expires_at=fact.appointment_at)


def next_report(fact: TicketUpdatePromised, ground: Ground) -> Iterator[Owed]:
    """Nothing to report yet, and the time of the next report (D-403)."""
    says = {**_contact(ground.estate, fact.snapshot), "next_at": fact.next_update_at}
    yield Owed(Notice.NEXT_REPORT, RESIDENT, says, expires_at=fact.next_update_at)


def completed(fact: TicketCompleted | TicketResultApproved, ground: Ground) -> Iterator[Owed]:
    """Cause, measures, result, once all is done and, for a complaint, approved (D-312)."""
    if _is_done(fact.snapshot):
        says: dict[str, Value] = {
            **_contact(ground.estate, fact.snapshot),
            "cause": _fit(ground.result.cause),
            "causes": fact.causes,
            "measures_text": _fit(ground.result.measures),
            "measures": fact.measures,
            "result": _fit(ground.result.result),
        }
        yield Owed(Notice.COMPLETED, RESIDENT, says)


def follow_up(fact: TicketCompleted | TicketResultApproved, ground: Ground) -> Iterator[Owed]:
    """How was it, some time after it was done."""
    if _is_done(fact.snapshot):
        yield _asking(fact.snapshot, ground, ground.policy.follow_up_after or timedelta(0))


def follow_up_by_message(fact: TicketFollowUpAttempted, ground: Ground) -> Iterator[Owed]:
    """The caller reached nobody: ask in writing."""
    if fact.outcome in _ASK_BY_MESSAGE:
        yield _asking(fact.snapshot, ground, timedelta(0))


def reopened(fact: TicketReopened, ground: Ground) -> Iterator[Owed]:
    """It is worked again, with a supervisor's visit (D-310)."""
    visitor = ground.estate.people.get(fact.visitor or "")
    says = {**_contact(ground.estate, fact.snapshot), "visitor": visitor.name if visitor else None}
    yield Owed(Notice.REOPENED, RESIDENT, says)


def closed(fact: TicketClosed, ground: Ground) -> Iterator[Owed]:
    """The outcome; where the reason is withheld, or would be a verdict on the resident, a neutral one (D-304)."""
    neutral = fact.snapshot.reason_withheld or fact.reason is CloseReason.INVALID
    reason = CloseReason.ANSWERED if neutral else fact.reason
    yield Owed(Notice.CLOSED, RESIDENT, {**_contact(ground.estate, fact.snapshot), "outcome": reason})


def first_answer_by(estate: Estate, snapshot: Snapshot) -> datetime:
    """When the first answer is due: the site's policy for such a ticket, never later than the promise to everybody."""
    latest = snapshot.received_at + FIRST_ANSWER
    target = _first_response(estate, snapshot)
    if target is None:
        return latest
    return min(latest, deadline(target, snapshot.received_at, calendar_of(estate, snapshot.site)))


def _first_response(estate: Estate, snapshot: Snapshot) -> Target | None:
    if snapshot.kind is not None:
        found = targets_for(estate, snapshot.site, snapshot.kind, snapshot.severity, snapshot.urgency, snapshot.channel)
        return found.get(Clock.FIRST_RESPONSE)
    always = policy_of(estate, snapshot.site).always
    limits = always.every.get(Clock.FIRST_RESPONSE) if always else None
    return Target(limits) if limits else None


def _goes_without_saying(fact: TicketAssigned | TicketTransferred) -> bool:
    again = isinstance(fact, TicketAssigned) and AssignReason.REOPENED in fact.reasons
    return again or fact.snapshot.state is TicketState.TRIAGE


def _fit(text: str | None) -> str | None:
    """Free text that a resident may read; a verdict gives way to the words of the closed sets (D-507)."""
    return None if text is None or forbidden(text) else text


def _asking(snapshot: Snapshot, ground: Ground, after: timedelta) -> Owed:
    return Owed(Notice.FOLLOW_UP, RESIDENT, _contact(ground.estate, snapshot), after=after)


def _is_done(snapshot: Snapshot) -> bool:
    done = snapshot.state in {TicketState.RESOLVED, TicketState.CLOSED}
    return done and snapshot.approval not in {ApprovalState.WANTED, ApprovalState.RETURNED}


def _pressing(snapshot: Snapshot) -> bool:
    return snapshot.urgency is Urgency.EMERGENCY


def _contact(estate: Estate, snapshot: Snapshot) -> dict[str, Value]:
    """Who speaks for us: whoever took it, until a handler accepts (D-106); with the desk's number."""
    service = _service(estate, snapshot.site)
    accepted = snapshot.assignee if snapshot.accepted_at else None
    person = estate.people.get(accepted or snapshot.owner or snapshot.tracker or "")
    phone = readable_number(service.phone) if service.phone else None
    return {"contact": person.name if person else None, "desk": service.names, "phone": phone}


def _service(estate: Estate, site: str) -> Department:
    found = department_with(estate, site, Function.CUSTOMER_SERVICE)
    return found.department if found else control_room(estate, site)
