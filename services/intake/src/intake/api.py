"""The HTTP door: one request, or up to 500 with an answer each."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel

from chassis.failures import Unavailable
from chassis.http import Caller, Detail, FieldError, Problem, field_errors, negotiate, problems
from contracts.faults import Fault
from contracts.vocabulary import Language, Mode, RefusalReason
from intake.desk import Desk, Incoming, Refused, Registered, outcome_of
from intake.domain.reading import batch_faults, id_in, language_in
from intake.metrics import IntakeMetrics
from intake.openapi import batch_schema
from intake.publishing import Publishing
from intake.senders import Sender, sender_of
from intake.spool import SpoolFull

MOST = 500
REFUSED = (
    "Refused, with each field and reason. Also where the body is as it should be but its id was used for another one "
    "(reason `different_body`, D-104): no schema can say which ids are still free"
)
CREATED = 201
REPEATED = 200
ModeHeader = Annotated[
    Mode,
    Header(alias="Steward-Mode", description="`import`: requests of the past, nobody is told (operators only)"),
]
BearerCheck = Callable[..., Awaitable[Caller]]


class Ticket(BaseModel):
    """What a request became. `answer_by`: there is a first answer by then, whatever the report turns out to be."""

    ticket: str
    number: str
    answer_by: datetime | None = None


class Item(BaseModel):
    """The answer to one request of a batch, with the status it would have had alone."""

    id: str | None = None
    status: int
    ticket: str | None = None
    number: str | None = None
    answer_by: datetime | None = None
    errors: list[FieldError] | None = None


class Items(BaseModel):
    """One answer per request, in their order."""

    requests: list[Item]


@dataclass(frozen=True, slots=True)
class Door:
    """What the routes share."""

    desk: Desk
    publishing: Publishing
    metrics: IntakeMetrics

    async def take(self, sender: Sender, incoming: Sequence[Incoming]) -> list[Registered | Refused]:
        """Answers that may be given: what is registered is on Kafka or in the spool. Raises Problem 503."""
        with _available(self.metrics):
            answers = await self.desk.take(sender, incoming)
            requests = [one.messages for one in answers if isinstance(one, Registered) and one.messages]
            if requests:
                await self.publishing.publish(requests)
        for answer in answers:
            self.metrics.requests.labels(door="http", outcome=outcome_of(answer)).inc()
        return answers


def routes(door: Door, caller_of: BearerCheck, schema: Mapping[str, Any]) -> APIRouter:
    """Both routes; `schema` is a request's in the OpenAPI document."""
    router, known = APIRouter(), Annotated[Caller, Depends(caller_of)]

    @router.post(
        "/v1/requests",
        status_code=CREATED,
        response_model=Ticket,
        responses={
            REPEATED: {"model": Ticket, "description": "The same request again"},
            **problems(400, 401, 403, 413, 415, 422, 429, 503, about={422: REFUSED}),
        },
        openapi_extra=_body(schema),
    )
    async def register(request: Request, caller: known, mode: ModeHeader = Mode.LIVE) -> Response:  # type: ignore[valid-type]
        """Register a request. Its id may come as `Idempotency-Key` instead of `id`; if both come they must agree."""
        body = _parsed(await request.body())
        language = spoken(request, body)
        incoming = Incoming(body, _agreed_key(request, body, language), mode)
        return _answer((await door.take(sender_of(caller), [incoming]))[0], language)

    @router.post(
        "/v1/requests:batch",
        response_model=Items,
        responses=problems(400, 401, 413, 415, 422, 429, 503),
        openapi_extra=_body(batch_schema(MOST)),
    )
    async def register_many(request: Request, caller: known, mode: ModeHeader = Mode.LIVE) -> Response:  # type: ignore[valid-type]
        """Register up to 500 requests, each as if it came alone; one that is refused does not hold up the others."""
        body = _parsed(await request.body())
        bodies = _several(body, spoken(request, body))
        answers = await door.take(sender_of(caller), [Incoming(each, None, mode) for each in bodies])
        pairs = zip(bodies, answers, strict=True)
        items = [_item(answer, id_in(each), spoken(request, each)) for each, answer in pairs]
        return JSONResponse({"requests": items})

    return router


def spoken(request: Request, body: object) -> Language:
    """The language of an answer: the header's, else the request's own."""
    return negotiate(request.headers.get("accept-language"), default=language_in(body) or Language.ZH_HANS)


@contextmanager
def _available(metrics: IntakeMetrics) -> Iterator[None]:
    try:
        yield
    except (Unavailable, SpoolFull) as reason:
        metrics.requests.labels(door="http", outcome="unavailable").inc()
        raise Problem(503, Detail.NOT_KEPT, headers={"Retry-After": "5"}) from reason


def _parsed(raw: bytes) -> Any:  # noqa: ANN401  any JSON
    if not raw:
        raise Problem(400, Detail.EMPTY_BODY, reason=RefusalReason.EMPTY)
    return orjson.loads(raw)


def _agreed_key(request: Request, body: object, language: Language) -> str | None:
    key = request.headers.get("idempotency-key")
    own = body.get("id") if isinstance(body, Mapping) else None
    if key is None and isinstance(body, Mapping) and "id" not in body:
        raise _unclear_id(Detail.NO_ID, RefusalReason.MISSING, language)
    if key is not None and own is not None and key != own:
        raise _unclear_id(Detail.IDS_DIFFER, RefusalReason.BAD_FORMAT, language)
    return key


def _unclear_id(detail: Detail, reason: RefusalReason, language: Language) -> Problem:
    return Problem(400, detail, errors=field_errors([Fault("id", reason)], language), language=language)


def _several(body: object, language: Language) -> list[object]:
    faults = batch_faults(body, MOST)
    if faults:
        raise Problem(422, errors=field_errors(faults, language))
    return list(body["requests"])  # type: ignore[index]  # batch_faults has looked


def _answer(answer: Registered | Refused, language: Language) -> Response:
    if isinstance(answer, Refused):
        return Problem(answer.status, errors=field_errors(answer.faults, language)).response(language)
    return JSONResponse(_ticket(answer).model_dump(mode="json"), CREATED if answer.fresh else REPEATED)


def _ticket(answer: Registered) -> Ticket:
    return Ticket(ticket=answer.ticket, number=answer.number, answer_by=answer.answer_by)


def _item(answer: Registered | Refused, own: str | None, language: Language) -> dict[str, Any]:
    if isinstance(answer, Refused):
        item = Item(id=own, status=answer.status, errors=field_errors(answer.faults, language))
    else:
        status = CREATED if answer.fresh else REPEATED
        item = Item(id=answer.request, status=status, **_ticket(answer).model_dump())
    return item.model_dump(mode="json", exclude_none=True)


def _body(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
