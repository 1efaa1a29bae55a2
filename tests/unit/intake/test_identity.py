"""Who a request is, what it is promised, in which language it is answered (D-104, D-402, D-502)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contracts.vocabulary import Channel, Language
from estate import Estate
from intake.desk import rounds
from intake.domain.identity import fingerprint, ticket_of
from intake.domain.promise import answer_by
from intake.domain.speech import language_of
from tests.unit.intake.conftest import NOW, request_of

KEY = bytes(32)
SAME = {"received_at": "2026-03-02T08:00:00+08:00", "reporter": {"name": "林知夏"}}


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        (SAME, True),
        (SAME | {"received_at": "2026-03-02T00:00:00Z"}, True),
        (SAME | {"unit": None}, True),
        (SAME | {"id": "another"}, True),
        (SAME | {"reporter": {"name": "林知夏", "phone": None}}, True),
        (SAME | {"unit": "1201"}, False),
        (SAME | {"text": "电梯停在两层之间。"}, False),
        (SAME | {"received_at": "2026-03-02T08:00:01+08:00"}, False),
    ],
)
def test_a_body_is_the_same_if_it_says_the_same(changes: dict[str, Any], *, same: bool) -> None:
    assert (fingerprint(KEY, request_of(**changes)) == fingerprint(KEY, request_of(**SAME))) == same


def test_a_fingerprint_says_nothing_without_the_installations_key() -> None:
    request = request_of(**SAME)
    assert fingerprint(KEY, request) != fingerprint(b"1" * 32, request)


def test_a_ticket_is_the_callers_and_the_id() -> None:
    one = ticket_of("call-centre", request_of())
    assert one == ticket_of("call-centre", request_of(text="anything else"))
    assert one != ticket_of("web-form", request_of())
    assert one != ticket_of("call-centre", request_of(id="r-2"))


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.LETTER])
@pytest.mark.parametrize("site", ["sh-lanting", "hk-harbour"])
def test_the_first_answer_is_promised_within_a_day_on_the_clock(estate: Estate, site: str, channel: Channel) -> None:
    friday = datetime.fromisoformat("2026-03-06T17:30:00+08:00")
    assert answer_by(estate, site, channel, friday) == friday + timedelta(hours=24)  # D-402: no weekend in between


def test_the_promise_is_kept_by_the_slowest_kind_even_where_one_is_answered_in_seconds(estate: Estate) -> None:
    assert answer_by(estate, "sz-kechuang", Channel.PHONE, NOW) == NOW + timedelta(hours=24)


@pytest.mark.parametrize(
    ("text", "changes", "language"),
    [
        ("电梯停了", {}, Language.ZH_HANT),
        ("The lift has stopped", {}, Language.EN),
        ("The lift has stopped", {"language": "zh-Hans"}, Language.ZH_HANS),
        ("The lift has stopped", {"language": "zh-Hans", "reporter": {"language": "zh-Hant"}}, Language.ZH_HANT),
        ("12:30", {}, Language.EN),
    ],
)
def test_who_says_no_language_is_answered_by_script_among_the_sites(
    text: str, changes: dict[str, Any], language: Language
) -> None:
    assert language_of(request_of(text=text, **changes), (Language.ZH_HANT, Language.EN)) == language


def test_a_site_without_english_answers_in_its_first_language() -> None:
    assert language_of(request_of(text="hello"), (Language.ZH_HANS,)) == Language.ZH_HANS


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], []),
        (["a", "b", "c"], [[0, 1, 2]]),
        (["a", "a", "b", "a"], [[0, 2], [1], [3]]),
        ([None, None, "a"], [[0, 1, 2]]),
    ],
)
def test_the_same_id_is_never_worked_on_twice_at_once(names: list[str | None], expected: list[list[int]]) -> None:
    assert rounds(names) == expected
