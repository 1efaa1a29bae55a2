"""What every provider can do, and the message it is given."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.vocabulary import Language, MessageChannel
from notifier.domain.outcomes import AskOutcome, SendOutcome


@dataclass(frozen=True, slots=True)
class Message:
    """One message for one person. `reference` is our name for it, the same at every attempt and with every provider.

    `sender` is the name it goes out under, `begun_at` and `at` when its first attempt and this one began.
    """

    reference: str
    channel: MessageChannel
    to: str
    title: str | None
    body: str
    language: Language
    sender: str
    sender_address: str
    begun_at: datetime
    at: datetime


class Provider(Protocol):
    """A service that carries messages on one channel. Neither call raises for what the provider or the line does."""

    @property
    def name(self) -> str:
        """Its name in the ledger."""
        ...

    async def send(self, message: Message) -> SendOutcome:
        """Hand a message over, once."""
        ...

    async def ask(self, message: Message) -> AskOutcome:
        """Whether a message with this reference was taken, whenever that was."""
        ...
