"""The table of obligations: which fact obliges us to tell whom what (D-302, D-407, D-408, D-501).

Reading it from the top is reading what residents and staff hear of a ticket. A fact that is not in it tells nobody.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from contracts import facts
from contracts.facts import Fact
from notifier.domain import residents, staffing
from notifier.domain.owed import Ground, Owed

Rule = Callable[[Any, Ground], Iterator[Owed]]

TABLE: Final[Mapping[type[Fact], tuple[Rule, ...]]] = {
    facts.TicketOpened: (residents.received,),
    facts.TicketAssigned: (residents.assigned, staffing.new_work),
    facts.TicketTransferred: (residents.assigned, staffing.reassignment),
    facts.WorkOrderIssued: (staffing.work_order,),
    facts.TicketAppointmentAgreed: (residents.appointment,),
    facts.TicketAppointmentMoved: (residents.appointment,),
    facts.TicketUpdatePromised: (residents.next_report,),
    facts.TicketCompleted: (residents.completed, residents.follow_up),
    facts.TicketResultApproved: (residents.completed, residents.follow_up),
    facts.TicketFollowUpAttempted: (residents.follow_up_by_message,),
    facts.TicketReopened: (residents.reopened,),
    facts.TicketClosed: (residents.closed,),
    facts.StaffInformed: (staffing.informed,),
    facts.DeadlineWarned: (staffing.warning,),
    facts.DeadlineBreached: (staffing.breach,),
    facts.EscalationRaised: (staffing.escalation, staffing.informed_of_escalation),
}


def owed(fact: Fact, ground: Ground) -> tuple[Owed, ...]:
    """Everything a fact obliges us to tell, each recipient once for each notice."""
    found = {(one.notice, one.to): one for rule in TABLE.get(type(fact), ()) for one in rule(fact, ground)}
    return tuple(found.values())
