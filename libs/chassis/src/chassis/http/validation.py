"""What was wrong with a request, field by field, in the caller's language and without quoting it."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Header
from fastapi.exceptions import RequestValidationError

from chassis.http.problem import FieldError, Problem
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
MESSAGES: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        "missing": "This field is required",
        "extra_forbidden": "This field is not known; leave it out",
        "enum": "This is not one of the allowed values",
        "string_too_long": "This text is too long",
        "string_too_short": "This text is too short",
        "datetime": "This is not a date and time with its time zone",
        "": "This value is not valid here",
    },
    Language.ZH_HANS: {
        "missing": "此项为必填项",
        "extra_forbidden": "无法识别此字段，请删除",
        "enum": "该值不在允许的范围内",
        "string_too_long": "文字过长",
        "string_too_short": "文字过短",
        "datetime": "请填写带时区的日期和时间",
        "": "此项填写有误",
    },
    Language.ZH_HANT: {
        "missing": "此項為必填項目",
        "extra_forbidden": "無法識別此欄位，請刪除",
        "enum": "此項不在可選範圍內",
        "string_too_long": "文字過長",
        "string_too_short": "文字過短",
        "datetime": "請填寫連同時區的日期和時間",
        "": "此項填寫有誤",
    },
}


def field_errors(errors: Sequence[Mapping[str, Any]], language: Language, *, inside: int = 0) -> list[FieldError]:
    """Pydantic's errors as ours; the first `inside` parts of each place are left out (FastAPI's `body`)."""
    return [_field_error(each, language, inside) for each in errors]


def problem_of(error: RequestValidationError, language: Language) -> Problem:
    """422 with the fields that are wrong; 400 if it is the Idempotency-Key that is missing."""
    found = error.errors()
    no_key = any(each["type"] == "missing" and KEY_HEADER in _header(each["loc"]) for each in found)
    return Problem(400 if no_key else 422, errors=field_errors(found, language, inside=1))


def _field_error(error: Mapping[str, Any], language: Language, inside: int) -> FieldError:
    kind = str(error["type"])
    texts = MESSAGES.get(language, MESSAGES[Language.EN])
    general = "datetime" if kind.startswith(("datetime", "timezone")) else kind
    return FieldError(field=_dotted(error["loc"][inside:]), reason=kind, message=texts.get(general, texts[""]))


def _dotted(place: Sequence[int | str]) -> str:
    dotted = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return dotted.removeprefix(".")


def _header(place: Sequence[int | str]) -> str:
    return str(place[-1]).lower() if place and place[0] == "header" else ""
