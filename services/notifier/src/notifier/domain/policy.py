"""The numbers of sending (D-503, D-504), as `policy.yaml` or a property group's own file says them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from contracts.vocabulary import Notice
from estate.model import Model, Span


class Policy(Model):
    """How failures are met, how long a message makes sense, when a resident is asked how it went.

    `retry_after` are the pauses between attempts with one provider: after the last of them it is given up, and the next
    provider or channel has its turn. `unsure_after` is when an attempt of which nothing was heard counts as lost
    and its provider is asked. In its first third the call has to begin, half of it it may take, so that whoever asks
    never meets a call under way. A notice without a lifetime never expires.
    """

    unsure_after: Annotated[Span, Field(ge=timedelta(seconds=3))] = timedelta(seconds=90)
    retry_after: Annotated[tuple[Span, ...], Field(min_length=1, max_length=10)]
    urgent_retry_after: Annotated[tuple[Span, ...], Field(min_length=1, max_length=10)]
    follow_up_after: Span | None = None  # None: as soon as the resident knows that it is done
    lifetimes: Mapping[Notice, Span] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _hurries(self) -> Self:
        if self.urgent_retry_after[0] > self.retry_after[0]:
            raise ValueError("urgent_retry_after begins later than retry_after: what is urgent must not wait longer")
        return self

    @property
    def call_within(self) -> timedelta:
        """A call that did not begin within this time after it was announced is not made."""
        return self.unsure_after / 3

    @property
    def longest_call(self) -> timedelta:
        """What a call may take at most."""
        return self.unsure_after / 2

    @property
    def report_for(self) -> timedelta:
        """How long an answer is carried back while Kafka or Redis is away; then the provider is asked for it."""
        return self.unsure_after / 2

    def pauses(self, *, urgent: bool) -> tuple[timedelta, ...]:
        """The pauses between attempts with one provider."""
        return self.urgent_retry_after if urgent else self.retry_after
