"""Errors as RFC 9457 documents: one shape for every answer that is not a success."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    """What is wrong with one field: where it is (`reporter.phone`, `[3].site`), why (a closed word), and a sentence."""

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
    """Raise it anywhere below a route to answer with `status` and a problem document."""

    def __init__(
        self,
        status: int,
        title: str | None = None,
        detail: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        instance: str | None = None,
    ) -> None:
        self.body = ProblemBody(
            title=title or HTTPStatus(status).phrase,
            status=status,
            detail=detail,
            errors=list(errors),
            instance=instance,
        )
        self.headers = dict(headers or {})
        super().__init__(f"{status} {self.body.title}")

    def response(self) -> Response:
        """The answer that carries this problem."""
        content = orjson.dumps(self.body.model_dump(mode="json", exclude_none=True, exclude_defaults=True))
        return Response(content, self.body.status, self.headers, MEDIA_TYPE)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For a route's `responses=`: documents these statuses as problem documents."""
    return {status: _documented(HTTPStatus(status).phrase) for status in statuses}


def any_problem() -> dict[int | str, dict[str, Any]]:
    """For an app's `responses=`: whatever else is answered is a problem document too."""
    return {**problems(422), "default": _documented("Any other error")}


def _documented(description: str) -> dict[str, Any]:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
