"""A wish that was not granted is a fact too."""

from typing import ClassVar

from contracts.facts.fact import Fact
from contracts.identifiers import CommandId, PersonId, Sequence, TypeName
from contracts.snapshot import Snapshot
from contracts.vocabulary import RefusalReason


class CommandRefused(Fact):
    """A command could not be obeyed: which, why, and where the subject stood (`current_sequence`, 0 where it is
    unknown).
    """

    TYPE: ClassVar[str] = "steward.command.refused.v1"

    command: CommandId
    command_type: TypeName
    by: PersonId | None = None
    reason: RefusalReason
    current_sequence: Sequence = 0
    snapshot: Snapshot | None = None


REFUSAL_FACTS: tuple[type[Fact], ...] = (CommandRefused,)
