"""What a timer may decide, what becomes of one that fails, and what a catch-up arms (rule 9)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.aggregate import Aggregate, Change, taken
from chassis.decision import Due, to_ms
from chassis.due import as_input
from chassis.record import Record
from chassis.rows import Claimed
from chassis.saving import saving
from tests.harness.counting import Count, counting

DUE = datetime(2026, 3, 2, 1, tzinfo=UTC)
ARMED = Count(total=10, due_at=DUE)
TIMER = Claimed("ticket:one", "ten", to_ms(DUE))


def change(state: Count) -> Change[Count]:
    return Change(Record(version=3, state=state), Record(version=3, state=state))


def endless() -> Aggregate[Count]:
    """Its timer stays in the state whatever happens."""
    return replace(counting(), timers=lambda _: {"ten": DUE})


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        pytest.param(ARMED, 1, id="as armed"),
        pytest.param(replace(ARMED, due_at=DUE + timedelta(seconds=1)), 0, id="armed anew since"),
        pytest.param(replace(ARMED, due_at=None), 0, id="cancelled since"),
    ],
)
def test_only_a_timer_that_is_still_running_fires(state: Count, facts: int) -> None:
    outcome = taken(counting(), change(state), as_input(TIMER, DUE + timedelta(seconds=5)), DUE)
    assert len(outcome.facts) == facts
    assert outcome.dead is None


def test_a_timer_says_how_late_it_is_and_is_never_early() -> None:
    late = as_input(TIMER, DUE + timedelta(seconds=5)).data
    early = as_input(TIMER, DUE - timedelta(seconds=5)).data
    assert late == Due("ten", DUE, timedelta(seconds=5))
    assert early == Due("ten", DUE, timedelta(0))


def test_a_decision_that_leaves_its_own_timer_running_is_refused_before_it_is_saved() -> None:
    changed = change(ARMED)
    outcome = taken(endless(), changed, as_input(TIMER, DUE), DUE)
    assert outcome.dead is not None
    assert outcome.dead.message == "what the timer decided leaves the very same timer running"
    assert not changed.changed
    assert changed.entries == []


def test_a_save_arms_what_moved_and_a_catch_up_arms_all() -> None:
    moved = Change(Record(version=3, state=ARMED), Record(version=4, state=replace(ARMED, total=11)))
    assert saving(counting(), "ticket:one", moved).arm == ()
    assert saving(counting(), "ticket:one", moved, heal=True).arm == (("ten", to_ms(DUE)),)
