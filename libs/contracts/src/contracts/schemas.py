"""JSON Schemas (2020-12) of every message, made from the models.

What several messages share (the snapshot, the vocabulary) stands once, in `definitions.json`; the others point to it.
"""

from functools import cache
from typing import Any, Final

from pydantic.json_schema import models_json_schema

from contracts.compatibility import inlined
from contracts.registry import MESSAGES

DEFINITIONS: Final = "definitions"
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


@cache
def all_schemas() -> dict[str, dict[str, Any]]:
    """A schema by `ce_type`, and `DEFINITIONS` for what they share."""
    wanted = [(model, "validation") for model in MESSAGES]
    names, whole = models_json_schema(wanted, ref_template="definitions.json#/$defs/{model}")  # type: ignore[arg-type]
    shared = dict(whole["$defs"])
    schemas = {
        model.TYPE: {"$schema": _DIALECT, **shared.pop(names[model, "validation"]["$ref"].rsplit("/", 1)[-1])}
        for model in MESSAGES
    }
    return {**schemas, DEFINITIONS: {"$schema": _DIALECT, "$defs": shared}}


def self_contained(schemas: dict[str, dict[str, Any]], type_name: str) -> dict[str, Any]:
    """One type's schema with everything it refers to written out.

    Raises:
        KeyError: the type, or something it refers to, is not among `schemas`.

    """
    return inlined(schemas[type_name], schemas.get(DEFINITIONS, {}).get("$defs", {}))
