"""Ladders: who is called after a breach, one rung after the other, until somebody acknowledges (D-407)."""

from itertools import pairwise
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.vocabulary import Category, Function, Kind, Role, Severity
from estate.model import Id, Model, Span


class Rung(Model):
    """One level: whom to call, and how long to wait for an acknowledgement before the next (around the clock)."""

    level: Annotated[int, Field(ge=1)]
    roles: tuple[Role, ...] = ()
    people: tuple[Id, ...] = ()
    wait: Span | None = None  # None only on the last rung

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not self.roles and not self.people:
            raise ValueError("a rung names roles or people")
        return self


class Ladder(Model):
    """Rungs from level 1 upwards; `tell` are the functions told at each level (customer service, D-407)."""

    id: Id
    rungs: tuple[Rung, ...] = Field(min_length=1)
    tell: tuple[Function, ...] = ()

    @model_validator(mode="after")
    def _climbable(self) -> Self:
        levels = [rung.level for rung in self.rungs]
        if levels != list(range(1, len(levels) + 1)):
            raise ValueError(f"levels are 1, 2, 3 … in order, not {levels}")
        for lower, upper in pairwise(self.rungs):
            if lower.wait is None:
                raise ValueError(f"rung {lower.level} has no wait, so rung {upper.level} would never be called")
        if self.rungs[-1].wait is not None:
            raise ValueError(f"the last rung ({levels[-1]}) has a wait, but nobody stands above it")
        return self


class LadderChoice(Model):
    """Which ladder such tickets climb; what is not named fits everything. The first choice that fits counts."""

    ladder: Id
    kinds: frozenset[Kind] = frozenset()
    categories: frozenset[Category] = frozenset()
    severities: frozenset[Severity] = frozenset()


def fits(choice: LadderChoice, kind: Kind | None, category: Category | None, severity: Severity | None) -> bool:
    """Whether a choice is meant for such a ticket."""
    return (
        (not choice.kinds or kind in choice.kinds)
        and (not choice.categories or category in choice.categories)
        and (not choice.severities or severity in choice.severities)
    )
