"""The policy of seconds that a demonstration shows: warned, missed, two rungs, answered (D-407)."""

from datetime import timedelta

from contracts import facts
from contracts.vocabulary import Clock
from tests.unit.sla_monitor.timetable import Timetable, when

SECOND = timedelta(seconds=1)


def test_a_breach_and_two_rungs_happen_while_one_looks() -> None:
    table = Timetable()
    table.opens("09:00", facts.TicketOpened, site="sz-kechuang", department=None, tracker=None)
    start = when("09:00")
    table.until(start + 60 * SECOND)
    first = Clock.FIRST_RESPONSE
    assert table.instants(facts.DeadlineWarned, first) == [start + 3 * SECOND]
    assert table.instants(facts.DeadlineBreached, first) == [start + 6 * SECOND]
    assert table.instants(facts.EscalationRaised, first) == [start + 6 * SECOND, start + 10 * SECOND]
    table.now = start + 60 * SECOND
    table.at("09:02", facts.TicketEscalationAnswered, by="somebody", level=2)
    table.until("09:30")
    assert [one.level for one in table.told_of(facts.EscalationRaised, first)] == [1, 2]
