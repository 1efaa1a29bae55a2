"""The bodies as the OpenAPI document tells them: the contract's own schema, inlined, with the estate's sites.

What the document allows, intake takes; intake takes a little more (other ways of writing a telephone number or naming a
building). So whoever believes the document, a fuzzer for one, is never refused, unless it uses an id twice (D-104).
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from phonenumbers import PhoneMetadata

from contracts.requests import Request
from estate import Estate

VARIANTS = 100
"""So many sites are told with their buildings; beyond that the document would be nothing else."""
ID = "the caller's own, a new one for each request: the same again is the same request, with another body it is refused"
EAST = timedelta(hours=14)
_TIME = r"T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])"
_DAY = r"((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"


def request_schema(estate: Estate) -> dict[str, Any]:
    """The schema of one request. The instants in it are open to any past: see `until`."""
    whole = Request.model_json_schema(mode="validation")
    schema: dict[str, Any] = inlined({k: v for k, v in whole.items() if k != "$defs"}, whole.get("$defs", {}))
    schema["properties"]["id"]["description"] = ID
    schema["properties"]["site"] = {"type": "string", "enum": sorted(estate.sites)}
    schema["properties"]["reporter"]["anyOf"][0]["properties"]["phone"]["anyOf"][0] = _phone(estate)
    if len(estate.sites) <= VARIANTS:
        schema["anyOf"] = [_at(site.id, [one.id for one in site.buildings]) for site in estate.sites.values()]
    return schema


def until(schema: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The same schema with its instants bounded by the day on which it is asked for."""
    bounds = {"type": "string", "pattern": past(now), "description": "RFC 3339 with an offset; not in the future"}
    for name in ("received_at", "occurred_at"):
        schema["properties"][name] = {"anyOf": [bounds, {"type": "null"}], "default": None}
    return schema


def past(now: datetime) -> str:
    """A pattern of every instant from 1900 on whose date has begun somewhere; by the hour a pattern cannot tell."""
    last = (now.astimezone(UTC) + EAST).date()
    return f"^({'|'.join(_years(last))}){_TIME}$"


def _years(last: date) -> Iterator[str]:
    """Alternatives: the years before, their 29ths of February, and this year's days so far."""
    decade, ones = divmod(last.year, 10)
    before = ["19[0-9]{2}", f"20[0-{decade % 10 - 1}][0-9]", *([f"{decade}[0-{ones - 1}]"] if ones else [])]
    yield from (f"{years}-{_DAY}" for years in before)
    yield f"({'|'.join(str(year) for year in range(1904, last.year, 4))})-02-29"
    months = [f"{month:02}-{_days(monthrange(last.year, month)[1])}" for month in range(1, last.month)]
    yield f"{last.year}-({'|'.join([*months, f'{last.month:02}-{_days(last.day)}'])})"


def _days(last: int) -> str:
    tens, ones = divmod(last, 10)
    whole = ["0[1-9]", "1[0-9]", "2[0-9]"][:tens]
    rest = f"{tens}[{int(tens == 0)}-{ones}]"
    return f"({'|'.join(whole if tens == 0 and not ones else [*whole, rest])})"


def batch_schema(most: int) -> dict[str, Any]:
    """The schema of a batch. Each request in it is checked by itself and answered by itself, whatever it is."""
    items = {"description": "a request as for /v1/requests; what is wrong with it is said in its own answer"}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["requests"],
        "properties": {"requests": {"type": "array", "minItems": 1, "maxItems": most, "items": items}},
    }


def inlined(schema: Any, parts: Mapping[str, Any]) -> Any:  # noqa: ANN401  any JSON
    """The schema with every `$ref` replaced by what it refers to (no model of a request contains itself)."""
    if isinstance(schema, list):
        return [inlined(each, parts) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return inlined(parts[schema["$ref"].rpartition("/")[2]], parts)
    return {name: inlined(value, parts) for name, value in schema.items()}


def _at(site: str, buildings: Sequence[str]) -> dict[str, Any]:
    return {"properties": {"site": {"const": site}, "building": {"enum": [*buildings, None]}}}


def _phone(estate: Estate) -> dict[str, Any]:
    """Mobile numbers of the estate's countries in E.164."""
    codes = {(one.spec.holidays or "").partition("-")[0] for one in estate.calendars.values()}
    known = [found for code in sorted(codes) if (found := PhoneMetadata.metadata_for_region(code, None))]
    mobiles = [rf"\+{one.country_code}({one.mobile.national_number_pattern})" for one in known if one.mobile]
    about = "best in E.164; a number as it is dialled in the site's country is understood as well"
    return {"type": "string", "description": about} | ({"pattern": f"^({'|'.join(mobiles)})$"} if mobiles else {})
