"""One obligation: whom to tell what. Pure values between the table of obligations and the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from contracts.private import ResultText
from contracts.snapshot import Snapshot, TicketBrief
from contracts.vocabulary import Category, Language, Notice, Recipient, Slot, Subcategory
from estate import Estate
from notifier.domain.policy import Policy

Value = str | int | datetime | StrEnum | tuple[StrEnum, ...] | Mapping[Language, str] | None
"""Something a text says, before it is put into a language."""
About = Snapshot | TicketBrief


@dataclass(frozen=True, slots=True)
class Party:
    """Who is told: the resident (no id), one of the staff, or a contractor's desk."""

    recipient: Recipient
    person: str | None = None
    department: str | None = None

    @property
    def key(self) -> str:
        """What tells the recipients of one fact apart."""
        return self.person or self.department or self.recipient.value


RESIDENT = Party(Recipient.RESIDENT)


def staff(person: str) -> Party:
    """One of the staff."""
    return Party(Recipient.STAFF, person=person)


def desk(department: str) -> Party:
    """A contractor's desk."""
    return Party(Recipient.STAFF, department=department)


@dataclass(frozen=True, slots=True)
class Owed:
    """Somebody is to be told something. `says` are the values of its text besides the ticket's own."""

    notice: Notice
    to: Party
    says: Mapping[str, Value] = field(default_factory=dict)
    urgent: bool = False
    work_order: str | None = None
    after: timedelta = timedelta(0)
    expires_at: datetime | None = None


def matter_words(snapshot: Snapshot, n: int | None) -> dict[str, Value]:
    """What one of several matters is about, in place of what the whole ticket is (D-206)."""
    matter = next((one for one in snapshot.matters if one.n == n), None)
    if matter is None:
        return {}
    return {"what": matter.category if matter.subcategory in {None, Subcategory.OTHER} else matter.subcategory}


def triage_words(snapshot: Snapshot) -> dict[str, Value]:
    """Why a person must classify it, and the categories that are nearest; nothing of a ticket that is classified."""
    nearest = tuple(Category(one.value) for one in snapshot.candidates if one.slot is Slot.CATEGORY)
    return {"triage": snapshot.triage, "candidates": nearest}


@dataclass(frozen=True, slots=True)
class Ground:
    """What an obligation is judged on besides the fact: who is there, the numbers, the time, the opened parts."""

    estate: Estate
    policy: Policy
    now: datetime
    task: str | None = None
    result: ResultText = ResultText()  # noqa: RUF009  a frozen value
