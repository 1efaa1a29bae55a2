"""`tickets.notifications`: the ledger, every message wanted and what became of it (D-501…D-506)."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from contracts.facts.fact import Fact
from contracts.identifiers import (
    Instant,
    NotificationId,
    PersonId,
    ProviderName,
    ProviderReference,
    SealedText,
    TemplateName,
    TypeName,
    WorkOrderId,
)
from contracts.private import MessageText
from contracts.snapshot import TicketBrief
from contracts.vocabulary import Audience, Language, MessageChannel, Notice, NotSentReason, Recipient

Attempt = Annotated[int, Field(ge=1)]


class NotificationFact(Fact):
    """Something about one message to one person; `notification` is derived (`ids.notification_id`).

    `contact` is the sealed `Contact` on the first fact of a ticket's ledger: later messages take their address from
    it, as only the ticket's opening carries the report.
    """

    about: TicketBrief
    notification: NotificationId
    notice: Notice
    recipient: Recipient
    person: PersonId | None = None
    channel: MessageChannel | None = None
    contact: dict[Audience, SealedText] = Field(default_factory=dict)


class NotificationWanted(NotificationFact):
    """Somebody is owed a message. Sealed: `MessageText` as it will go out, with its address.

    `send_at` is when it should go, `expires_at` when it is too late to make sense; `fallbacks` are tried in order.
    """

    TYPE: ClassVar[str] = "steward.notification.wanted.v1"
    SEALS: ClassVar[type[BaseModel] | None] = MessageText

    language: Language
    template: TemplateName
    urgent: bool = False
    cause: TypeName | None = None
    work_order: WorkOrderId | None = None
    send_at: Instant
    expires_at: Instant | None = None
    fallbacks: tuple[MessageChannel, ...] = ()
    sealed: dict[Audience, SealedText] = Field(default_factory=dict)


class NotificationSending(NotificationFact):
    """A provider is about to be called: from here on a crash leaves it `unknown` until the provider says (rule 10).
    `unsure_at` is when it is asked, if nothing was heard of the attempt until then.
    """

    TYPE: ClassVar[str] = "steward.notification.sending.v1"

    attempt: Attempt
    provider: ProviderName
    unsure_at: Instant | None = None


class NotificationSent(NotificationFact):
    """The provider took it; `reference` is its own name for it."""

    TYPE: ClassVar[str] = "steward.notification.sent.v1"

    attempt: Attempt
    provider: ProviderName
    reference: ProviderReference | None = None


class NotificationDelivered(NotificationFact):
    """The provider says that it arrived."""

    TYPE: ClassVar[str] = "steward.notification.delivered.v1"

    provider: ProviderName
    reference: ProviderReference | None = None
    delivered_at: Instant | None = None


class NotificationDeferred(NotificationFact):
    """Not now: quiet hours, a burst, or a provider that fails; again at `until` (D-503, D-504)."""

    TYPE: ClassVar[str] = "steward.notification.deferred.v1"

    until: Instant
    reason: NotSentReason
    attempt: Attempt | None = None
    provider: ProviderName | None = None


class NotificationSuppressed(NotificationFact):
    """Not at all: opted out, anonymous, import, nothing to send to (D-502, D-504)."""

    TYPE: ClassVar[str] = "steward.notification.suppressed.v1"

    reason: NotSentReason


class NotificationFailed(NotificationFact):
    """Given up, and why; staff see it (D-503)."""

    TYPE: ClassVar[str] = "steward.notification.failed.v1"

    reason: NotSentReason
    attempts: Annotated[int, Field(ge=0)]
    provider: ProviderName | None = None


class NotificationUnknown(NotificationFact):
    """Nobody can say whether it went out; it is not sent again, but counted and shown (rule 10)."""

    TYPE: ClassVar[str] = "steward.notification.unknown.v1"

    attempt: Attempt
    provider: ProviderName
    reason: NotSentReason = NotSentReason.PROVIDER_CANNOT_SAY


NOTIFICATION_FACTS: tuple[type[Fact], ...] = (
    NotificationWanted,
    NotificationSending,
    NotificationSent,
    NotificationDelivered,
    NotificationDeferred,
    NotificationSuppressed,
    NotificationFailed,
    NotificationUnknown,
)
