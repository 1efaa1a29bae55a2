"""docker-compose.yml and the Dockerfile agree with the code: services, settings, ports, probes, volumes, secrets."""

import base64
import re
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.topics import PARTITIONS
from estate import load as load_estate
from tests.contract.deploy.files import MODULES, ROOT, compose, copies, settings_of

COPIES = list(copies())
PLACEHOLDERS = {"SMS_KEY_SECRET": "secret-of-the-provider"}
dockerfile = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")


def test_there_are_two_copies_of_each_of_the_five_services() -> None:
    assert {name for name, _, _ in COPIES} == {f"{service}-{n}" for service in MODULES for n in (1, 2)}


def test_no_two_copies_of_a_service_share_an_instance_id() -> None:
    """Kafka does not fence two static members of one id: both would read."""
    members = [(service, definition["environment"]["INSTANCE_ID"]) for _, service, definition in COPIES]
    assert len(set(members)) == len(members)


@pytest.mark.parametrize(("name", "service", "definition"), COPIES)
def test_a_copys_environment_is_one_its_settings_accept(
    name: str, service: str, definition: Mapping[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = settings_of(service)
    given = dict(definition["environment"])
    fields = {field.upper() for field in settings.model_fields}
    assert set(given) <= fields, f"{name} is given settings that it does not read"
    for variable in fields:
        monkeypatch.delenv(variable, raising=False)
    for variable, value in {**PLACEHOLDERS, **given, **here(definition, tmp_path / "master.key")}.items():
        monkeypatch.setenv(variable, value)
    accepted = settings()
    assert accepted.model_dump()["kafka_partitions"] == PARTITIONS
    assert accepted.model_dump()["instance_id"] == given["INSTANCE_ID"]


@pytest.mark.parametrize(("name", "service", "definition"), COPIES)
def test_every_path_in_the_environment_is_mounted(name: str, service: str, definition: Mapping[str, Any]) -> None:
    mounts = {volume.split(":")[1] for volume in definition["volumes"]}
    for variable in ("STEWARD_ESTATE", "INTAKE_SPOOL", "CLASSIFIER_RULES"):
        if path := definition["environment"].get(variable):
            assert path in mounts, f"{name}: {variable} is {path}, which is not mounted"
    assert service == "classifier" or "CLASSIFIER_RULES" not in definition["environment"]


@pytest.mark.parametrize(("name", "service", "definition"), COPIES)
def test_a_copy_runs_its_module_and_is_probed_where_it_listens(
    name: str, service: str, definition: Mapping[str, Any]
) -> None:
    assert f"python -m {MODULES[service]}" in " ".join(definition["command"]), name
    assert find_spec(f"{MODULES[service]}.__main__") is not None
    port = definition["environment"]["HTTP_PORT"]
    assert f"http://127.0.0.1:{port}/health" in " ".join(definition["healthcheck"]["test"])
    assert all(published.split(":")[1] == port for published in definition.get("ports", []))


@pytest.mark.parametrize(("name", "service", "definition"), COPIES)
def test_a_copy_is_given_time_to_stop_and_waits_for_what_it_needs(
    name: str, service: str, definition: Mapping[str, Any]
) -> None:
    grace = int(definition["stop_grace_period"].removesuffix("s"))
    assert grace > float(definition["environment"]["STOP_DEADLINE_SECONDS"]), name
    assert set(definition["depends_on"]) == {"kafka", "redis"}, service
    assert all(wait["condition"] == "service_healthy" for wait in definition["depends_on"].values())


def test_probes_and_metrics_are_at_the_addresses_that_compose_and_prometheus_ask() -> None:
    app = import_module("chassis.http.app")
    source = (ROOT / "libs/chassis/src/chassis/http/app.py").read_text(encoding="utf-8")
    assert app.create_http
    assert all(f'"{path}"' in source for path in ("/health", "/ready", "/metrics"))


def test_secrets_come_from_files_that_git_does_not_hold() -> None:
    whole = compose()
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "var/" in ignored
    assert all(secret["file"].startswith("./var/") for secret in whole["secrets"].values())
    for name, service, definition in COPIES:
        given, key_file = definition["environment"], definition["environment"].get("STEWARD_MASTER_KEY_FILE")
        mounted = {f"/run/secrets/{secret}" for secret in definition.get("secrets", [])}
        assert (key_file is not None) == opens_seals(service), f"{name} has the master key, or lacks it, without need"
        assert key_file is None or key_file in mounted
        assert not {"STEWARD_MASTER_KEY", "SMS_KEY_SECRET", "SMTP_PASSWORD"} & set(given)
        assert all(path in mounted for path in re.findall(r"/run/secrets/\w+", " ".join(definition["command"])))


def opens_seals(service: str) -> bool:
    return settings_of(service).NEEDS_MASTER_KEY


def test_volumes_and_mounted_folders_exist() -> None:
    whole = compose()
    sources = {volume.split(":")[0] for one in whole["services"].values() for volume in one.get("volumes", [])}
    named = {source for source in sources if not source.startswith(".")}
    assert named == set(whole["volumes"])
    assert all((ROOT / source).exists() for source in sources - named)


def test_published_ports_are_all_different() -> None:
    published = [port.split(":")[0] for one in compose()["services"].values() for port in one.get("ports", [])]
    assert len(set(published)) == len(published)


def test_kafka_makes_no_topic_by_itself_and_keeps_its_data() -> None:
    kafka = compose()["services"]["kafka"]
    assert kafka["image"] == "apache/kafka:4.3.1"
    assert kafka["environment"]["KAFKA_AUTO_CREATE_TOPICS_ENABLE"] == "false"
    assert f"kafka-data:{kafka['environment']['KAFKA_LOG_DIRS']}" in kafka["volumes"]


def test_the_image_installs_every_service_and_runs_as_nobody_special() -> None:
    for folder in ("libs/contracts", "libs/chassis", "libs/estate", *(f"services/{service}" for service in MODULES)):
        assert f"./{folder}" in dockerfile
        assert (ROOT / folder / "pyproject.toml").exists()
    assert re.search(r"^USER steward$", dockerfile, re.MULTILINE)
    assert "build-essential" in dockerfile.partition("AS runtime")[0]
    assert "build-essential" not in dockerfile.partition("AS runtime")[2]
    assert set(re.findall(r"^FROM (python:\S+)", dockerfile, re.MULTILINE)) == {"python:3.12-slim"}


def test_what_the_builder_is_sent_is_what_it_copies() -> None:
    copied = set(re.findall(r"^COPY (?!--from)(\S+)", dockerfile, re.MULTILINE))
    sent = {line[1:] for line in (ROOT / "deploy/Dockerfile.dockerignore").read_text().splitlines() if line[:1] == "!"}
    assert all((ROOT / path).exists() for path in copied)
    assert {path for path in copied if not any(path == one or path.startswith(f"{one}/") for one in sent)} == set()


def test_every_target_that_compose_builds_is_a_stage() -> None:
    stages = set(re.findall(r" AS (\S+)$", dockerfile, re.MULTILINE))
    built = {one["build"]["target"] for one in compose()["services"].values() if "build" in one}
    assert built <= stages


def test_the_images_defaults_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = {field.upper() for service in MODULES for field in settings_of(service).model_fields}
    block = dockerfile.partition("ENV PATH=/opt/steward/bin:$PATH PYTHONUNBUFFERED")[2].partition("COPY")[0]
    given = {name for name in re.findall(r"\b([A-Z_]+)=", block) if not name.startswith("PYTHON")}
    assert given == {"HTTP_HOST", "HTTP_PORT", "STEWARD_ESTATE", "CLASSIFIER_RULES", "INTAKE_SPOOL"}
    assert given <= fields


def test_the_mounted_estate_loads() -> None:
    assert load_estate(ROOT / "estates/demo").sites


def test_the_file_is_plain_yaml_without_keys_given_twice() -> None:
    class Strict(yaml.SafeLoader):
        pass

    def mapping(loader: Strict, node: yaml.MappingNode) -> dict[Any, Any]:
        names = [key.value for key, _ in node.value]
        assert len(set(names)) == len(names), f"a key stands twice at {node.start_mark}"
        loader.flatten_mapping(node)
        return dict(loader.construct_pairs(node))

    Strict.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    assert yaml.load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"), Strict)  # noqa: S506  a SafeLoader


def here(definition: Mapping[str, Any], key_file: Path) -> dict[str, str]:
    """The paths of a container as they are on this machine."""
    key_file.write_bytes(base64.b64encode(b"an invented key for this test..."))
    paths = {
        "STEWARD_ESTATE": ROOT / "estates/demo",
        "CLASSIFIER_RULES": ROOT / "services/classifier/rules",
        "STEWARD_MASTER_KEY_FILE": key_file,
    }
    return {variable: str(path) for variable, path in paths.items() if variable in definition["environment"]}
