"""Facts."""

from contracts.facts.fact import Fact, LifecycleFact

FACTS: tuple[type[Fact], ...] = ()

__all__ = ["FACTS", "Fact", "LifecycleFact"]
