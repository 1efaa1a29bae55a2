"""What is wrong with a body, field by field, in the words of `RefusalReason` (D-109); sentences are the caller's
language's.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import ValidationError

from contracts.vocabulary import RefusalReason

MAX_FAULTS: Final = 20
_MAX_FIELD = 120

_REASONS: Final = {
    "missing": RefusalReason.MISSING,
    "extra_forbidden": RefusalReason.UNKNOWN_FIELD,
    "string_too_long": RefusalReason.TOO_LONG,
    "too_long": RefusalReason.TOO_LONG,
    "too_short": RefusalReason.EMPTY,
    "enum": RefusalReason.NOT_IN_SET,
    "literal_error": RefusalReason.NOT_IN_SET,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: the field as `reporter.phone` ("" is the whole body), why, the limit it broke or what is
    allowed.
    """

    field: str
    reason: RefusalReason
    limit: int | None = None
    allowed: str | None = None


def faults_of(error: ValidationError) -> tuple[Fault, ...]:
    """At most `MAX_FAULTS` faults of a failed validation, without the input that caused them."""
    return tuple(fault_of(detail) for detail in error.errors(include_url=False)[:MAX_FAULTS])


def fault_of(detail: Mapping[str, Any], *, inside: int = 0) -> Fault:
    """One of pydantic's error details as a fault; the first `inside` parts of its place are left out."""
    context = detail.get("ctx") or {}
    return Fault(
        field=".".join(str(part) for part in detail["loc"][inside:])[:_MAX_FIELD],
        reason=_reason(detail["type"], detail.get("input")),
        limit=context.get("max_length"),
        allowed=context.get("expected"),
    )


def _reason(kind: str, value: Any) -> RefusalReason:  # noqa: ANN401  it is whatever the caller sent
    if isinstance(value, str) and not value.strip():
        return RefusalReason.EMPTY
    if found := _REASONS.get(kind):
        return found
    return RefusalReason.WRONG_TYPE if kind.endswith("_type") else RefusalReason.BAD_FORMAT
