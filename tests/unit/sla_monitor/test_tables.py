"""The tables are whole: no promise without a beginning, none without an end (D-410)."""

import pytest

from contracts import facts
from contracts.facts import LifecycleFact
from contracts.vocabulary import Clock, ClockState
from sla_monitor.domain.table import RESUMED_BY, STARTED_BY, STOPPED_BY


@pytest.mark.parametrize("clock", list(Clock))
def test_every_clock_is_started_by_some_fact_and_met_by_some_fact(clock: Clock) -> None:
    assert any(start.clock is clock for starts in STARTED_BY.values() for start in starts)
    met = {type_ for type_, stops in STOPPED_BY.items() for stop in stops if _meets(stop.clock, stop.state, clock)}
    assert met - {facts.TicketClosed}, "closing alone would mean that nobody can keep the promise"


def _meets(stopped: Clock, state: ClockState, clock: Clock) -> bool:
    return stopped is clock and state is ClockState.MET


@pytest.mark.parametrize("fact", [facts.TicketClosed, facts.TicketErased])
def test_an_ending_ends_every_clock_but_a_receipt(fact: type[LifecycleFact]) -> None:
    ended = {stop.clock for stop in STOPPED_BY[fact]}
    assert ended >= set(Clock) - {Clock.WORK_ORDER_RECEIPT}


@pytest.mark.parametrize("table", [STARTED_BY, STOPPED_BY, RESUMED_BY])
def test_the_tables_name_only_facts_that_dispatch_writes(table: dict[type[LifecycleFact], object]) -> None:
    assert set(table) <= set(facts.LIFECYCLE_FACTS)
