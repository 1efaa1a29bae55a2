"""The two shapes of a fact: something that happened, and something that happened in a ticket's life."""

from typing import ClassVar

from pydantic import ConfigDict, Field

from contracts.identifiers import SealedText
from contracts.message import Message
from contracts.snapshot import Snapshot
from contracts.vocabulary import Audience


class Fact(Message):
    """Something that happened, in the past tense: `steward.<noun>.<past tense>.v1`.

    Readers are tolerant: a field they do not know is ignored, so a field with a default may be added at any time.
    """

    model_config = ConfigDict(extra="ignore")

    TYPE: ClassVar[str]


class LifecycleFact(Fact):
    """Something that happened to a ticket.

    `snapshot` is the ticket's public state *after* this fact, so a reader never needs a second topic. `sealed` holds
    what is private, one part per audience (`sealing.seal`); every other field is an id, a closed enum, a number or an
    instant (D-108).
    """

    snapshot: Snapshot
    sealed: dict[Audience, SealedText] = Field(default_factory=dict)
