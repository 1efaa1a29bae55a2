"""What the notifier counts of itself, besides what the chassis counts. Labels are closed and few."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from prometheus_client import Counter, Histogram

from chassis.clock import Clock
from chassis.metrics import SPANS, Metrics
from contracts.message import Message


@dataclass(frozen=True, slots=True)
class Counts:
    """`notifications`: facts of the ledger's second half, by what became of a message and on which channel."""

    notifications: Counter
    provider_seconds: Histogram
    clock: Clock

    def fact(self, fact: Message) -> None:
        """Count one own fact."""
        channel = getattr(fact, "channel", None)
        became = fact.TYPE.split(".")[2]
        self.notifications.labels(became=became, channel=channel.value if channel else "none").inc()

    @contextmanager
    def calling(self, provider: str, call: str) -> Iterator[None]:
        """Time one call of a provider."""
        begun = self.clock.monotonic()
        try:
            yield
        finally:
            self.provider_seconds.labels(provider=provider, call=call).observe(self.clock.monotonic() - begun)


def counts(metrics: Metrics, clock: Clock) -> Counts:
    """The notifier's counters, in the process's registry."""
    return Counts(
        Counter(
            "steward_notifications",
            "What became of messages whose time had come",
            ("became", "channel"),
            registry=metrics.registry,
        ),
        Histogram(
            "steward_provider_seconds",
            "How long a provider took to answer",
            ("provider", "call"),
            buckets=SPANS,
            registry=metrics.registry,
        ),
        clock,
    )
