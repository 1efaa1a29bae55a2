"""What each service is told by `steward up`."""

from pathlib import Path

import pytest

from steward.services import SERVICES, Kind, Place, environment, instance_of

ADDRESSES = {
    "kafka": "127.0.0.1:1",
    "redis": "redis://127.0.0.1:2/0",
    "mail": "smtp://127.0.0.1:3",
    "sms": "http://127.0.0.1:4",
}
PLACE = Place(Path("/v"), Path("/e"), Path("/v/master.key"), ADDRESSES)
BY_NAME = {kind.name: kind for kind in SERVICES}


def told(kind: Kind, **environ: str) -> dict[str, str]:
    return environment(kind, 8080, PLACE, environ)


@pytest.mark.parametrize("kind", SERVICES, ids=lambda kind: kind.name)
def test_every_service_is_told_where_its_parts_are_and_who_it_is(kind: Kind) -> None:
    found = told(kind, KAFKA_PARTITIONS="12", HTTP_PORT="1", LOG_LEVEL="debug")
    assert (found["KAFKA_BOOTSTRAP"], found["REDIS_URL"]) == ("127.0.0.1:1", "redis://127.0.0.1:2/0")
    assert (found["STEWARD_ESTATE"], found["STEWARD_MASTER_KEY_FILE"]) == ("/e", "/v/master.key")
    assert (found["HTTP_PORT"], found["KAFKA_PARTITIONS"], found["LOG_LEVEL"]) == ("8080", "12", "debug")


def test_the_embedded_kafka_has_six_partitions_and_another_one_its_own_number() -> None:
    assert told(BY_NAME["dispatch"])["KAFKA_PARTITIONS"] == "6"
    assert "KAFKA_PARTITIONS" not in told(BY_NAME["dispatch"], KAFKA_BOOTSTRAP="kafka:9092")


def test_a_master_key_in_the_environment_takes_the_place_of_the_file() -> None:
    found = told(BY_NAME["intake"], STEWARD_MASTER_KEY="x")
    assert "STEWARD_MASTER_KEY_FILE" not in found


def test_the_notifier_uses_the_stand_ins_unless_it_was_given_real_providers() -> None:
    found = told(BY_NAME["notifier"])
    assert (found["SMS_URL"], found["SMTP_HOST"], found["SMTP_PORT"]) == ("http://127.0.0.1:4/", "127.0.0.1", "3")
    assert told(BY_NAME["notifier"], SMTP_HOST="mail.example.com")["SMTP_HOST"] == "mail.example.com"
    assert "SMS_KEY_SECRET" not in told(BY_NAME["dispatch"])


def test_two_installations_on_a_machine_have_two_names_and_one_always_the_same() -> None:
    assert instance_of(Path("/a")) != instance_of(Path("/b"))
    assert instance_of(Path("/a")) == instance_of(Path("/a"))
