"""docs/asyncapi.yaml: the whole system as one AsyncAPI 3.0 document, from the table of topics and the schemas.

Channels are topics, messages are types; a payload points to the type's own schema file, so there is one schema of it.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Any, Final

import yaml

from contracts.message import Message
from contracts.topics import PARTITIONS, REQUESTS, SERVICES, TOPICS, Topic
from contracts.topics_page import first_sentence

VERSION: Final = "0.1.0"
SCHEMAS: Final = "../libs/contracts/schemas"
"""Where the types' schemas are, seen from docs/."""
AS_IT_CAME: Final = "as-it-came"
_MILLISECOND = timedelta(milliseconds=1)
_DESCRIPTION: Final = """Generated from `contracts.topics` by `python -m contracts.generate`; do not edit.

Facts travel as CloudEvents 1.0 in Kafka's binary mode: attributes in `ce_*` headers, the data as JSON in the value.
Delivery is at least once; `ce_id` and `ce_sequence` tell a repetition. See integrators.md.
"""
_HEADERS: Final[Mapping[str, Mapping[str, Any]]] = {
    "ce_specversion": {"type": "string", "const": "1.0"},
    "ce_id": {"type": "string", "description": "the same again is the same message"},
    "ce_type": {"type": "string"},
    "ce_source": {"type": "string", "description": "who wrote it, such as /steward/dispatch"},
    "ce_subject": {"type": "string", "description": "ticket:<uuid>, case:<uuid>, site:<site>/<month>; also the key"},
    "ce_time": {"type": "string", "format": "date-time", "description": "when the writer decided, UTC"},
    "ce_sequence": {"type": "string", "pattern": "^[0-9]+$", "description": "counts a subject's facts from 1; 0: none"},
    "ce_causationid": {"type": "string", "description": "the message that caused this one"},
    "ce_correlationid": {"type": "string", "description": "the first message of the chain"},
    "ce_mode": {"type": "string", "enum": ["live", "import"], "description": "import: requests of the past"},
    "ce_causetopic": {"type": "string"},
    "ce_causesequence": {"type": "string", "pattern": "^[0-9]+$"},
    "traceparent": {"type": "string", "description": "W3C trace context"},
}
_REQUIRED: Final = ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_subject", "ce_time"]


def asyncapi_page() -> str:
    """The document, YAML."""
    return str(yaml.safe_dump(document(), allow_unicode=True, sort_keys=False, width=120))


@cache
def document() -> dict[str, Any]:
    """The document. Every service is in it: an operation says in its name and tag whose it is."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Steward",
            "version": VERSION,
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": dict(_operations()),
        "components": {
            "messages": {**{m.TYPE: _message(m) for t in TOPICS for m in t.types}, AS_IT_CAME: _as_it_came()},
            "schemas": {"cloudevent-headers": _headers(), "request-headers": _request_headers()},
        },
    }


def _channel(topic: Topic) -> dict[str, Any]:
    names = [model.TYPE for model in topic.types] or [AS_IT_CAME]
    kept = {"cleanup.policy": [topic.config()["cleanup.policy"]], "retention.ms": int(topic.config()["retention.ms"])}
    private = "Private: integrators may not read it. " if topic.private else ""
    kafka = {"topic": topic.name, "partitions": PARTITIONS, "topicConfiguration": kept, "bindingVersion": "0.5.0"}
    return {
        "address": topic.name,
        "description": f"{private}{topic.what}",
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in names},
        "bindings": {"kafka": kafka},
    }


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for topic in TOPICS:
        for action, word, who in (("send", "writes", topic.writers), ("receive", "reads", topic.readers)):
            for service in who:
                if service in SERVICES:
                    channel = {"$ref": f"#/channels/{topic.name}"}
                    told = {"action": action, "channel": channel, "tags": [{"name": service}]}
                    yield f"{service}-{word}-{topic.name.replace('.', '-')}", told


def _message(model: type[Message]) -> dict[str, Any]:
    headers = "request-headers" if model in REQUESTS.types else "cloudevent-headers"
    return {
        "name": model.TYPE,
        "summary": first_sentence(model.__doc__ or ""),
        "contentType": "application/json",
        "headers": {"$ref": f"#/components/schemas/{headers}"},
        "payload": {"$ref": f"{SCHEMAS}/{model.TYPE}.json"},
        "bindings": {"kafka": {"key": {"type": "string"}, "bindingVersion": "0.5.0"}},
    }


def _as_it_came() -> dict[str, Any]:
    ours = {"steward_letter": "which letter", "steward_subject": "whose", "steward_reason": "why it was set aside"}
    return {
        "name": AS_IT_CAME,
        "summary": "A message set aside, with its own bytes and headers and ours beside them.",
        "contentType": "application/octet-stream",
        "headers": {
            "type": "object",
            "properties": {name: {"type": "string", "description": text} for name, text in ours.items()},
        },
        "payload": {"description": "the original bytes, whatever they are"},
    }


def _headers() -> dict[str, Any]:
    return {"type": "object", "required": list(_REQUIRED), "properties": {n: dict(s) for n, s in _HEADERS.items()}}


def _request_headers() -> dict[str, Any]:
    """A call centre may send bare JSON: only who it is must be said."""
    caller = {"type": "string", "description": "the caller's id in the estate"}
    free = {name: dict(_HEADERS[name]) for name in ("ce_id", "ce_mode")}
    return {"type": "object", "required": ["caller"], "properties": {"caller": caller, **free}}
