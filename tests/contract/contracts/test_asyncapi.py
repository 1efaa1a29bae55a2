"""docs/asyncapi.yaml is AsyncAPI 3, and says of topics and messages what the table, the schemas and the READMEs say."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
import yaml
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema

from contracts import generate
from contracts.topics import SERVICES, TOPICS, Topic

ROOT = generate.ROOT
NAMED = re.compile(r"`((?:tickets|people|dead|retry)\.[a-z-]+)`")


@cache
def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "docs/asyncapi.yaml").read_text("utf-8"))
    return found


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for each in part:
            yield from references(each)


def resolves(reference: str) -> bool:
    if not reference.startswith("#/"):
        return (ROOT / "docs" / reference).is_file()
    found: Any = document()
    for step in reference.removeprefix("#/").split("/"):
        found = found.get(step) if isinstance(found, dict) else None
    return found is not None


def test_another_implementation_of_asyncapi_reads_it() -> None:
    read = ApplicationSchema.model_validate(document())
    assert read.asyncapi == "3.0.0"
    assert set(read.channels) == {topic.name for topic in TOPICS}


def test_every_reference_leads_somewhere() -> None:
    found = set(references(document()))
    assert len(found) > len(TOPICS)
    assert [one for one in sorted(found) if not resolves(one)] == []


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_channel_is_its_topic(topic: Topic) -> None:
    channel = document()["channels"][topic.name]
    told = {message["$ref"].rpartition("/")[2] for message in channel["messages"].values()}
    assert told == ({model.TYPE for model in topic.types} or {"as-it-came"})
    assert channel["description"].startswith("Private") is topic.private
    kept = channel["bindings"]["kafka"]["topicConfiguration"]
    assert (kept["cleanup.policy"], str(kept["retention.ms"])) == (
        [topic.config()["cleanup.policy"]],
        topic.config()["retention.ms"],
    )


@pytest.mark.parametrize("topic", [topic for topic in TOPICS if topic.types], ids=lambda topic: topic.name)
def test_a_payload_is_the_types_own_schema(topic: Topic) -> None:
    for model in topic.types:
        payload = document()["components"]["messages"][model.TYPE]["payload"]
        assert payload == {"$ref": f"../libs/contracts/schemas/{model.TYPE}.json"}


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_reads_and_writes_what_its_readme_says(service: str) -> None:
    operations = document()["operations"].values()
    mine = [one for one in operations if one["tags"] == [{"name": service}]]
    told = {one["channel"]["$ref"].rpartition("/")[2] for one in mine}
    page = (ROOT / "services" / service / "README.md").read_text("utf-8")
    rows = [line for line in page.splitlines() if re.match(r"\| \**(reads|writes)\** \|", line, re.IGNORECASE)]
    assert len(rows) == 2, "a canvas says what is read and what is written"
    said = set(NAMED.findall(" ".join(rows)))
    restored = {"tickets.keys"}  # whoever restores keys after a loss reads it, as the table's `restore`
    assert told - restored == said - restored
