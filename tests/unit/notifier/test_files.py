"""The files a group gives, and the promise of the first answer (D-402, D-504)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from contracts.vocabulary import Channel, Kind, Severity, TicketState
from notifier.domain.residents import first_answer_by
from notifier.settings import PolicyRefused, policy_for, policy_from
from tests.component.notifier.conftest import settings
from tests.unit.notifier.town import HOUR, NOON, SZ, office, snapshot


def test_the_shipped_numbers_are_what_the_canvas_says() -> None:
    policy = policy_from(None)
    assert [pause.total_seconds() for pause in policy.pauses(urgent=False)] == [30, 120, 600, 1800]
    assert [pause.total_seconds() for pause in policy.pauses(urgent=True)] == [5, 20]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("retry_after: []", "retry_after"),
        ("retry_after: [{seconds: 1}]\nurgent_retry_after: [{seconds: 9}]", "must not wait longer"),
        ("retry_afer: [{seconds: 1}]", "retry_afer"),
        ("retry_after: [", "is not YAML"),
        (
            "retry_after: [{seconds: 5}]\nurgent_retry_after: [{seconds: 5}]\nlifetimes: {recieved: {hours: 1}}",
            "recieved",
        ),
    ],
)
def test_wrong_numbers_are_refused_with_file_and_reason(tmp_path: Path, content: str, reason: str) -> None:
    file = tmp_path / "sending.yaml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(PolicyRefused, match=reason) as refused:
        policy_from(file)
    assert "sending.yaml" in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyRefused, match=r"gone\.yaml.*NOTIFIER_POLICY"):
        policy_from(tmp_path / "gone.yaml")


def test_whoever_asks_never_meets_a_call_under_way(tmp_path: Path) -> None:
    file = tmp_path / "sending.yaml"
    file.write_text(
        "unsure_after: {seconds: 16}\nretry_after: [{seconds: 5}]\nurgent_retry_after: [{seconds: 5}]", encoding="utf-8"
    )
    own = settings().model_copy(update={"notifier_policy": file, "provider_timeout_seconds": 4.0})
    assert policy_for(own).unsure_after.total_seconds() == 16
    with pytest.raises(PolicyRefused, match=r"sending\.yaml: unsure_after.*PROVIDER_TIMEOUT_SECONDS 5 .* 20 seconds"):
        policy_for(own.model_copy(update={"provider_timeout_seconds": 5.0}))


FRIDAY_EVENING = datetime.fromisoformat("2026-11-27T20:00:00+08:00")
CASES: dict[str, tuple[dict[str, Any], datetime]] = {
    "a minor complaint at noon: two working hours after lunch": (
        {},
        datetime.fromisoformat("2026-11-24T15:30:00+08:00"),
    ),
    "a major one: two hours on the clock": ({"severity": Severity.MAJOR}, NOON + 2 * HOUR),
    "on Friday evening: never later than a day": (
        {"received_at": FRIDAY_EVENING, "severity": Severity.IMPORTANT},
        FRIDAY_EVENING + 24 * HOUR,
    ),
    "not understood yet: a day": (
        {"kind": None, "severity": None, "state": TicketState.TRIAGE},
        NOON + 24 * HOUR,
    ),
    "an enquiry by letter: a day": (
        {"kind": Kind.ENQUIRY, "severity": None, "channel": Channel.LETTER},
        NOON + 24 * HOUR,
    ),
    "a site whose policy counts in seconds": ({"site": SZ, "building": "A"}, NOON + timedelta(seconds=6)),
}


@pytest.mark.parametrize(("of", "expected"), CASES.values(), ids=CASES)
def test_when_the_first_answer_comes(of: dict[str, Any], expected: datetime) -> None:
    """D-402: whatever the class a first answer within 24 hours; the strictest counts."""
    assert first_answer_by(office().estate, snapshot(**of)) == expected
