"""Alert rules, their tests and the dashboard ask only for what the services really count (D-607)."""

import re
from typing import Any

import pytest

from tests.contract.deploy.files import (
    MODULES,
    ROOT,
    compose,
    dashboard,
    metrics_in,
    queries,
    read_yaml,
    registered,
    rules,
)

FROM_PROMETHEUS = {"job", "instance", "le"}
_MATCHERS = re.compile(r"(steward_[a-z0-9_]+)\{([^}]*)\}")
_LABEL = re.compile(r"([a-z_]+)\s*(?:=~|!~|!=|=)")
_GROUPED = re.compile(r"\b(?:by|on)\s*\(([^)]*)\)")
KNOWN = registered()


def promtool_tests() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_yaml("deploy/prometheus/tests/steward.test.yml")["tests"]
    return found


def labels_asked(query: str) -> set[str]:
    grouped = (label.strip() for group in _GROUPED.findall(query) for label in group.split(","))
    matched = (label for _, inside in _MATCHERS.findall(query) for label in _LABEL.findall(inside))
    return {label for label in (*grouped, *matched) if label} - FROM_PROMETHEUS


@pytest.mark.parametrize("query", [*(rule["expr"] for rule in rules()), *queries()])
def test_a_query_names_metrics_and_labels_that_exist(query: str) -> None:
    asked = metrics_in(query)
    assert asked <= set(KNOWN), f"not counted by any service: {sorted(asked - set(KNOWN))}"
    assert asked or "up{" in query
    labels = {label for name in asked for label in KNOWN[name]}
    assert labels_asked(query) <= labels


def test_a_metric_that_nobody_counts_would_be_found() -> None:
    assert metrics_in("sum(rate(steward_invented_total[5m])) by (job)") - set(KNOWN) == {"steward_invented_total"}
    assert labels_asked('sum by (job, flavour) (steward_lag{topic="x"})') == {"flavour", "topic"}


@pytest.mark.parametrize("series", [s["series"] for test in promtool_tests() for s in test["input_series"]])
def test_a_tested_series_has_the_labels_of_the_real_one(series: str) -> None:
    name, _, inside = series.partition("{")
    given = set(_LABEL.findall(inside)) - FROM_PROMETHEUS
    if name == "up":
        assert not given
    else:
        assert given == set(KNOWN[name]) - FROM_PROMETHEUS


def test_every_alert_is_tried_firing_and_the_test_also_holds_a_series_that_stays_silent() -> None:
    tried = {
        case["alertname"]: (len(test["input_series"]), len(case["exp_alerts"]))
        for test in promtool_tests()
        for case in test["alert_rule_test"]
        if case["exp_alerts"]
    }
    assert {rule["alert"] for rule in rules()} == set(tried)
    assert all(series > fired for series, fired in tried.values())


def test_every_alert_says_how_urgent_it_is_and_where_its_cure_stands() -> None:
    page = (ROOT / "docs/running.md").read_text(encoding="utf-8")
    for rule in rules():
        assert rule["labels"]["severity"] in {"page", "ticket"}
        assert rule["annotations"]["runbook"] == f"docs/running.md#{rule['alert'].lower()}"
        assert f"### {rule['alert']}\n" in page


def test_prometheus_scrapes_every_copy_that_compose_starts() -> None:
    jobs = read_yaml("deploy/prometheus/prometheus.yml")["scrape_configs"]
    scraped = {target for job in jobs for config in job["static_configs"] for target in config["targets"]}
    named = {name for name in compose()["services"] if name.rpartition("-")[0] in MODULES}
    assert scraped == {f"{name}:8080" for name in named}
    assert {job["job_name"] for job in jobs} == set(MODULES)


def test_the_dashboard_has_a_query_in_every_panel_and_no_two_of_one_id() -> None:
    panels = dashboard()["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["targets"] for panel in panels if panel["type"] != "row")
    assert {
        source["uid"] for source in read_yaml("deploy/grafana/provisioning/datasources/prometheus.yml")["datasources"]
    } == {panel["datasource"]["uid"] for panel in panels if panel["type"] != "row"}
