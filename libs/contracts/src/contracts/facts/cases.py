"""A group case (群体投诉, D-105): several tickets about one matter under a lead. Subject: `case:<uuid>`."""

from typing import Annotated, ClassVar

from pydantic import Field

from contracts.facts.fact import Fact
from contracts.identifiers import BuildingId, CaseId, SiteId, TicketId
from contracts.vocabulary import CaseCloseReason, Category, Severity

Count = Annotated[int, Field(ge=1)]


class CaseOpened(Fact):
    """Enough residents reported one matter in a short time: the tickets known so far, the lead first."""

    TYPE: ClassVar[str] = "steward.case.opened.v1"

    case: CaseId
    lead: TicketId
    members: tuple[TicketId, ...]
    site: SiteId
    building: BuildingId | None = None
    category: Category
    severity: Severity | None = None


class CaseJoined(Fact):
    """One more ticket belongs to it; `members` is how many there are now."""

    TYPE: ClassVar[str] = "steward.case.joined.v1"

    case: CaseId
    lead: TicketId
    ticket: TicketId
    site: SiteId
    members: Count


class CaseClosed(Fact):
    """It is over."""

    TYPE: ClassVar[str] = "steward.case.closed.v1"

    case: CaseId
    lead: TicketId
    site: SiteId
    members: Count
    reason: CaseCloseReason


CASE_FACTS: tuple[type[Fact], ...] = (CaseOpened, CaseJoined, CaseClosed)
