"""Models, examples and schemas say the same; nothing free stands in public (D-108, D-608)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from contracts import generate, sealing
from contracts.cloudevents import decode, encode
from contracts.commands import Command
from contracts.examples import all_examples, subject_for
from contracts.examples.invented import KEY
from contracts.facts import Fact, LifecycleFact
from contracts.message import Message
from contracts.registry import MESSAGES
from contracts.requests import Report
from contracts.schemas import DEFINITIONS, all_schemas, self_contained
from contracts.topics import COMMANDS, LIFECYCLE, REQUESTS, TOPICS

EXAMPLES = all_examples()
SCHEMAS = all_schemas()
PUBLIC = [model for topic in TOPICS if not topic.private for model in topic.types]
ROOT = generate.ROOT / "libs/contracts"
SENTENCES = ("王先生", "楼道灯不亮", "Mr Wang lives in 12-3-402", "ring 138 0000 0000")


def _name(model: type[BaseModel]) -> str:
    return str(getattr(model, "TYPE", model.__name__))


@pytest.mark.parametrize("model", MESSAGES, ids=_name)
def test_the_example_file_reads_as_the_model_says(model: type[Message]) -> None:
    stored = json.loads((ROOT / f"examples/{model.TYPE}.json").read_text("utf-8"))
    headers = [(name, text.encode()) for name, text in stored["headers"].items()]
    event = decode(headers, json.dumps(stored["data"]).encode())
    assert event == EXAMPLES[model.TYPE]
    assert [name for name, _ in encode(event)[0]] == list(stored["headers"])


@pytest.mark.parametrize("model", MESSAGES, ids=_name)
def test_the_example_passes_the_schema_file(model: type[Message]) -> None:
    files = {path.stem: json.loads(path.read_text("utf-8")) for path in _schema_files(model)}
    schema = self_contained(files, model.TYPE)
    Draft202012Validator.check_schema(schema)
    data = json.loads(encode(EXAMPLES[model.TYPE])[1])
    Draft202012Validator(schema).validate(data)
    required = files[model.TYPE].get("required", [])
    if required:
        broken = {key: value for key, value in data.items() if key != required[0]}
        assert not Draft202012Validator(schema).is_valid(broken)


def test_every_generated_file_is_fresh() -> None:
    assert generate.refusals(generate.ROOT) == []
    assert generate.stale(generate.ROOT) == []


@pytest.mark.parametrize("model", PUBLIC, ids=_name)
def test_no_public_field_can_hold_free_text(model: type[Message]) -> None:
    schema = self_contained(SCHEMAS, model.TYPE)
    found = [place for place, node in _strings(schema, model.TYPE) if not _closed(node)]
    assert found == []


def test_the_search_for_free_text_would_find_it() -> None:
    """The test above must be able to fail: a private model is full of free text."""
    schema = Report.model_json_schema()
    assert [place for place, node in _strings(schema, "report") if not _closed(node)]
    assert not _closed({"type": "string", "maxLength": 20})
    assert not _closed({"type": "string", "pattern": r"\S"})


@pytest.mark.parametrize("model", [model for model in PUBLIC if issubclass(model, Fact) and model.SEALS], ids=_name)
def test_what_a_fact_seals_opens_as_the_model_it_names(model: type[Fact]) -> None:
    event = EXAMPLES[model.TYPE]
    assert model.SEALS is not None
    sealed = getattr(event.data, "sealed", {})
    assert sealed
    for audience, text in sealed.items():
        opened = sealing.open_sealed(KEY, event.subject, audience, text)
        assert model.SEALS.model_validate(opened).model_dump(mode="json", exclude_none=True) == opened


@pytest.mark.parametrize("model", PUBLIC, ids=_name)
def test_no_text_of_an_example_shows_outside_its_seal(model: type[Message]) -> None:
    assert re.search(r"[\u4e00-\u9fff]", encode(EXAMPLES[model.TYPE])[1].decode()) is None


@pytest.mark.parametrize(
    "model", [model for model in LIFECYCLE.types if subject_for(model).startswith("ticket:")], ids=_name
)
def test_every_fact_of_a_tickets_life_carries_the_snapshot(model: type[Message]) -> None:
    assert issubclass(model, LifecycleFact) or "snapshot" in model.model_fields


@pytest.mark.parametrize("model", [*COMMANDS.types, *REQUESTS.types], ids=_name)
def test_what_others_write_to_us_refuses_unknown_fields_at_every_depth(model: type[Message]) -> None:
    open_ones = [place for place, node in _objects(self_contained(SCHEMAS, model.TYPE), model.TYPE) if _open(node)]
    assert open_ones == []


@pytest.mark.parametrize("model", [model for model in MESSAGES if issubclass(model, Fact)], ids=_name)
def test_facts_ignore_unknown_fields_at_every_depth(model: type[Message]) -> None:
    nodes = _objects(self_contained(SCHEMAS, model.TYPE), model.TYPE)
    assert [place for place, node in nodes if node.get("additionalProperties") is False] == []


@pytest.mark.parametrize("model", MESSAGES, ids=_name)
def test_types_are_named_noun_verb_version(model: type[Message]) -> None:
    assert re.fullmatch(r"steward\.[a-z_]+\.[a-z_]+\.v1", model.TYPE)
    assert model.__doc__
    assert model.model_config["frozen"]


def test_a_commands_words_are_its_own_and_its_facts_are_past() -> None:
    commands = {model.TYPE for model in MESSAGES if issubclass(model, Command)}
    facts = {model.TYPE for model in MESSAGES if issubclass(model, Fact)}
    assert not commands & facts
    assert {"steward.ticket.accept.v1", "steward.work_order.record_told.v1"} <= commands
    assert {"steward.ticket.accepted.v1", "steward.work_order.told.v1", "steward.command.refused.v1"} <= facts


def test_what_the_schemas_share_is_used_and_named_once() -> None:
    text = json.dumps(SCHEMAS)
    unused = [name for name in SCHEMAS[DEFINITIONS]["$defs"] if f'definitions.json#/$defs/{name}"' not in text]
    assert unused == []
    assert not [name for name in SCHEMAS[DEFINITIONS]["$defs"] if "__" in name], "two models share a name"


def _schema_files(model: type[Message]) -> tuple[Path, Path]:
    return ROOT / f"schemas/{model.TYPE}.json", ROOT / f"schemas/{DEFINITIONS}.json"


def _nodes(schema: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        yield place, schema
        for key, value in schema.items():
            yield from _nodes(value, f"{place}.{key}")
    elif isinstance(schema, list):
        for n, value in enumerate(schema):
            yield from _nodes(value, f"{place}[{n}]")


def _strings(schema: dict[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((where, node) for where, node in _nodes(schema, place) if node.get("type") == "string")


def _objects(schema: dict[str, Any], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((where, node) for where, node in _nodes(schema, place) if node.get("type") == "object")


def _open(node: dict[str, Any]) -> bool:
    return "properties" in node and node.get("additionalProperties") is not False


def _closed(node: dict[str, Any]) -> bool:
    if "enum" in node or "const" in node or node.get("format") in {"date-time", "duration"}:
        return True
    pattern, limit = node.get("pattern"), node.get("maxLength", 10_000)
    return pattern is not None and not any(re.search(pattern, text) and len(text) <= limit for text in SENTENCES)
