"""What ops see of the rules (D-607). Labels are the vocabulary's and the book's: closed and few."""

from dataclasses import dataclass

import structlog
from prometheus_client import CollectorRegistry, Counter

from classifier.domain.verdict import DecidedBy, Verdict

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rules:
    """Verdicts by category and by how they came about."""

    verdicts: Counter  # category
    triage: Counter  # reason
    by_evaluator: Counter
    engines_died: Counter
    failed: Counter
    reloads: Counter
    reloads_refused: Counter

    def lost(self, book: str) -> None:
        """Count and tell an engine that failed."""
        self.engines_died.inc()
        log.error("engine_died", book=book)

    def count(self, verdict: Verdict) -> None:
        """Count one verdict."""
        self.verdicts.labels(category=verdict.category or "none").inc()
        if verdict.needs_triage:
            self.triage.labels(reason=verdict.needs_triage.value).inc()
        if verdict.decided_by is DecidedBy.EVALUATOR:
            self.by_evaluator.inc()


def create_rules_metrics(registry: CollectorRegistry) -> Rules:
    """The classifier's own metrics, in the process' registry."""
    return Rules(
        verdicts=Counter("steward_verdicts", "Messages classified", ("category",), registry=registry),
        triage=Counter("steward_triage", "Messages given to a person", ("reason",), registry=registry),
        by_evaluator=Counter(
            "steward_verdicts_by_evaluator", "Verdicts without the engine, because it died", registry=registry
        ),
        engines_died=Counter("steward_engines_died", "Engines that failed and were replaced", registry=registry),
        failed=Counter(
            "steward_classification_failed", "Messages given to a person because we failed", registry=registry
        ),
        reloads=Counter("steward_rules_reloads", "Rule books that went live without a restart", registry=registry),
        reloads_refused=Counter("steward_rules_reloads_refused", "Rule books refused on reload", registry=registry),
    )
