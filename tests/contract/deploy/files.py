"""The deployment's files, read once, and what the code says they must agree with."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml
from prometheus_client import CollectorRegistry

from chassis.clock import SystemClock
from chassis.metrics import create_metrics
from chassis.settings import ServiceSettings

ROOT = Path(__file__).parents[3]
MODULES = {
    "intake": "intake",
    "classifier": "classifier",
    "dispatch": "dispatch",
    "sla-monitor": "sla_monitor",
    "notifier": "notifier",
}
_METRIC = re.compile(r"\bsteward_[a-z0-9_]+")


def read_yaml(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def compose() -> dict[str, Any]:
    """docker-compose.yml with its anchors and merges resolved, as an engine reads it."""
    loaded: dict[str, Any] = read_yaml("docker-compose.yml")
    return loaded


def copies() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Every copy of every service in docker-compose.yml: its name there, the service, its definition."""
    for name, definition in compose()["services"].items():
        service, _, number = name.rpartition("-")
        if service in MODULES and number.isdigit():
            yield name, service, definition


def settings_of(service: str) -> type[ServiceSettings]:
    found: type[ServiceSettings] = import_module(f"{MODULES[service]}.settings").Settings
    return found


def rules() -> list[dict[str, Any]]:
    groups = read_yaml("deploy/prometheus/rules/steward.yml")["groups"]
    return [rule for group in groups for rule in group["rules"]]


def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((ROOT / "deploy/grafana/steward.json").read_text(encoding="utf-8"))
    return loaded


def queries() -> list[str]:
    return [target["expr"] for panel in dashboard()["panels"] for target in panel.get("targets", [])]


def metrics_in(text: str) -> set[str]:
    """The names of our metrics in a query or a page."""
    return set(_METRIC.findall(text))


@cache
def registered() -> dict[str, frozenset[str]]:
    """Every series name that a scrape of our services can give, with its label names: chassis and services."""
    found: dict[str, frozenset[str]] = {}
    for collector in _registered_in(_whole_registry()):
        labels = frozenset(getattr(collector, "_labelnames", ()))
        for name, more in _series(collector._type, collector._name):
            found[name] = labels | more
    return found


def _whole_registry() -> CollectorRegistry:
    """What all five services register, in one registry."""
    metrics = create_metrics("all")
    for service in MODULES.values():
        if find_spec(f"{service}.metrics") is None:
            continue
        module = import_module(f"{service}.metrics")
        makers = [
            make for name, make in vars(module).items() if name.startswith("create_") and name != "create_metrics"
        ]
        for make in makers:
            make(metrics.registry)
        if counts := getattr(module, "counts", None):
            counts(metrics, SystemClock())
    return metrics.registry


def _registered_in(registry: CollectorRegistry) -> list[Any]:
    return list(registry._collector_to_names)


def _series(kind: str, name: str) -> list[tuple[str, frozenset[str]]]:
    none: frozenset[str] = frozenset()
    if kind == "counter":
        return [(f"{name}_total", none)]
    if kind == "histogram":
        return [(f"{name}_bucket", frozenset({"le"})), (f"{name}_count", none), (f"{name}_sum", none)]
    return [(f"{name}_info" if kind == "info" else name, none)]
