"""Who a request is: (source, id); and by what "same id, other body" is known (D-104)."""

from dataclasses import dataclass
from datetime import datetime

import orjson

from contracts.ids import ticket_id
from contracts.requests import Request
from contracts.sealing import keyed_hash
from contracts.vocabulary import Mode


@dataclass(frozen=True, slots=True)
class Entry:
    """What the register keeps of a request: nothing that says anything about a person."""

    fingerprint: str
    number: str
    accepted_at: datetime
    mode: Mode


def ticket_of(source: str, request: Request) -> str:
    """The ticket a caller's request becomes, or became."""
    return ticket_id(source, request.id)


def fingerprint(installation_key: bytes, request: Request) -> str:
    """HMAC of the body in one canonical form: key order, offsets of instants and null fields make no difference."""
    body = request.model_dump(mode="json", exclude_none=True, exclude={"id"})
    return keyed_hash(installation_key, "request", orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode())
