"""What intake counts beside what every service does."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from chassis.metrics import SPANS


@dataclass(frozen=True, slots=True)
class IntakeMetrics:
    """`outcome` is registered, repeated, refused, forbidden or unavailable; `door` is http or kafka."""

    requests: Counter  # door, outcome
    spooled: Counter
    spool_depth: Gauge
    spool_age: Gauge
    publish_seconds: Histogram


def create_intake_metrics(registry: CollectorRegistry) -> IntakeMetrics:
    """Register them with the process's others."""
    return IntakeMetrics(
        Counter("steward_requests", "Requests by what became of them", ("door", "outcome"), registry=registry),
        Counter("steward_spooled", "Requests accepted while Kafka was away", registry=registry),
        Gauge("steward_spool_depth", "Requests that wait in the spool", registry=registry),
        Gauge("steward_spool_age_seconds", "How long the oldest has waited in the spool", registry=registry),
        Histogram(
            "steward_publish_seconds", "Until Kafka or the spool has a request", buckets=SPANS, registry=registry
        ),
    )
