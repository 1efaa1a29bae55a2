"""An estate as written: each part with the place it was read from, so that a cross-check can point at the line."""

from dataclasses import dataclass
from typing import Generic

from estate.calendars import CalendarSpec
from estate.callers import Callers
from estate.ladders import Ladder
from estate.places import Group, Site
from estate.policies import Policy
from estate.sources import M, Problem, Source, Step, Where


@dataclass(frozen=True, slots=True)
class Located(Generic[M]):
    """A model, the file it stands in, and where in it."""

    value: M
    source: Source
    where: Where

    def problem(self, reason: str, *steps: Step) -> Problem:
        """A problem at a place inside this model."""
        return self.source.problem((*self.where, *steps), reason)


@dataclass(frozen=True, slots=True)
class Written:
    """All files of an estate."""

    group: Located[Group]
    callers: Located[Callers]
    sites: tuple[Located[Site], ...]
    calendars: tuple[Located[CalendarSpec], ...]
    ladders: tuple[Located[Ladder], ...]
    policies: tuple[Located[Policy], ...]

    @property
    def places(self) -> tuple[Located[Group] | Located[Site], ...]:
        """The group and its sites: what has departments, people and a table."""
        return (self.group, *self.sites)
