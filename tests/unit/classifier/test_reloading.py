"""A change of the rules folder goes live without a restart, or is refused and told (D-209)."""

from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from classifier.classify import Request
from classifier.engines import Engines
from classifier.metrics import create_rules_metrics
from classifier.reloading import Reloading, state_of
from classifier.settings import SHIPPED, shipped
from contracts.vocabulary import Category, Channel
from tests.unit.classifier.rooms import NOW, folder, rule

LIFT = Request("the lift", Channel.WEB)
AS_NOISE = rule("lift-leads", 10, "{is: {lead: lift}}", "{category: noise, subcategory: neighbour_noise}")


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def reloading(tmp_path: Path, registry: CollectorRegistry) -> Reloading:
    return Reloading(Engines(folder(tmp_path)), create_rules_metrics(registry), 60)


async def test_nothing_happens_while_nothing_changes(reloading: Reloading) -> None:
    assert await reloading.look() is None


async def test_a_changed_book_goes_live_and_is_counted(
    reloading: Reloading, tmp_path: Path, registry: CollectorRegistry
) -> None:
    folder(tmp_path, category=AS_NOISE)
    done = await reloading.look()
    assert done is not None
    assert done.before != done.after
    assert reloading.engines.classify(LIFT, NOW).category is Category.NOISE
    assert registry.get_sample_value("steward_rules_reloads_total") == 1


async def test_a_bad_book_is_refused_once_and_the_old_one_goes_on(
    reloading: Reloading, tmp_path: Path, registry: CollectorRegistry
) -> None:
    folder(tmp_path, category="rules: [")
    done = await reloading.look()
    assert done is not None
    assert done.findings
    assert await reloading.look() is None
    assert reloading.engines.classify(LIFT, NOW).category is Category.FACILITY_REPAIR
    assert registry.get_sample_value("steward_rules_reloads_refused_total") == 1


async def test_the_log_names_the_rule_that_is_refused_and_never_a_cases_text(
    reloading: Reloading, tmp_path: Path
) -> None:
    with capture_logs() as told:
        folder(tmp_path, category=rule("lift-leads", 10, "{has: [thunder]}", "{category: noise}"))
        await reloading.look()
        folder(tmp_path, **{"category.cases": "cases:\n  - {text: the lift, expect: {category: parking}}"})
        await reloading.look()
    assert [(one["file"], one["rule"]) for one in told] == [
        ("category.yaml", "lift-leads"),
        ("category.cases.yaml", "-"),
    ]
    assert "thunder" in told[0]["reason"]
    assert "the lift" not in str(told[1])


async def test_what_became_of_a_reload_is_told_in_the_log(reloading: Reloading, tmp_path: Path) -> None:
    with capture_logs() as told:
        folder(tmp_path, category=AS_NOISE)
        done = await reloading.look()
        folder(tmp_path, category="rules: [")
        await reloading.look()
    assert done is not None
    assert told[1]["reason"].startswith("is not YAML")
    assert told == [
        {"event": "rules_reloaded", "log_level": "info", "before": done.before, "after": done.after},
        {
            "event": "rules_refused",
            "log_level": "error",
            "book": done.after,
            "file": "category.yaml",
            "line": 3,  # where the open bracket ends, the file's last
            "rule": "-",
            "reason": told[1]["reason"],
            "findings": 1,
        },
    ]


def test_an_engine_that_died_is_counted_and_told_in_the_log(reloading: Reloading, registry: CollectorRegistry) -> None:
    with capture_logs() as told:
        reloading.rules.lost("a1b2")
    assert told == [{"event": "engine_died", "log_level": "error", "book": "a1b2"}]
    assert registry.get_sample_value("steward_engines_died_total") == 1


async def test_a_folder_that_is_away_for_a_moment_changes_nothing(reloading: Reloading, tmp_path: Path) -> None:
    reloading.engines.folder = tmp_path / "away"
    assert state_of(reloading.engines.folder) == frozenset()
    assert await reloading.look() is None


def test_the_shipped_book_is_found_in_the_source_tree_and_in_an_installed_package(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "classifier"
    package.mkdir(parents=True)
    assert shipped(package) == tmp_path / "rules"
    (package / "rules").mkdir()
    assert shipped(package) == package / "rules"
    assert (SHIPPED / "lexicon.yaml").is_file()
