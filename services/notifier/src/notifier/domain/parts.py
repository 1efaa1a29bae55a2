"""Sealed parts opened, where there is one and the ticket still has its key (D-108)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from contracts.private import Contact, Private
from contracts.requests import Report
from contracts.sealing import open_part, seal_part
from contracts.snapshot import Snapshot, TicketBrief, brief_of
from contracts.vocabulary import Audience
from notifier.domain.owed import About

M = TypeVar("M", bound=Private | Report)


@dataclass(frozen=True, slots=True)
class Ticket:
    """The ticket an obligation is about: its public state, its key if it still has one, the opened contact."""

    subject: str
    about: About
    key: bytes | None
    contact: Contact | None = None

    @property
    def brief(self) -> TicketBrief:
        """What own facts carry of it."""
        return brief_of(self.about) if isinstance(self.about, Snapshot) else self.about

    def seal(self, part: Private, audience: Audience) -> dict[Audience, str]:
        """A private model for one audience; nothing where the key is gone."""
        return seal_part(self.key, self.subject, part, audience) if self.key else {}


def opened(
    model: type[M], key: bytes | None, subject: str, parts: Mapping[Audience, str], *audiences: Audience
) -> M | None:
    """The first of these audiences' parts that is there; None where there is none or the key is gone.

    Raises SealBroken for a part that was altered: the message that brought it can never be handled.
    """
    audience = next((one for one in audiences if one in parts), None)
    if key is None or audience is None:
        return None
    return open_part(model, key, subject, audience, parts)
