"""Working time equals the minute-by-minute walk, in any calendar and zone, near every clock change (D-405)."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from estate.calendars import Calendar, CalendarSpec
from estate.hours import WEEK, overlap, parse_interval
from estate.working_time import (
    add_working_days,
    add_working_time,
    is_open,
    next_opening,
    working_time_between,
)
from tests.properties.estate import oracle

MINUTE = timedelta(minutes=1)
WALK = timedelta(days=6)

# Half-hour jumps (Lord Howe), a jump at midnight (Santiago), ordinary ones, and zones that never jump.
PLACES = {
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),
    "America/Santiago": ("2026-04-05", "2026-09-06"),
    "Asia/Shanghai": ("2026-02-17",),
    "Asia/Kathmandu": ("2026-05-01",),
}


def _text(start: int, length: int) -> str:
    end = (start + length) % 1440
    return f"{start // 60:02}:{start % 60:02}-{end // 60:02}:{end % 60:02}"


intervals = st.builds(_text, st.integers(0, 287).map(lambda n: n * 5), st.integers(1, 250).map(lambda n: n * 5))
day_hours = st.lists(intervals, max_size=3).filter(lambda day: not overlap(tuple(parse_interval(one) for one in day)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[CalendarSpec, datetime]:
    zone = draw(st.sampled_from(sorted(PLACES)))
    change = datetime.fromisoformat(draw(st.sampled_from(PLACES[zone]))).replace(tzinfo=UTC)
    near = st.integers(-3, 3).map(lambda n: (change + timedelta(days=n)).date())
    weekly = draw(st.fixed_dictionaries(dict.fromkeys(WEEK, day_hours)))
    make_up_as = draw(st.sampled_from([day for day in WEEK if weekly[day]] or [WEEK[0]]))
    weekly[make_up_as] = weekly[make_up_as] or ["09:00-10:00"]
    year = {
        "closed": draw(st.dictionaries(near, st.just("closed"), max_size=2)),
        "make_up": draw(st.lists(near, max_size=2)),
        "hours": draw(st.dictionaries(near, day_hours, max_size=2)),
    }
    written = {"id": "any", "time_zone": zone, "weekly": weekly, "make_up_as": make_up_as, "years": {2026: year}}
    start = change + timedelta(minutes=draw(st.integers(-2880, 2880) | st.integers(-720, 720)))
    return CalendarSpec.model_validate(written), start


@settings(max_examples=40, deadline=None)
@given(cases(), st.integers(1, 2400), st.integers(1, 3))
def test_every_question_gets_the_answer_of_the_minute_by_minute_walk(
    case: tuple[CalendarSpec, datetime], amount: int, days: int
) -> None:
    spec, start = case
    calendar, walked = Calendar(spec), oracle.minutes(spec, start, WALK)
    assert [is_open(calendar, one.begins) for one in walked[::7]] == [one.owner is not None for one in walked[::7]]
    expected = oracle.opening(walked, start)
    assert expected is None or next_opening(calendar, start) == expected
    later = oracle.after(walked, start, amount)
    assert later is None or add_working_time(calendar, start, amount * MINUTE) == later
    end = start + timedelta(minutes=amount * 3)
    assert working_time_between(calendar, start, end) == oracle.between(walked, start, end)
    some_days = oracle.days_after(walked, start, days)
    assert some_days is None or add_working_days(calendar, start, days) == some_days


@settings(max_examples=100, deadline=None)
@given(cases(), st.integers(0, 6000), st.integers(0, 6000))
def test_spans_added_one_after_the_other_are_spans_added_together(
    case: tuple[CalendarSpec, datetime], one: int, other: int
) -> None:
    spec, start = case
    calendar = Calendar(spec)
    together = add_working_time(calendar, start, (one + other) * MINUTE)
    assert add_working_time(calendar, add_working_time(calendar, start, one * MINUTE), other * MINUTE) == together
    assert working_time_between(calendar, start, together) == (one + other) * MINUTE


@settings(max_examples=100, deadline=None)
@given(cases(), st.integers(0, 10), st.integers(0, 2880))
def test_a_later_start_or_more_days_never_end_earlier(
    case: tuple[CalendarSpec, datetime], days: int, wait: int
) -> None:
    spec, start = case
    calendar = Calendar(spec)
    end = add_working_days(calendar, start, days)
    assert end >= start
    assert add_working_days(calendar, start, days + 1) >= end
    assert add_working_days(calendar, start + wait * MINUTE, days) >= end
