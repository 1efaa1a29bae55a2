"""Requests and their faults (D-101, D-102, D-109)."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from contracts.faults import MAX_FAULTS, Fault, faults_of
from contracts.requests import MAX_TEXT, Reporter, Request, report_of
from contracts.vocabulary import Channel, RefusalReason

LEAST = {"id": "r-1", "site": "S07", "channel": "phone", "text": "楼道灯不亮"}


def _faults(**changes: Any) -> tuple[Fault, ...]:
    with pytest.raises(ValidationError) as refused:
        Request.model_validate_json(json.dumps({**LEAST, **changes}))
    return faults_of(refused.value)


def test_four_fields_are_enough() -> None:
    request = Request.model_validate_json(json.dumps(LEAST))
    assert request.channel is Channel.PHONE
    assert request.reporter is None


def test_an_instant_is_read_with_its_offset() -> None:
    request = Request.model_validate_json(json.dumps({**LEAST, "occurred_at": "2026-03-02T09:30:00+08:00"}))
    assert request.occurred_at == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"priority": 1}, "priority", RefusalReason.UNKNOWN_FIELD),
        ({"reporter": {"nick": "x"}}, "reporter.nick", RefusalReason.UNKNOWN_FIELD),
        ({"text": ""}, "text", RefusalReason.EMPTY),
        ({"text": " \n\u3000"}, "text", RefusalReason.EMPTY),
        ({"text": "x" * (MAX_TEXT + 1)}, "text", RefusalReason.TOO_LONG),
        ({"text": 7}, "text", RefusalReason.WRONG_TYPE),
        ({"text": None}, "text", RefusalReason.WRONG_TYPE),
        ({"channel": "pigeon"}, "channel", RefusalReason.NOT_IN_SET),
        ({"id": "a b"}, "id", RefusalReason.BAD_FORMAT),
        ({"site": "七号"}, "site", RefusalReason.BAD_FORMAT),
        ({"reporter": {"phone": "ring me"}}, "reporter.phone", RefusalReason.BAD_FORMAT),
        ({"reporter": {"email": "nobody"}}, "reporter.email", RefusalReason.BAD_FORMAT),
        ({"reporter": []}, "reporter", RefusalReason.WRONG_TYPE),
        ({"about": {"people": ["a"] * 21}}, "about.people", RefusalReason.TOO_LONG),
        ({"received_at": "2026-03-02T09:30:00"}, "received_at", RefusalReason.BAD_FORMAT),
        ({"received_at": "1772415000"}, "received_at", RefusalReason.BAD_FORMAT),
        ({"received_at": 1772415000}, "received_at", RefusalReason.BAD_FORMAT),
        ({"received_at": "0001-01-01T00:00:00+23:59"}, "received_at", RefusalReason.BAD_FORMAT),
        ({"received_at": "2026-02-30T09:30:00Z"}, "received_at", RefusalReason.BAD_FORMAT),
    ],
)
def test_what_is_wrong_is_named_with_field_and_reason(
    changes: dict[str, Any], field: str, reason: RefusalReason
) -> None:
    assert [(fault.field, fault.reason) for fault in _faults(**changes)] == [(field, reason)]


@pytest.mark.parametrize("field", ["id", "site", "channel", "text"])
def test_a_missing_field_is_named(field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Request.model_validate({key: value for key, value in LEAST.items() if key != field})
    assert faults_of(refused.value) == (Fault(field, RefusalReason.MISSING),)


def test_a_fault_says_the_limit_or_what_is_allowed() -> None:
    assert _faults(text="x" * 10_001)[0].limit == MAX_TEXT
    assert "'phone'" in (_faults(channel="pigeon")[0].allowed or "")


def test_faults_are_bounded_in_number_and_length() -> None:
    faults = _faults(**{f"{'k' * 300}{n}": 1 for n in range(100)})
    assert len(faults) == MAX_FAULTS
    assert max(len(fault.field) for fault in faults) == 120


def test_what_is_no_json_at_all_is_one_fault_of_the_whole() -> None:
    with pytest.raises(ValidationError) as refused:
        Request.model_validate_json(b"{")
    assert faults_of(refused.value) == (Fault("", RefusalReason.BAD_FORMAT),)


def test_the_private_part_of_a_request_is_everything_free_and_nothing_else() -> None:
    request = Request(**LEAST, unit="402", reporter=Reporter(name="示例住户"), asks_for="换灯")
    report = report_of(request)
    assert (report.text, report.unit, report.asks_for) == ("楼道灯不亮", "402", "换灯")
    assert report.reporter == Reporter(name="示例住户")
    assert not {"id", "site", "channel", "received_at", "building"} & set(type(report).model_fields)
