"""The shape of a command: a wish of a person about a subject, which dispatch grants or refuses.

Its subject is the event's (`ticket:<uuid>`, `case:<uuid>`), never a field. Free text in it is plain:
`tickets.commands` and its dead letters are private and kept for a week (design.md, Personal data is sealed).
"""

from typing import ClassVar

from pydantic import ConfigDict

from contracts.identifiers import PersonId, WrittenInstant
from contracts.message import Message
from contracts.private import Text


class Command(Message):
    """A wish: `steward.<noun>.<imperative>.v1`. `by` is a person of the estate, `RESIDENT` or `SYSTEM`; roles are
    looked up.

    `happened_at` is when it was done, if that was earlier than when it is told (a phone call entered in the evening).
    An unknown field is refused: a wish that is only half understood must not be half granted.
    """

    model_config = ConfigDict(extra="forbid")

    TYPE: ClassVar[str]

    by: PersonId
    happened_at: WrittenInstant | None = None


class NotedCommand(Command):
    """A wish to which its author may add words."""

    note: Text | None = None
