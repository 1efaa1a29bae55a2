"""Paid service (D-309): quote, confirmation, charge, a month's summary and bills. Amounts are in hundredths."""

from typing import Annotated, ClassVar

from pydantic import BaseModel, Field

from contracts.facts.fact import Act, Fact
from contracts.identifiers import Cents, CurrencyCode, DepartmentId, Instant, Month, PersonId, SiteId
from contracts.private import Note, QuoteText, Signature
from contracts.vocabulary import BasisOfPrice, Payment, PaymentTime, ServiceRefusalReason

Count = Annotated[int, Field(ge=0)]


class QuoteOffered(Act):
    """A price was offered. Sealed: `QuoteText`, for handlers and resident."""

    TYPE: ClassVar[str] = "steward.quote.offered.v1"
    SEALS: ClassVar[type[BaseModel] | None] = QuoteText

    amount: Cents
    currency: CurrencyCode
    basis: BasisOfPrice
    needs_approval: bool = False
    valid_until: Instant | None = None


class QuoteApproved(Act):
    """A supervisor approved a price made by hand."""

    TYPE: ClassVar[str] = "steward.quote.approved.v1"

    amount: Cents
    currency: CurrencyCode


class QuoteConfirmed(Act):
    """The resident agreed to the price."""

    TYPE: ClassVar[str] = "steward.quote.confirmed.v1"

    amount: Cents
    currency: CurrencyCode


class QuoteDeclined(Act):
    """The resident, or the supervisor, did not agree. Sealed: `Note`."""

    TYPE: ClassVar[str] = "steward.quote.declined.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Note


class ServiceRefused(Act):
    """Out of scope: the reason and an alternative (sealed: `QuoteText`)."""

    TYPE: ClassVar[str] = "steward.service.refused.v1"
    SEALS: ClassVar[type[BaseModel] | None] = QuoteText

    reason: ServiceRefusalReason
    alternative_offered: bool = False


class ChargeRecorded(Act):
    """What is to be paid, how and when, for the department that collects it. Sealed: `Signature`."""

    TYPE: ClassVar[str] = "steward.charge.recorded.v1"
    SEALS: ClassVar[type[BaseModel] | None] = Signature

    amount: Cents
    currency: CurrencyCode
    payment: Payment
    when: PaymentTime
    collected_by: DepartmentId | None = None
    signed_by: tuple[PersonId, ...] = ()
    billed_in: Month | None = None


class ChargesSummarised(Fact):
    """A site's charges of a month were summed up, due by the 25th. Subject: `site:<site>/<month>`."""

    TYPE: ClassVar[str] = "steward.charges.summarised.v1"

    site: SiteId
    month: Month
    charges: Count
    amount: Cents
    currency: CurrencyCode


class BillsIssued(Fact):
    """A site's bills of a month went out, due by its last day. Subject: `site:<site>/<month>`."""

    TYPE: ClassVar[str] = "steward.bills.issued.v1"

    site: SiteId
    month: Month
    bills: Count
    amount: Cents
    currency: CurrencyCode


MONEY_FACTS: tuple[type[Fact], ...] = (
    QuoteOffered,
    QuoteApproved,
    QuoteConfirmed,
    QuoteDeclined,
    ServiceRefused,
    ChargeRecorded,
    ChargesSummarised,
    BillsIssued,
)
