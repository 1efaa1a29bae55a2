"""What one clock is allowed: limits of four sorts, when to warn, whether it pauses, how far it can be extended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from contracts.vocabulary import Clock
from estate.model import Model, Span

Share = Annotated[float, Field(gt=0, lt=1)]
_Amount = Annotated[float, Field(gt=0)]
_ELAPSED = ("days", "hours", "minutes", "seconds")
_WORKED = ("working_hours", "working_minutes")


class Limit(Model):
    """One limit: `{hours: 2, around_the_clock: true}`, `{working_days: 1}`, `{working_hours: 4}`, `{seconds: 8}`.

    `days` and `hours` run day and night and say so by `around_the_clock: true`; minutes and seconds always do.
    """

    days: _Amount | None = None
    hours: _Amount | None = None
    minutes: _Amount | None = None
    seconds: _Amount | None = None
    working_days: Annotated[int, Field(gt=0)] | None = None
    working_hours: _Amount | None = None
    working_minutes: _Amount | None = None
    end_of_working_day: bool = False  # 当日: by the closing of the working day it began on
    around_the_clock: bool = False
    warn_at: Share | None = None  # the share of the limit after which the handler is warned
    warn_after: Span | None = None  # or the time on the clock after which he is
    pauses: bool | None = None  # None: as the policy's pausing_clocks say
    cap: "Limit | None" = None  # no extension reaches past this, counted from the start

    @model_validator(mode="after")
    def _one_sort(self) -> Self:
        elapsed = any(getattr(self, unit) is not None for unit in _ELAPSED)
        worked = any(getattr(self, unit) is not None for unit in _WORKED)
        if elapsed + worked + (self.working_days is not None) + self.end_of_working_day != 1:
            raise ValueError(
                "a limit is one of: days/hours/minutes/seconds, working_days, working_hours/working_minutes, "
                "end_of_working_day"
            )
        if (self.days or self.hours) and not self.around_the_clock:
            raise ValueError("days and hours run day and night: add around_the_clock: true, or use working_hours")
        if self.around_the_clock and not elapsed:
            raise ValueError("around_the_clock goes with days, hours, minutes or seconds only")
        if self.warn_at is not None and self.warn_after is not None:
            raise ValueError("warn_at and warn_after exclude each other")
        return self

    @cached_property
    def elapsed(self) -> timedelta | None:
        """The limit's length if it runs around the clock, else None."""
        span = timedelta(**{unit: getattr(self, unit) or 0 for unit in _ELAPSED})
        return span or None

    @cached_property
    def worked(self) -> timedelta | None:
        """The limit's length in working time, else None."""
        return timedelta(hours=self.working_hours or 0, minutes=self.working_minutes or 0) or None


def _as_list(value: object) -> object:
    return [value] if isinstance(value, Mapping) else value


Limits = Annotated[tuple[Limit, ...], BeforeValidator(_as_list), Field(min_length=1)]
Table = Mapping[Clock, Limits]


@dataclass(frozen=True, slots=True)
class Target:
    """All limits that apply to one clock; the strictest counts (D-402), and which that is depends on when it starts."""

    limits: tuple[Limit, ...]
