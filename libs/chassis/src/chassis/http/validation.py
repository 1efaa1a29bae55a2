"""What was wrong with a request, field by field, in the caller's language and without quoting it."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import Header
from fastapi.exceptions import RequestValidationError

from chassis.http.problem import FieldError, Problem
from contracts.faults import MAX_FAULTS, Fault, fault_of
from contracts.saying import said
from contracts.vocabulary import Language

KEY_HEADER = "idempotency-key"
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="The caller's own id of this request: the same key again is the same request",
    ),
]


def field_errors(faults: Iterable[Fault], language: Language) -> list[FieldError]:
    """Faults as the caller reads them."""
    return [FieldError(field=one.field, reason=one.reason.value, message=said(one, language)) for one in faults]


def problem_of(error: RequestValidationError, language: Language) -> Problem:
    """422 with the fields that are wrong; 400 if it is the Idempotency-Key that is missing."""
    found = error.errors()
    no_key = any(each["type"] == "missing" and KEY_HEADER in _header(each["loc"]) for each in found)
    faults = [fault_of(each, inside=1) for each in found[:MAX_FAULTS]]  # FastAPI puts body, query or header before it
    return Problem(400 if no_key else 422, errors=field_errors(faults, language))


def _header(place: Sequence[int | str]) -> str:
    return str(place[-1]).lower() if place and place[0] == "header" else ""
