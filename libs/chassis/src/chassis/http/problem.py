"""Errors as RFC 9457 documents: one shape for every answer that is not a success."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import orjson
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

from chassis.http.detail import Detail, in_words
from contracts.vocabulary import Language, RefusalReason

MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    """What is wrong with one field: where it is (`reporter.phone`), why (a closed word), and a sentence."""

    model_config = ConfigDict(frozen=True)

    field: str
    reason: str
    message: str


class ProblemBody(BaseModel):
    """The document of an error."""

    model_config = ConfigDict(frozen=True, title="Problem")

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    instance: str | None = None
    errors: list[FieldError] = []


class Problem(Exception):  # noqa: N818  RFC 9457's word
    """Raise it anywhere below a route to answer with `status` and a problem document.

    `detail` is said in the language of whoever asked (`language`, where the route knows better than the headers), with
    `about` filled in; a text is said as it is. With a `reason` the detail is also the error of the request as a whole.
    """

    def __init__(
        self,
        status: int,
        detail: Detail | str | None = None,
        *,
        about: Mapping[str, object] | None = None,
        reason: RefusalReason | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        instance: str | None = None,
        language: Language | None = None,
    ) -> None:
        self.status = status
        self.headers = dict(headers or {})
        self._detail, self._about, self._reason = detail, dict(about or {}), reason
        self._errors, self._instance, self._language = list(errors), instance, language
        super().__init__(f"{status} {HTTPStatus(status).phrase}")

    def body(self, language: Language) -> ProblemBody:
        """The document, as somebody reads it who speaks `language`."""
        language = self._language or language
        detail = in_words(self._detail, language, self._about) if isinstance(self._detail, Detail) else self._detail
        whole = [FieldError(field="", reason=self._reason.value, message=detail or "")] if self._reason else []
        return ProblemBody(
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            detail=detail,
            instance=self._instance,
            errors=[*whole, *self._errors],
        )

    def response(self, language: Language) -> Response:
        """The answer that carries this problem."""
        document = self.body(language).model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        return Response(orjson.dumps(document), self.status, self.headers, MEDIA_TYPE)


_HEADERS: Final[Mapping[int, tuple[str, str]]] = {
    401: ("WWW-Authenticate", "how to say who calls"),
    429: ("Retry-After", "seconds until the next call may come"),
    503: ("Retry-After", "seconds until it is worth coming again"),
}


def problems(*statuses: int, about: Mapping[int, str] | None = None) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: documents these statuses as problem documents, with the headers they carry.

    `about` says of a status what its phrase does not.
    """
    told = {status: HTTPStatus(status).phrase for status in statuses} | dict(about or {})
    return {status: _documented(text) | _headers(status) for status, text in told.items()}


def any_problem() -> dict[int | str, dict[str, Any]]:
    """For an app's `responses=`: whatever else is answered is a problem document too."""
    return {**problems(422), "default": _documented("Any other error")}


def _headers(status: int) -> dict[str, Any]:
    if status not in _HEADERS:
        return {}
    name, about = _HEADERS[status]
    return {"headers": {name: {"description": about, "required": True, "schema": {"type": "string"}}}}


def _documented(description: str) -> dict[str, Any]:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
