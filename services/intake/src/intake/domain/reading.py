"""From a body as it came to a `Request`, or every fault of it by name (D-109)."""

from collections.abc import Mapping

import orjson
from pydantic import ValidationError

from contracts.faults import MAX_FAULTS, Fault, faults_of
from contracts.requests import Request
from contracts.vocabulary import Language, RefusalReason

ID_LENGTH = 200


def read(body: object, key: str | None = None) -> Request | tuple[Fault, ...]:
    """The request in a parsed body; `key` is the id that came beside it and counts where the body has none."""
    if not isinstance(body, Mapping):
        return (Fault("", RefusalReason.WRONG_TYPE),)
    given = body if key is None or "id" in body else {**body, "id": key}
    try:
        return Request.model_validate_json(orjson.dumps(given))
    except ValidationError as error:
        return faults_of(error)


def id_in(body: object, key: str | None = None) -> str | None:
    """The caller's id of what may otherwise be no request, if it can be read: whoever sent it can then be answered."""
    found = body.get("id", key) if isinstance(body, Mapping) else key
    if isinstance(found, str) and 0 < len(found) <= ID_LENGTH and found.isascii() and found.isprintable():
        return None if " " in found else found
    return None


def language_in(body: object) -> Language | None:
    """The language the body asks to be answered in, if it says so where it should."""
    if not isinstance(body, Mapping):
        return None
    reporter = body.get("reporter")
    wishes = (reporter.get("language") if isinstance(reporter, Mapping) else None, body.get("language"))
    return next((language for language in Language if language in wishes), None)


def batch_faults(body: object, most: int) -> tuple[Fault, ...]:
    """What is wrong with a body that should be `{"requests": [...]}`; what is inside the list is not looked at."""
    if not isinstance(body, Mapping):
        return (Fault("", RefusalReason.WRONG_TYPE),)
    if strange := [str(name)[:100] for name in body if name != "requests"]:
        return tuple(Fault(name, RefusalReason.UNKNOWN_FIELD) for name in strange[:MAX_FAULTS])
    requests = body.get("requests")
    if not isinstance(requests, list):
        return (Fault("requests", RefusalReason.MISSING if requests is None else RefusalReason.WRONG_TYPE),)
    if not requests:
        return (Fault("requests", RefusalReason.EMPTY),)
    return (Fault("requests", RefusalReason.TOO_LONG, limit=most),) if len(requests) > most else ()
