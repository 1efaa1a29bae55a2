"""The shapes of everything public that is not a number, an enum or an instant: ids, names of rules and references.

A public field is never free text (D-108). Each string type here has a pattern that leaves no room for a sentence: no
blanks, no Chinese, a bounded length. `tests/contract/contracts` walks all public facts and refuses a `str` without
one.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

UUID_PATTERN: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
NAME_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._\-]*$"
RULE_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9._:/@+\-]*$"
MONTH_PATTERN: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])$"

_RFC3339 = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII
)


def _as_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError:  # pydantic answers a ValueError only; this one would reach whoever reads the topic
        raise ValueError("the instant lies outside the years 1 to 9999 in UTC") from None


def _only_rfc3339(value: object) -> object:
    """Pydantic alone would take `"5"` or `5` for five seconds after 1970."""
    if isinstance(value, datetime) or (isinstance(value, str) and _RFC3339.fullmatch(value)):
        return value
    raise ValueError("write an instant as RFC 3339 with its offset, such as 2026-11-24T09:30:00+08:00")


Instant = Annotated[AwareDatetime, AfterValidator(_as_utc)]
"""An aware instant in UTC; JSON holds it as RFC 3339."""

WrittenInstant = Annotated[Instant, BeforeValidator(_only_rfc3339, json_schema_input_type=AwareDatetime)]
"""An instant that somebody outside wrote: only RFC 3339 with an offset, no bare numbers."""

TicketId = Annotated[str, Field(pattern=UUID_PATTERN)]
EventId = Annotated[str, Field(pattern=UUID_PATTERN)]
NotificationId = Annotated[str, Field(pattern=UUID_PATTERN)]
CaseId = Annotated[str, Field(pattern=UUID_PATTERN)]
CommandId = Annotated[str, Field(pattern=r"^[\x21-\x7e]+$", max_length=128)]
"""The `ce_id` a caller gave a command: any word, no blanks."""
WorkOrderId = Annotated[str, Field(pattern=UUID_PATTERN.removesuffix("$") + r"/[1-9][0-9]{0,3}$")]
TicketNumber = Annotated[str, Field(pattern=r"^[0-9A-HJKMNP-TV-Z]{10}$")]
SiteId = Annotated[str, Field(pattern=NAME_PATTERN, max_length=64)]
BuildingId = Annotated[str, Field(pattern=NAME_PATTERN, max_length=64)]
DepartmentId = Annotated[str, Field(pattern=NAME_PATTERN, max_length=64)]
PersonId = Annotated[str, Field(pattern=NAME_PATTERN, max_length=64)]
"""A person's id in the estate, or one of `RESIDENT` and `SYSTEM`. Never a name."""
ProviderName = Annotated[str, Field(pattern=NAME_PATTERN, max_length=64)]
ProviderReference = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/@+^=\-]*$", max_length=128)]
"""A provider's own name for a message; some write `134523^4351232`."""
SourceName = Annotated[str, Field(pattern=NAME_PATTERN, max_length=64)]
TemplateName = Annotated[str, Field(pattern=RULE_PATTERN, max_length=128)]
RuleName = Annotated[str, Field(pattern=RULE_PATTERN, max_length=128)]
BookVersion = Annotated[str, Field(pattern=RULE_PATTERN, max_length=64)]
TypeName = Annotated[str, Field(pattern=r"^steward(\.[a-z][a-z0-9_]*){2}\.v[1-9][0-9]*$", max_length=128)]
Month = Annotated[str, Field(pattern=MONTH_PATTERN)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""SHA-256, or an HMAC with it, in hexadecimal."""
SealedText = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
"""What `sealing.seal` made: base64 of version, nonce and ciphertext."""
CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
Cents = Annotated[int, Field(ge=0, le=10**12)]
"""Money in the currency's hundredth: 12.50 is 1250."""
Sequence = Annotated[int, Field(ge=0)]

RESIDENT: Final = "resident"
"""`by` when the resident acted: who that is stands only in the sealed report."""
SYSTEM: Final = "system"
"""`by` when no person acted."""
