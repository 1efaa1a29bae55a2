"""The two compacted private topics: `tickets.keys` and `people.choices`. A record without value takes the one before
it back.
"""

from typing import ClassVar

from contracts.facts.fact import Fact
from contracts.identifiers import Digest, Instant, SealedText, TicketId
from contracts.vocabulary import Language, MessageChannel


class KeyIssued(Fact):
    """A ticket's key, wrapped under the installation's master key (`sealing.wrap_key`)."""

    TYPE: ClassVar[str] = "steward.key.issued.v1"

    ticket: TicketId
    wrapped: SealedText


class ChoiceRecorded(Fact):
    """What the holder of an address chose (D-504); the address stands only as its HMAC (`sealing.address_hash`)."""

    TYPE: ClassVar[str] = "steward.choice.recorded.v1"

    address: Digest
    opted_out: bool = False
    channel: MessageChannel | None = None
    language: Language | None = None
    chosen_at: Instant


KEY_FACTS: tuple[type[Fact], ...] = (KeyIssued,)
CHOICE_FACTS: tuple[type[Fact], ...] = (ChoiceRecorded,)
