"""What the OpenAPI document says of a request is what intake takes (D-102)."""

import re
from datetime import UTC, datetime

import pytest

from estate import Estate
from intake.openapi import past, request_schema, until

EVENING = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("instant", "allowed"),
    [
        ("2026-11-24T10:00:00Z", True),
        ("2026-11-25T01:30:00+08:00", True),
        ("2026-11-26T00:00:00Z", False),
        ("2026-11-30T00:00:00Z", False),
        ("2026-12-01T10:00:00Z", False),
        ("2027-01-01T10:00:00Z", False),
        ("2028-02-29T10:00:00Z", False),
        ("2026-10-31T23:59:59.123456-05:00", True),
        ("2026-02-28T00:00:00Z", True),
        ("2026-02-29T00:00:00Z", False),
        ("2024-02-29T00:00:00Z", True),
        ("1999-06-31T00:00:00Z", False),
        ("2019-12-31T00:00:00Z", True),
        ("2026-11-24 10:00:00Z", False),
        ("2026-11-24T10:00:00", False),
    ],
)
def test_an_instant_is_a_date_that_has_begun(instant: str, *, allowed: bool) -> None:
    assert bool(re.search(past(EVENING), instant)) == allowed


@pytest.mark.parametrize("day", ["2026-01-01", "2030-01-09", "2030-02-10", "2028-02-29", "2027-03-31", "2029-12-30"])
def test_today_is_always_allowed_and_the_day_after_tomorrow_never(day: str) -> None:
    noon = datetime.fromisoformat(f"{day}T09:00:00+00:00")
    pattern = past(noon)
    assert re.search(pattern, noon.isoformat())
    days = {f"{noon.year}-{month:02}-{n:02}" for month in range(1, 13) for n in range(1, 32)}
    assert all(found <= day for found in days if re.search(pattern, f"{found}T09:00:00Z"))
    assert {found for found in days if found <= day and _exists(found)} == {
        found for found in days if re.search(pattern, f"{found}T09:00:00Z")
    }


def _exists(day: str) -> bool:
    try:
        datetime.fromisoformat(day)
    except ValueError:
        return False
    return True


def test_sites_stand_with_their_buildings_and_no_reference_is_left(estate: Estate) -> None:
    schema = until(request_schema(estate), EVENING)
    assert schema["properties"]["site"]["enum"] == ["hk-harbour", "sh-lanting", "sz-kechuang"]
    sites = {one["properties"]["site"]["const"]: one["properties"]["building"]["enum"] for one in schema["anyOf"]}
    assert sites["hk-harbour"] == ["T1", "T2", "T3", "CLUB", None]
    assert "$ref" not in repr(schema)
    assert schema["required"] == ["id", "site", "channel", "text"]
