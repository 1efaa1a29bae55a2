"""HTTP: one route per action on a ticket, and the ticket as it stands. The same door as the topic's (rule 5)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Header, Path, Response

from chassis.aggregate import Outcome
from chassis.clock import Clock
from chassis.decision import HTTP, Input
from chassis.http import Caller, Detail, IdempotencyKey, Problem, bearer, problems
from contracts import commands as c
from contracts.ids import subject_of
from contracts.register_number import BadNumber, parse
from contracts.snapshot import Snapshot
from contracts.vocabulary import RefusalReason
from dispatch.answers import VERSION, Answer, Standing, answer, available, etag, version_in
from dispatch.callers import acting, body_of, callers_of
from dispatch.domain.state import State
from dispatch.handlers import Noting
from estate import Estate

ANY: Final = "*"
ETAG: Final = {
    "ETag": {"description": "the ticket's sequence, for `If-Match`", "required": True, "schema": {"type": "string"}}
}
CASE_COMMANDS: Final = (c.OpenCase, c.JoinCase, c.CloseCase)
_WORDS: Final = re.compile(r"(?<!^)(?=[A-Z])")
_IDS: Final = UUID("b8a1f1f2-52a3-5d5c-9d0f-5f2f0f2a7e61")

Named = Annotated[str, Path(min_length=10, max_length=60, description="the ticket's id, or its register number")]
IfMatch = Annotated[
    str,
    Header(alias="If-Match", pattern=VERSION, description='the sequence you decided on, such as "7"; * is any'),
]
IfNoneMatch = Annotated[str, Header(alias="If-None-Match", description="the sequence you have already")]


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket that the caller may see."""

    id: str
    sequence: int
    snapshot: Snapshot


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes share."""

    noting: Noting
    estate: Estate
    clock: Clock

    async def found(self, named: str, caller: Caller) -> Found:
        """The ticket of that id or number. Problem 404 where there is none, 403 where it is another site's."""
        ticket = await self._ticket(named)
        record = await self.noting.door.record(subject_of(ticket)) if ticket else None
        state: State | None = record.state if record else None
        if ticket is None or record is None or state is None or state.snapshot is None:
            raise Problem(404, Detail.UNKNOWN_TICKET, reason=RefusalReason.UNKNOWN_TICKET)
        if not caller.may_use(state.snapshot.site):
            raise Problem(403, Detail.SITE_NOT_YOURS, reason=RefusalReason.SITE_NOT_YOURS)
        return Found(ticket, record.version, state.snapshot)

    async def _ticket(self, named: str) -> str | None:
        try:
            return str(UUID(named))
        except ValueError:
            pass  # no id: perhaps a number that somebody read out
        try:
            return await self.noting.indexes.ticket_of(parse(named))
        except BadNumber as bad:
            detail = Detail(f"number_{bad.why}")
            raise Problem(404, detail, about=bad.about, reason=RefusalReason.UNKNOWN_TICKET) from None

    async def done(self, found: Found, command: c.Command, caller: Caller, key: str, if_match: str) -> Outcome:
        """The command taken through the door. Its id is the caller's key, so the same again has the same answer."""
        now = self.clock.now()
        given = Input(
            id=str(uuid5(_IDS, f"{len(caller.id)}:{caller.id}:{found.id}:{key}")),
            type=command.TYPE,
            subject=subject_of(found.id),
            topic=HTTP,
            data=command,
            at=now,
            happened_at=now,
            if_match=version_in(if_match),
        )
        return await self.noting.handle(given)


def routes(noting: Noting, estate: Estate, clock: Clock) -> APIRouter:
    """Dispatch's routes, to be included in the service's HTTP app."""
    router, desk = APIRouter(prefix="/v1/tickets", tags=["tickets"]), Desk(noting, estate, clock)
    knows = Depends(bearer(callers_of(estate), clock))
    _add_reading(router, desk, knows)
    for name, command in actions().items():
        _add_action(router, desk, knows, name, command)
    return router


def actions() -> Mapping[str, type[c.Command]]:
    """Every action by its name in the address: `accept`, `issue-work-order`. Cases are dispatch's own affair."""
    return {action_name(command): command for command in c.COMMANDS if command not in CASE_COMMANDS}


def action_name(command: type[c.Command]) -> str:
    """`steward.ticket.accept.v1` is `accept`; with another noun than the ticket the name says it: `record-told`."""
    _, noun, wish, _ = command.TYPE.split(".")
    return wish.replace("_", "-") if noun == "ticket" else _WORDS.sub("-", command.__name__).lower()


def _add_reading(router: APIRouter, desk: Desk, knows: Any) -> None:  # noqa: ANN401  FastAPI's Depends has no type
    unchanged = {"description": "unchanged", "headers": ETAG}

    @router.get("/{ticket}", responses={200: {"headers": ETAG}, 304: unchanged, **problems(401, 403, 404, 503)})
    async def ticket_standing(
        ticket: Named, response: Response, caller: Annotated[Caller, knows], if_none_match: IfNoneMatch = ""
    ) -> Standing:
        """The ticket's public state: nothing in it names a person but staff ids."""
        found = await available(desk.found(ticket, caller))
        response.headers["ETag"] = etag(found.sequence)
        if if_none_match == etag(found.sequence):
            response.status_code = 304
        return Standing(ticket=found.id, sequence=found.sequence, snapshot=found.snapshot)


def _add_action(router: APIRouter, desk: Desk, knows: Any, name: str, command: type[c.Command]) -> None:  # noqa: ANN401
    async def act(
        ticket: Named,
        response: Response,
        caller: Annotated[Caller, knows],
        key: IdempotencyKey,
        body: Any,  # noqa: ANN401  its model is the command's, given below
        if_match: IfMatch = ANY,
    ) -> Answer:
        found = await available(desk.found(ticket, caller))
        wish = acting(command, body, caller)
        outcome = await available(desk.done(found, wish, caller, key, if_match))
        given = answer(found.id, outcome)
        response.headers["ETag"] = etag(given.sequence)
        return given

    act.__annotations__["body"] = body_of(command)
    documented: Callable[..., Any] = act
    router.add_api_route(
        f"/{{ticket}}/{name}",
        documented,
        methods=["POST"],
        operation_id=name,
        summary=(command.__doc__ or name).strip(),
        responses={200: {"headers": ETAG}, **problems(400, 401, 403, 404, 409, 413, 415, 503)},
    )
