"""What dispatch counts beside what every service does."""

from prometheus_client import CollectorRegistry, Gauge


def create_audit_metrics(registry: CollectorRegistry) -> Gauge:
    """Register it with the process's others; see `auditing`."""
    told = "Reports that were accepted more than ten minutes ago and have no ticket"
    return Gauge("steward_received_without_lifecycle", told, registry=registry)
