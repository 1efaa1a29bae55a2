"""What is refused, with which field and reason, in three languages (D-102, D-109)."""

from datetime import timedelta
from typing import Any

import pytest

from contracts.requests import Request
from contracts.vocabulary import Language, MessageChannel, RefusalReason
from estate import Estate
from intake.domain import checks
from intake.domain.reading import id_in, language_in, read
from intake.words import read_home_words
from tests.unit.intake.conftest import BODY, NOW, request_of

WORDS = read_home_words()
LATER = (NOW + timedelta(minutes=3)).isoformat()


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, {("id", "missing"), ("site", "missing"), ("channel", "missing"), ("text", "missing")}),
        (BODY | {"colour": 1}, {("colour", "unknown_field")}),
        (BODY | {"reporter": {"wechat": "x"}}, {("reporter.wechat", "unknown_field")}),
        (BODY | {"text": "  "}, {("text", "empty")}),
        (BODY | {"text": "水" * 10_001}, {("text", "too_long")}),
        (BODY | {"text": 5}, {("text", "wrong_type")}),
        (BODY | {"channel": "pigeon"}, {("channel", "not_in_set")}),
        (BODY | {"language": "fr"}, {("language", "not_in_set")}),
        (BODY | {"received_at": "yesterday"}, {("received_at", "bad_format")}),
        (BODY | {"received_at": "2026-03-02T09:00:00"}, {("received_at", "bad_format")}),
        (BODY | {"reporter": {"phone": "call me"}}, {("reporter.phone", "bad_format")}),
        (BODY | {"about": {"people": ["x"] * 21}}, {("about.people", "too_long")}),
        (BODY | {"id": "with blank"}, {("id", "bad_format")}),
        ([BODY], {("", "wrong_type")}),
        (None, {("", "wrong_type")}),
    ],
)
def test_a_body_of_the_wrong_shape_is_refused_by_field(body: Any, expected: set[tuple[str, str]]) -> None:
    faults = read(body)
    assert isinstance(faults, tuple)
    assert {(one.field, one.reason.value) for one in faults} == expected


