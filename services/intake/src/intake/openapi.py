"""The bodies as the OpenAPI document tells them: the contract's own schema, inlined, with the estate's sites."""

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.requests import Request


def request_schema(sites: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The schema of one request; `sites` is each site's id with the ids of its buildings."""
    whole = Request.model_json_schema(mode="validation")
    schema: dict[str, Any] = inlined({k: v for k, v in whole.items() if k != "$defs"}, whole.get("$defs", {}))
    schema["properties"]["site"] = {"type": "string", "enum": sorted(sites)}
    return schema


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
