"""Which clocks run for which ticket (D-302, D-401…D-404, D-410), asked of the demo estate's policies."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.vocabulary import Channel, Clock, Kind, Severity, Urgency
from estate import calendar_of, cap_at, deadline, due, targets_for, warning_at
from estate.policies import Policy, flattened, targets, without_resolution
from tests.unit.estate.demo import demo
from tests.unit.estate.examples import at

MONDAY = at("2026-03-02 10:00")
RESOLVED: dict[str, Any] = {"every": {"resolution": {"working_days": 1}}}


def ends(kind: Kind, severity: Severity | None, urgency: Urgency | None, channel: Channel, clock: Clock) -> object:
    found = targets_for(demo(), "sh-lanting", kind, severity, urgency, channel)
    return deadline(found[clock], MONDAY, calendar_of(demo(), "sh-lanting"))


@pytest.mark.parametrize(
    ("severity", "first", "resolved"),
    [
        (Severity.MAJOR, "2026-03-02 12:00", "2026-03-05 10:00"),
        (Severity.IMPORTANT, "2026-03-03 10:00", "2026-03-04 10:00"),
        (Severity.MINOR, "2026-03-02 12:00", "2026-03-03 10:00"),
    ],
)
def test_a_complaints_first_reply_and_resolution_by_severity_d401(
    severity: Severity, first: str, resolved: str
) -> None:
    assert ends(Kind.COMPLAINT, severity, Urgency.NORMAL, Channel.PHONE, Clock.FIRST_RESPONSE) == at(first)
    assert ends(Kind.COMPLAINT, severity, Urgency.NORMAL, Channel.PHONE, Clock.RESOLUTION) == at(resolved)


@pytest.mark.parametrize(
    ("channel", "reply"),
    [
        (Channel.PHONE, "2026-03-03 10:00"),
        (Channel.WECHAT, "2026-03-03 10:00"),
        (Channel.EMAIL, "2026-03-05 10:00"),
        (Channel.GOVERNMENT_LETTER, "2026-03-05 10:00"),
    ],
)
def test_the_substantive_reply_is_due_by_channel_d402(channel: Channel, reply: str) -> None:
    assert ends(Kind.COMPLAINT, Severity.MINOR, None, channel, Clock.SUBSTANTIVE_REPLY) == at(reply)


def test_a_first_answer_comes_within_24_hours_even_over_a_weekend_d402() -> None:
    friday, calendar = at("2026-03-07 16:30"), calendar_of(demo(), "sh-lanting")
    found = targets_for(demo(), "sh-lanting", Kind.COMPLAINT, Severity.IMPORTANT, None, Channel.PHONE)
    assert deadline(found[Clock.FIRST_RESPONSE], friday, calendar) == friday + timedelta(hours=24)


def test_a_crew_is_told_within_five_minutes_and_two_hours_at_the_outside_d302() -> None:
    found = targets_for(demo(), "sh-lanting", Kind.REPAIR, None, Urgency.NORMAL, Channel.APP)[Clock.CREW_TOLD]
    told = due(found, MONDAY, calendar_of(demo(), "sh-lanting"))
    assert (told.warning_at, told.deadline_at) == (MONDAY + timedelta(minutes=5), MONDAY + timedelta(hours=2))


def test_an_emergency_is_accepted_within_ten_minutes_day_and_night_d302() -> None:
    night, calendar = at("2026-02-17 03:00"), calendar_of(demo(), "sh-lanting")
    found = targets_for(demo(), "sh-lanting", Kind.REPAIR, None, Urgency.EMERGENCY, Channel.PHONE)
    assert deadline(found[Clock.ACCEPT], night, calendar) == night + timedelta(minutes=10)
    assert deadline(found[Clock.RESOLUTION], night, calendar) == night + timedelta(hours=24)


def test_a_ticket_in_triage_has_the_clocks_of_every_kind_d208() -> None:
    found = targets_for(demo(), "sh-lanting", None, None, None, None)
    assert Clock.RESOLUTION not in found
    assert deadline(found[Clock.FIRST_RESPONSE], MONDAY, calendar_of(demo(), "sh-lanting")) == MONDAY + timedelta(
        hours=24
    )


def test_every_kind_at_every_site_has_a_resolution_and_a_follow_up_d404_d410() -> None:
    for place in demo().sites:
        for kind in Kind:
            severity = Severity.MINOR if kind is Kind.COMPLAINT else None
            found = targets_for(demo(), place, kind, severity, Urgency.NORMAL, Channel.PHONE)
            assert {Clock.RESOLUTION, Clock.FOLLOW_UP, Clock.NEXT_UPDATE} <= set(found)


def test_the_24_hour_answer_and_promises_never_pause_while_the_rest_does_d406() -> None:
    found = targets_for(demo(), "sh-lanting", Kind.COMPLAINT, Severity.MAJOR, Urgency.NORMAL, Channel.PHONE)
    pausing = {clock for clock, target in found.items() if any(limit.pauses for limit in target.limits)}
    assert pausing == {
        Clock.VERIFICATION,
        Clock.PLAN,
        Clock.SUBSTANTIVE_REPLY,
        Clock.RESOLUTION,
        Clock.WORK_ORDER_RECEIPT,
    }


def test_a_complex_case_has_a_cap_d410() -> None:
    calendar = calendar_of(demo(), "sh-lanting")
    found = targets_for(demo(), "sh-lanting", Kind.COMPLAINT, Severity.MAJOR, None, Channel.PHONE)
    assert cap_at(found[Clock.RESOLUTION], at("2026-03-02 10:00"), calendar) == at("2026-03-19 10:00")
    assert cap_at(found[Clock.FIRST_RESPONSE], MONDAY, calendar) is None


def test_the_demonstration_breaches_a_first_answer_after_six_seconds_and_keeps_the_rest() -> None:
    calendar = calendar_of(demo(), "sz-kechuang")
    for severity in Severity:
        found = targets_for(demo(), "sz-kechuang", Kind.COMPLAINT, severity, Urgency.NORMAL, Channel.APP)
        assert warning_at(found[Clock.FIRST_RESPONSE], MONDAY, calendar) == MONDAY + timedelta(seconds=3)
        assert deadline(found[Clock.FIRST_RESPONSE], MONDAY, calendar) == MONDAY + timedelta(seconds=6)
        usual = targets_for(demo(), "sh-lanting", Kind.COMPLAINT, severity, Urgency.NORMAL, Channel.APP)
        assert {k: v for k, v in found.items() if k is not Clock.FIRST_RESPONSE} == {
            k: v for k, v in usual.items() if k is not Clock.FIRST_RESPONSE
        }


def test_a_policy_takes_over_what_it_extends_and_replaces_a_kind_whole() -> None:
    parent = Policy.model_validate(
        {"id": "parent", "warn_at": 0.5, "pausing_clocks": ["plan"], "kinds": dict.fromkeys(Kind, RESOLVED)}
    )
    written = {
        "id": "child",
        "extends": "parent",
        "kinds": {"praise": {"every": {"plan": {"minutes": 1}, "resolution": {"minutes": 9}}}},
    }
    child = flattened(Policy.model_validate(written), {"parent": parent})
    praise, repair = (targets(child, kind, None, None, None) for kind in (Kind.PRAISE, Kind.REPAIR))
    assert [(limit.minutes, limit.warn_at, limit.pauses) for limit in praise[Clock.PLAN].limits] == [(1, 0.5, True)]
    assert praise[Clock.RESOLUTION].limits[0].pauses is False
    assert repair[Clock.RESOLUTION].limits[0].working_days == 1


def test_a_limit_may_pause_or_not_against_what_its_clock_does_d406() -> None:
    every = {
        "plan": [{"minutes": 1}, {"minutes": 2, "pauses": False}],
        "resolution": [{"minutes": 1}, {"minutes": 2, "pauses": True}],
    }
    policy = Policy.model_validate({"id": "p", "pausing_clocks": ["plan"], "always": {"every": every}})
    found = targets(flattened(policy, {}), None, None, None, None)
    assert [limit.pauses for limit in found[Clock.PLAN].limits] == [True, False]
    assert [limit.pauses for limit in found[Clock.RESOLUTION].limits] == [False, True]


def test_a_kind_whose_resolution_depends_on_what_may_be_unknown_is_named_d410() -> None:
    by_severity = {"severity": {"major": {"resolution": {"working_days": 1}}}}
    policy = Policy.model_validate({"id": "p", "kinds": dict.fromkeys(Kind, RESOLVED) | {"complaint": by_severity}})
    assert list(without_resolution(flattened(policy, {}))) == [
        "complaint (severity important, minor; urgency emergency, normal, deferrable)"
    ]
