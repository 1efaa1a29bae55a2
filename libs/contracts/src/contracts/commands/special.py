"""Wishes of the side processes: paid service (D-309), disputes (D-308), suggestions (D-311). Amounts are in
hundredths.
"""

from typing import Annotated, ClassVar

from pydantic import ConfigDict, Field

from contracts.commands.command import Command, NotedCommand
from contracts.identifiers import Cents, CurrencyCode, DepartmentId, Month, PersonId, WrittenInstant
from contracts.private import Line, QuoteLine, Text
from contracts.vocabulary import (
    BasisOfPrice,
    MediationOutcome,
    MediationStep,
    Payment,
    PaymentTime,
    ServiceRefusalReason,
)


class OfferedLine(QuoteLine):
    """One line of the price; an unknown field is refused."""

    model_config = ConfigDict(extra="forbid")


class OfferQuote(Command):
    """Offer a price; its lines must add up to the amount."""

    TYPE: ClassVar[str] = "steward.quote.offer.v1"

    amount: Cents
    currency: CurrencyCode
    basis: BasisOfPrice
    lines: Annotated[tuple[OfferedLine, ...], Field(max_length=100)] = ()
    valid_until: WrittenInstant | None = None


class ApproveQuote(Command):
    """A supervisor approves a price made by hand."""

    TYPE: ClassVar[str] = "steward.quote.approve.v1"


class ConfirmQuote(Command):
    """The resident agrees to the price."""

    TYPE: ClassVar[str] = "steward.quote.confirm.v1"


class DeclineQuote(NotedCommand):
    """The resident or the supervisor does not agree."""

    TYPE: ClassVar[str] = "steward.quote.decline.v1"


class RefuseService(Command):
    """Out of scope: say why, and what else."""

    TYPE: ClassVar[str] = "steward.service.refuse.v1"

    reason: ServiceRefusalReason
    explanation: Text
    alternative: Text | None = None


class RecordCharge(Command):
    """What is to be paid, how and when."""

    TYPE: ClassVar[str] = "steward.charge.record.v1"

    amount: Cents
    currency: CurrencyCode
    payment: Payment
    when: PaymentTime
    collected_by: DepartmentId | None = None
    signed_by: tuple[PersonId, ...] = ()
    signature: Line | None = None
    billed_in: Month | None = None


class _MediationCommand(Command):
    present: Annotated[tuple[Line, ...], Field(max_length=50)] = ()
    condition: Text | None = None
    outcome_text: Text | None = None


class OpenMediation(_MediationCommand):
    """Run the dispute as mediation from this step on."""

    TYPE: ClassVar[str] = "steward.mediation.open.v1"

    step: MediationStep = MediationStep.NEGOTIATION
    with_company: bool = False


class RecordMediationStep(_MediationCommand):
    """One step was taken; litigation needs the lawyer's opinion."""

    TYPE: ClassVar[str] = "steward.mediation.record_step.v1"

    step: MediationStep
    outcome: MediationOutcome
    legal_opinion: Text | None = None


class CloseMediation(_MediationCommand):
    """It is over."""

    TYPE: ClassVar[str] = "steward.mediation.close.v1"

    outcome: MediationOutcome


class AdoptSuggestion(NotedCommand):
    """Adopt it."""

    TYPE: ClassVar[str] = "steward.suggestion.adopt.v1"


class PlanSuggestion(NotedCommand):
    """Plan it for later."""

    TYPE: ClassVar[str] = "steward.suggestion.plan.v1"

    planned_for: WrittenInstant | None = None


class DeclineSuggestion(NotedCommand):
    """Decline it, with thanks."""

    TYPE: ClassVar[str] = "steward.suggestion.decline.v1"


class PublishSuggestion(Command):
    """Put the measure up for all to see, without personal data."""

    TYPE: ClassVar[str] = "steward.suggestion.publish.v1"

    notice: Text


class CommendAuthor(NotedCommand):
    """Commend its author; only with their consent."""

    TYPE: ClassVar[str] = "steward.author.commend.v1"

    with_consent: bool
