"""Languages, rates and metrics, without a server."""

import pytest

from chassis.http import Caller, RateLimiter, negotiate
from chassis.metrics import create_metrics
from contracts.vocabulary import Language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, Language.ZH_HANS),
        ("", Language.ZH_HANS),
        ("zh", Language.ZH_HANS),
        ("zh-CN,en;q=0.8", Language.ZH_HANS),
        ("zh-HK", Language.ZH_HANT),
        ("zh-TW;q=0.5, en;q=0.4", Language.ZH_HANT),
        ("zh-Hant-HK", Language.ZH_HANT),
        ("zh-Hans-HK", Language.ZH_HANS),
        ("yue", Language.ZH_HANT),
        ("en-GB", Language.EN),
        ("fr, en;q=0.1", Language.EN),
        ("en;q=0, zh-HK;q=0.1", Language.ZH_HANT),
        ("en;q=nan, zh-HK;q=0.1", Language.ZH_HANT),
        ("en;q=9", Language.ZH_HANS),
        (";;;,,=", Language.ZH_HANS),
        ("en, zh", Language.EN),
    ],
)
def test_the_language_liked_best_is_spoken(header: str | None, language: Language) -> None:
    assert negotiate(header) == language


def test_a_bucket_lets_a_burst_through_and_then_its_rate() -> None:
    limiter = RateLimiter(per_second=2.0, burst=2)
    assert [limiter.take("a", 0.0) for _ in range(3)] == [0.0, 0.0, 0.5]
    assert limiter.take("b", 0.0) == 0.0
    assert [limiter.take("a", 0.5), limiter.take("a", 0.5)] == [0.0, 0.5]
    assert [limiter.take("a", 100.0) for _ in range(3)] == [0.0, 0.0, 0.5]


def test_a_caller_uses_its_own_sites_or_all_of_them() -> None:
    assert Caller("a", "desk", frozenset({"S01"})).may_use("S01")
    assert not Caller("a", "desk", frozenset({"S01"})).may_use("S02")
    assert Caller("b", "desk", frozenset({"*"})).may_use("S02")


def test_two_processes_metrics_do_not_meet() -> None:
    one, two = create_metrics("one"), create_metrics("two")
    one.consumed.labels(topic="t").inc(3)
    assert b'steward_consumed_total{topic="t"} 3.0' in one.exposition()
    assert b"steward_consumed_total{" not in two.exposition()
    assert b'service="two"' in two.exposition()
