"""The shapes of a fact: something that happened, and something that happened in a ticket's life."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field

from contracts.identifiers import SYSTEM, PersonId, SealedText
from contracts.message import Message
from contracts.snapshot import Snapshot
from contracts.vocabulary import Audience


class Fact(Message):
    """Something that happened, in the past tense: `steward.<noun>.<past tense>.v1`.

    Readers are tolerant: a field they do not know is ignored, so a field with a default may be added at any time.
    Public fields are ids, closed enums, numbers and instants; free text exists only sealed, as the model that `SEALS`
    names (D-108).
    """

    model_config = ConfigDict(extra="ignore")

    TYPE: ClassVar[str]
    SEALS: ClassVar[type[BaseModel] | None] = None


class LifecycleFact(Fact):
    """Something that happened to a ticket.

    `snapshot` is the ticket's public state *after* this fact, so a reader never needs a second topic. `sealed` holds
    what is private, one part per audience (`sealing.seal`).
    """

    snapshot: Snapshot
    sealed: dict[Audience, SealedText] = Field(default_factory=dict)


class Act(LifecycleFact):
    """Something that somebody did to a ticket: `by` is staff, `RESIDENT` or `SYSTEM`."""

    by: PersonId = SYSTEM
