"""How it ends, and ends again: confirmed, disputed, closed, reopened, rated, withdrawn, erased."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from contracts.facts.fact import Act, Fact
from contracts.identifiers import PersonId
from contracts.private import Note
from contracts.vocabulary import CloseReason, EraseReason, Language, MessageChannel, ReopenReason

Stars = Annotated[int, Field(ge=1, le=5)]


class TicketConfirmed(Act):
    """The resident says it is done (D-303)."""

    TYPE: ClassVar[str] = "steward.ticket.confirmed.v1"


class TicketDisputed(Act):
    """The resident says it is not done, or not well (D-310). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.disputed.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note


class TicketClosed(Act):
    """Closed (关闭), and why. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.closed.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    reason: CloseReason


class TicketReopened(Act):
    """Worked again (D-310). `visitor` is the supervisor who is to visit the resident. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.reopened.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    reason: ReopenReason
    visitor: PersonId | None = None


class TicketRated(Act):
    """The resident rated it, 1 to 5 (D-601). Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.rated.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    stars: Stars


class TicketWithdrawn(Act):
    """The resident takes it back. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.ticket.withdrawn.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note


class TicketBeyondPowersRecorded(Act):
    """A manager recorded that it is beyond our powers: reported up, an apology, what was offered instead (D-310).

    Sealed: `Note`.
    """

    TYPE: ClassVar[str] = "steward.ticket.beyond_powers_recorded.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note

    reported_to: PersonId | None = None
    offered_instead: bool = False


class TicketErased(Act):
    """The key is gone: all sealed parts are dark for ever, the event stays (D-108)."""

    TYPE: ClassVar[str] = "steward.ticket.erased.v1"

    reason: EraseReason


class TicketKeyDestroyed(Act):
    """The key is gone wherever it was kept. `TicketErased` announced it, and it was tried until this could be said
    (D-108).
    """

    TYPE: ClassVar[str] = "steward.ticket.key_destroyed.v1"


class TicketChoiceRecorded(Act):
    """The resident chose how to be told, or not to be (D-504); the address it holds for stands on no public topic."""

    TYPE: ClassVar[str] = "steward.ticket.choice_recorded.v1"

    opted_out: bool = False
    channel: MessageChannel | None = None
    language: Language | None = None


OUTCOME_FACTS: tuple[type[Fact], ...] = (
    TicketConfirmed,
    TicketDisputed,
    TicketClosed,
    TicketReopened,
    TicketRated,
    TicketWithdrawn,
    TicketBeyondPowersRecorded,
    TicketErased,
    TicketKeyDestroyed,
    TicketChoiceRecorded,
)
