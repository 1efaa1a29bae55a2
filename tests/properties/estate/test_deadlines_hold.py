"""Whatever the limits and pauses: the strictest counts, no pause tightens, no warning comes late (D-402, D-406)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from estate.calendars import Calendar, CalendarSpec
from estate.deadlines import Pause, deadline, due
from estate.targets import Limit, Target

WEEK = {day: ["08:30-12:00", "13:30-18:00"] for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
BERLIN = Calendar(CalendarSpec.model_validate({"id": "b", "time_zone": "Europe/Berlin", "weekly": WEEK}))
SPRING = datetime(2026, 3, 26, tzinfo=UTC)

instants = st.integers(0, 14 * 1440).map(lambda minutes: SPRING + timedelta(minutes=minutes))
spans = st.integers(1, 3 * 1440).map(lambda minutes: timedelta(minutes=minutes))
measures: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.integers(1, 5000).map(lambda n: {"minutes": n}),
    st.integers(1, 3000).map(lambda n: {"working_minutes": n}),
    st.integers(1, 8).map(lambda n: {"working_days": n}),
    st.just({"end_of_working_day": True}),
)
limits = st.builds(
    lambda measure, share, pauses: Limit.model_validate({**measure, "warn_at": share, "pauses": pauses}),
    measures,
    st.none() | st.sampled_from([0.1, 0.5, 0.75, 0.9]),
    st.booleans(),
)
targets = st.lists(limits, min_size=1, max_size=3).map(lambda several: Target(tuple(several)))
pauses = st.lists(st.builds(lambda at, span: (at, at + span), instants, spans), max_size=4)


@given(targets, instants, pauses)
def test_the_deadline_is_the_earliest_of_the_limits_alone(
    target: Target, started_at: datetime, stood: list[Pause]
) -> None:
    alone = [deadline(Target((limit,)), started_at, BERLIN, stood) for limit in target.limits]
    assert deadline(target, started_at, BERLIN, stood) == min(alone)


@given(targets, instants, pauses)
def test_a_pause_never_makes_a_deadline_earlier_and_the_warning_never_later_than_it(
    target: Target, started_at: datetime, stood: list[Pause]
) -> None:
    found = due(target, started_at, BERLIN, stood)
    assert found.deadline_at >= deadline(target, started_at, BERLIN) >= started_at
    assert found.warning_at is None or started_at <= found.warning_at <= found.deadline_at


@given(limits, instants, pauses)
def test_the_order_in_which_pauses_are_given_does_not_matter(
    limit: Limit, started_at: datetime, stood: list[Pause]
) -> None:
    target = Target((limit,))
    assert due(target, started_at, BERLIN, stood) == due(target, started_at, BERLIN, stood[::-1])


@given(st.integers(1, 5000), instants, pauses)
def test_around_the_clock_a_deadline_moves_by_no_more_than_the_pauses_lasted(
    minutes: int, started_at: datetime, stood: list[Pause]
) -> None:
    target = Target((Limit(minutes=minutes, pauses=True),))
    moved = deadline(target, started_at, BERLIN, stood) - deadline(target, started_at, BERLIN)
    assert timedelta(0) <= moved <= sum((end - start for start, end in stood), timedelta(0))
