"""What a process counts about itself. Labels are closed and few: a topic, a reason, a partition, a route template."""

from collections.abc import Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest

SPANS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
LATENESS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 1800.0, 7200.0)
BATCHES = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Metrics:
    """One process's metrics in a registry of their own; a service adds its own to `registry`.

    Spans are seconds, `lag` counts records. `lag` and `watermark_age` hold the worst partition of a topic.
    """

    registry: CollectorRegistry
    consumed: Counter  # topic
    published: Counter
    saved: Counter
    redelivered: Counter
    rejected: Counter  # reason
    dead_letters: Counter  # reason
    discarded: Counter
    unavailable: Counter
    version_conflicts: Counter
    put_away: Counter
    brought_back: Counter
    bringing_back_seconds: Histogram
    forks: Counter
    effects_failed: Counter
    not_logged: Counter
    parked: Gauge  # partition
    lag: Gauge  # topic
    watermark_age: Gauge  # topic
    timers_armed: Gauge
    timer_lateness: Histogram
    batch_size: Histogram
    handling_seconds: Histogram
    http_requests: Counter  # route, status
    http_seconds: Histogram  # route

    def exposition(self) -> bytes:
        """Everything registered, in Prometheus' text format."""
        return generate_latest(self.registry)


@dataclass(frozen=True, slots=True)
class _Maker:
    registry: CollectorRegistry

    def counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"steward_{name}", text, labels, registry=self.registry)

    def gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"steward_{name}", text, labels, registry=self.registry)

    def histogram(self, name: str, text: str, buckets: Sequence[float], *labels: str) -> Histogram:
        return Histogram(f"steward_{name}", text, labels, buckets=buckets, registry=self.registry)


def create_metrics(service: str, version: str = "0.1.0") -> Metrics:
    """The metrics of one process of `service`; call once per process, each call has a registry of its own."""
    make = _Maker(CollectorRegistry())
    build = Info("steward_build", "Which service this is, and which version of it", registry=make.registry)
    build.info({"service": service, "version": version})
    return Metrics(
        registry=make.registry,
        consumed=make.counter("consumed", "Records read and handled", "topic"),
        published=make.counter("published", "Records that Kafka acknowledged"),
        saved=make.counter("saved", "Records (state of a subject) saved"),
        redelivered=make.counter("redelivered", "Records read again because handling them did not finish"),
        rejected=make.counter("rejected", "Inputs that never will work", "reason"),
        dead_letters=make.counter("dead_letters", "Records written to the dead letter topic", "reason"),
        discarded=make.counter("letters_discarded", "Dead letters that an operator gave up"),
        unavailable=make.counter("unavailable", "Times that Kafka or Redis did not answer"),
        version_conflicts=make.counter("version_conflicts", "Subjects that another process saved first"),
        put_away=make.counter("put_away", "Records that rested for the window and left Redis for their topic"),
        brought_back=make.counter("brought_back", "Records that were put away and made again from their topic"),
        bringing_back_seconds=make.histogram("bringing_back_seconds", "One reading of the own topic for these", SPANS),
        forks=make.counter("forks", "One sequence seen with two ids; any is an alarm"),
        effects_failed=make.counter("effects_failed", "Outside effects that died half-way and are asked after"),
        not_logged=make.counter("not_logged", "Values kept out of the log because their key is not on its list"),
        parked=make.gauge("parked", "Subjects that wait behind a dead letter", "partition"),
        lag=make.gauge("lag", "Records still to read, worst partition", "topic"),
        watermark_age=make.gauge("watermark_age_seconds", "How far handling is behind, worst partition", "topic"),
        timers_armed=make.gauge("timers_armed", "Timers that wait"),
        timer_lateness=make.histogram("timer_lateness_seconds", "Fired after its due time by", LATENESS),
        batch_size=make.histogram("batch_size", "Records in a batch", BATCHES),
        handling_seconds=make.histogram("handling_seconds", "From a batch read to its effects published", SPANS),
        http_requests=make.counter("http_requests", "HTTP answers", "route", "status"),
        http_seconds=make.histogram("http_seconds", "From an HTTP request to its answer", SPANS, "route"),
    )
