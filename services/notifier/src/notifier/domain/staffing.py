"""What the staff are told: new work, warnings, breaches, alarms (D-302, D-407, D-408), rule by rule."""

from collections.abc import Iterator

from contracts.facts import (
    DeadlineBreached,
    DeadlineWarned,
    EscalationRaised,
    StaffInformed,
    TicketAssigned,
    TicketTransferred,
    WorkOrderIssued,
)
from contracts.snapshot import Snapshot, WorkOrder
from contracts.vocabulary import Kind, Notice, TicketState, Urgency
from estate import on_shift
from notifier.domain.owed import About, Ground, Owed, Party, Value, desk, matter_words, staff, triage_words


def new_work(fact: TicketAssigned, ground: Ground) -> Iterator[Owed]:
    """Work for a person or a department. A repair's work comes with its work order, told once (D-302).

    Whoever is to classify it hears why no rule did, and what is nearest (D-208).
    """
    if fact.snapshot.kind is not Kind.REPAIR or fact.snapshot.state is TicketState.TRIAGE:
        about = matter_words(fact.snapshot, fact.matter) | triage_words(fact.snapshot)
        says: dict[str, Value] = {**about, "accept_by": fact.accept_by, "due_at": None, "task": None}
        for party in crew(ground, fact.department, fact.assignee):
            yield Owed(Notice.NEW_WORK, party, says, _pressing(fact.snapshot))


def reassignment(fact: TicketTransferred, ground: Ground) -> Iterator[Owed]:
    """Work handed on, with its time limit (D-307)."""
    source = ground.estate.departments.get(fact.from_department or "")
    says = {"due_at": fact.take_over_by, "from_department": source.names if source else None}
    for party in crew(ground, fact.department, fact.assignee):
        yield Owed(Notice.REASSIGNMENT, party, says, _pressing(fact.snapshot))


def work_order(fact: WorkOrderIssued, ground: Ground) -> Iterator[Owed]:
    """A crew is sent: task, time, person (D-302)."""
    order = _order(fact.snapshot, fact.work_order)
    if order is not None:
        urgent = _pressing(fact.snapshot) or order.urgency is Urgency.EMERGENCY
        about = matter_words(fact.snapshot, order.matter) | triage_words(fact.snapshot)
        says: dict[str, Value] = {**about, "accept_by": None, "due_at": order.due_at, "task": ground.task}
        for party in crew(ground, order.department, order.assignee):
            yield Owed(Notice.NEW_WORK, party, says, urgent, work_order=order.id)


def warning(fact: DeadlineWarned, _: Ground) -> Iterator[Owed]:
    """A deadline comes near; of no use once it has passed."""
    for person in fact.to:
        says: dict[str, Value] = {"clock": fact.clock, "due_at": fact.due_at}
        yield Owed(Notice.WARNING, staff(person), says, _pressing(fact.about), expires_at=fact.due_at)


def breach(fact: DeadlineBreached, ground: Ground) -> Iterator[Owed]:
    """A deadline passed: to whoever should have met it. Who is above him is called by the escalation."""
    says: dict[str, Value] = {"clock": fact.clock, "due_at": fact.due_at}
    if fact.about.department is not None:
        for party in crew(ground, fact.about.department, fact.about.assignee):
            yield Owed(Notice.BREACH, party, says, _pressing(fact.about))


def escalation(fact: EscalationRaised, _: Ground) -> Iterator[Owed]:
    """Each rung's people are called, whatever the hour (D-407)."""
    says = {"trigger": fact.trigger, "clock": fact.clock, "level": fact.level, "next_at": fact.next_at}
    for person in fact.to:
        yield Owed(Notice.ESCALATION, staff(person), says, urgent=True)


def informed_of_escalation(fact: EscalationRaised, _: Ground) -> Iterator[Owed]:
    """Customer service hears of every level, without having to act (D-407)."""
    says = {"trigger": fact.trigger, "clock": fact.clock, "level": fact.level}
    for person in fact.informed:
        if person not in fact.to:
            yield Owed(Notice.INFORMED, staff(person), says)


def informed(fact: StaffInformed, _: Ground) -> Iterator[Owed]:
    """What is important, but no alarm: to know, not to acknowledge (D-408)."""
    for person in fact.to:
        yield Owed(Notice.INFORMED, staff(person), {"trigger": None, "clock": None, "level": None})


def crew(ground: Ground, department: str, assignee: str | None) -> tuple[Party, ...]:
    """Whom work is told: the assignee; else who is there, else who is on call; a contractor's desk; else the head."""
    found = ground.estate.departments.get(department)
    if assignee is not None or found is None:
        return (staff(assignee),) if assignee is not None else ()
    there = on_shift(ground.estate, department, ground.now)
    present = [one for one in there if not one.on_call] or list(there)
    if present:
        return tuple(staff(one.person.id) for one in present)
    return (desk(department),) if found.contractor and found.phone else (staff(found.head),)


def _order(snapshot: Snapshot, wanted: str) -> WorkOrder | None:
    return next((order for order in snapshot.work_orders if order.id == wanted), None)


def _pressing(about: About) -> bool:
    return about.urgency is Urgency.EMERGENCY