def test_an_id_beside_the_body_counts_where_the_body_has_none() -> None:
    bare = {name: value for name, value in BODY.items() if name != "id"}
    beside, inside = read(bare, "k-1"), read(BODY, "k-1")
    assert isinstance(beside, Request)
    assert isinstance(inside, Request)
    assert (beside.id, inside.id) == ("k-1", "r-1")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, set()),
        ({"site": "nowhere"}, {("site", "unknown_site")}),
        ({"building": "Tower 9"}, {("building", "unknown_building")}),
        ({"building": "b03"}, set()),
        ({"building": "3号楼"}, set()),
        ({"received_at": LATER}, {("received_at", "in_the_future")}),
        ({"received_at": (NOW + timedelta(minutes=1)).isoformat()}, set()),
        ({"site": "nowhere", "occurred_at": LATER}, {("site", "unknown_site"), ("occurred_at", "in_the_future")}),
        ({"reporter": {"phone": "12345"}}, {("reporter.phone", "bad_format")}),
        ({"reporter": {"phone": "13812345678"}}, set()),
        ({"reporter": {"phone": "021-5555 0120"}}, set()),
        ({"site": "hk-harbour", "reporter": {"phone": "9123 4567"}}, set()),
        ({"site": "hk-harbour", "reporter": {"phone": "13812345678"}}, set()),
        ({"site": "hk-harbour", "reporter": {"phone": "999 9"}}, {("reporter.phone", "bad_format")}),
        ({"reporter": {"phone": "+999 1234 5678"}}, {("reporter.phone", "bad_format")}),
        ({"reporter": {"phone": "*#(#)*"}}, {("reporter.phone", "bad_format")}),
    ],
)
def test_a_request_must_fit_the_estate(estate: Estate, changes: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    faults = checks.faults(request_of(**changes), estate, WORDS, NOW)
    assert {(one.field, one.reason.value) for one in faults} == expected


REPAIR = "我家厨房水管裂了，请派人修"
NAMED = {"name": "林知夏"}
PHONED = NAMED | {"phone": "13812345678"}
NEEDED = {"unit", "reporter.phone"}


@pytest.mark.parametrize(
    ("changes", "asked_for"),
    [
        ({"text": REPAIR, "reporter": NAMED}, NEEDED),
        ({"text": REPAIR, "reporter": PHONED}, {"unit"}),
        ({"text": REPAIR, "reporter": NAMED | {"email": "lin@example.com"}, "unit": "1201"}, set()),
        ({"text": "水管裂了，报修", "reporter": NAMED, "unit": "1201"}, {"reporter.phone"}),
        ({"text": "Please fix the tap in my flat", "reporter": NAMED}, NEEDED),
        ({"text": "單位內冷氣機滴水，需要維修，我家住十二樓", "reporter": NAMED}, NEEDED),
        ({"text": "漏水", "asks_for": "派人修我家的水管", "reporter": NAMED}, NEEDED),
        ({"text": REPAIR}, set()),
        ({"text": REPAIR, "reporter": {"language": "en"}}, set()),
        ({"text": "大堂的灯坏了，请派人修", "reporter": NAMED}, set()),
        ({"text": "我家楼上太吵了", "reporter": NAMED}, set()),
        ({"text": REPAIR, "place": "地下车库", "reporter": NAMED}, set()),
    ],
)
def test_only_a_repair_in_a_named_persons_home_needs_unit_and_contact(
    estate: Estate, changes: dict[str, Any], asked_for: set[str]
) -> None:
    faults = checks.faults(request_of(**changes), estate, WORDS, NOW)  # D-102
    assert {one.field for one in faults} == asked_for
    assert {one.reason for one in faults} <= {RefusalReason.NEEDS_UNIT_AND_CONTACT}


@pytest.mark.parametrize(
    ("reporter", "phone", "ways"),
    [
        (None, None, ()),
        ({"phone": "138-1234-5678"}, "+8613812345678", (MessageChannel.SMS,)),
        ({"phone": "+852 9123 4567"}, "+85291234567", (MessageChannel.SMS,)),
        ({"phone": "9123 4567"}, "+85291234567", (MessageChannel.SMS,)),  # in use in the estate's other country
        ({"phone": "021-5555 0120"}, "+862155550120", ()),
        ({"email": "lin@example.com"}, None, (MessageChannel.EMAIL,)),
        (PHONED | {"email": "lin@example.com"}, "+8613812345678", (MessageChannel.SMS, MessageChannel.EMAIL)),
        (
            PHONED | {"email": "lin@example.com", "prefers": "email"},
            "+8613812345678",
            (MessageChannel.EMAIL, MessageChannel.SMS),
        ),
        (PHONED | {"prefers": "email"}, "+8613812345678", (MessageChannel.SMS,)),
    ],
)
def test_a_reporter_is_reached_as_they_prefer_where_they_can_be(
    estate: Estate, reporter: dict[str, Any] | None, phone: str | None, ways: tuple[MessageChannel, ...]
) -> None:
    found = checks.sound(request_of(reporter=reporter), estate)
    assert (found.reporter.phone if found.reporter else None) == phone
    assert found.reachable_by == ways  # D-502


def test_a_request_of_a_site_that_is_no_more_still_has_its_ticket(estate: Estate) -> None:
    found = checks.sound(request_of(site="sold-long-ago", building="B03"), estate)
    assert (found.building, found.request.site) == (None, "sold-long-ago")


@pytest.mark.parametrize(
    ("body", "key", "found"),
    [
        (BODY, None, "r-1"),
        (BODY, "k", "r-1"),
        ({}, "k", "k"),
        (None, "k", "k"),
        ({"id": 5}, "k", None),
        ({"id": "a b"}, None, None),
        ({"id": ""}, None, None),
        ({"id": "x" * 201}, None, None),
        ({"id": "编号"}, None, None),
        ([], None, None),
    ],
)
def test_the_id_is_read_from_what_may_be_no_request(body: object, key: str | None, found: str | None) -> None:
    assert id_in(body, key) == found


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ({"language": "en"}, Language.EN),
        ({"language": "en", "reporter": {"language": "zh-Hant"}}, Language.ZH_HANT),
        ({"language": ["en"], "reporter": 5}, None),
        ("en", None),
    ],
)
def test_the_language_is_read_from_what_may_be_no_request(body: object, language: Language | None) -> None:
    assert language_in(body) == language
