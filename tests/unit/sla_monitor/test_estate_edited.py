"""An edited estate moves the clocks whose instant it moves, and none into the past (D-405)."""

from dataclasses import replace

import pytest

from chassis.decision import EFFECT, Input
from contracts import facts
from contracts.ids import subject_of
from contracts.vocabulary import Clock
from sla_monitor.domain.recompute import EstateEdited, recomputed
from tests.unit.sla_monitor.changing import opened
from tests.unit.sla_monitor.edited import edited
from tests.unit.sla_monitor.timetable import TICKET, demo, when


def test_an_edited_policy_is_told_only_of_the_clock_whose_instant_moved() -> None:
    table = opened()
    [told] = recomputed(table.state, edited(3), when("09:30")).facts
    assert isinstance(told, facts.ClocksSet)
    assert [(one.clock, one.due_at) for one in told.clocks] == [(Clock.FIRST_RESPONSE, when("12:00"))]
    assert told.policy_version == "edited"


def test_an_edit_that_moves_nothing_says_nothing() -> None:
    table = opened()
    assert recomputed(table.state, replace(demo(), version="edited"), when("09:30")).facts == ()


def test_an_edit_moves_no_deadline_into_the_past() -> None:
    table = opened()
    assert recomputed(table.state, edited(1), when("10:30")).facts == ()


def test_an_edit_leaves_what_was_missed_as_it_is() -> None:
    table = opened()
    table.until("11:30")
    assert recomputed(table.state, edited(6), when("11:30")).facts == ()


def test_a_new_holiday_moves_the_open_clocks() -> None:
    table = opened()
    spec = demo().calendars["sh-service-centre"].spec
    year = {"closed": {"2026-11-25": "typhoon"}}
    closed = type(spec).model_validate(spec.model_dump() | {"years": {2026: year}, "weekly": spec.weekly})
    estate = replace(
        demo(), calendars={**demo().calendars, "sh-service-centre": type(demo().calendars["cn-office"])(closed)}
    )
    [told] = recomputed(table.state, estate, when("09:30")).facts
    assert isinstance(told, facts.ClocksSet)
    moved = {one.clock: one.due_at for one in told.clocks}
    assert moved[Clock.RESOLUTION] == when("2026-11-26 09:00")
    assert Clock.FIRST_RESPONSE not in moved


@pytest.mark.parametrize("hours", [1, 3])
def test_recomputing_twice_is_recomputing_once(hours: int) -> None:
    table = opened()
    table.estate = edited(hours)
    table.now = when("09:30")

    def edit(n: int) -> Input:
        return Input(
            id=f"edit-{n}", type="estate.edited", subject=subject_of(TICKET), topic=EFFECT,
            data=EstateEdited("edited"), at=table.now, happened_at=table.now,
        )  # fmt: skip

    assert table.takes(edit(1)) != ()
    assert table.takes(edit(2)) == ()
