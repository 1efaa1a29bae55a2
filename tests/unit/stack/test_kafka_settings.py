"""The broker's settings that the promises rest on."""

from pathlib import Path
from uuid import UUID

from stack.kafka import cluster_id, settings


def parsed() -> dict[str, str]:
    lines = settings(Path("/var/k"), 9092, 19093).splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_the_broker_listens_on_the_loopback_only() -> None:
    assert parsed()["listeners"] == "BROKER://127.0.0.1:9092,CONTROLLER://127.0.0.1:19093"


def test_records_carry_the_brokers_time_so_that_a_watermark_can_be_trusted_d409() -> None:
    assert parsed()["log.message.timestamp.type"] == "LogAppendTime"


def test_topics_are_never_made_by_accident() -> None:
    assert parsed()["auto.create.topics.enable"] == "false"


def test_a_restart_after_a_crash_does_not_wait_for_the_long_default_session() -> None:
    own = parsed()
    assert (own["broker.session.timeout.ms"], own["broker.heartbeat.interval.ms"]) == ("3000", "500")


def test_the_metadata_log_lies_apart_from_the_data() -> None:
    own = parsed()
    assert (own["log.dirs"], own["metadata.log.dir"]) == ("/var/k/data", "/var/k/metadata")


def test_one_broker_is_enough_for_every_internal_topic() -> None:
    replicas = {name: value for name, value in parsed().items() if name.endswith(("replication.factor", "min.isr"))}
    assert len(replicas) == 5
    assert set(replicas.values()) == {"1"}


def test_a_cluster_id_never_looks_like_an_option() -> None:
    """One start in sixty-four failed: StorageTool took an id such as -W1X… for a flag."""
    drawn = iter([UUID(bytes=b"\xf8" + bytes(15)), UUID(bytes=b"\xfb" + bytes(15)), UUID(bytes=b"\x00" + bytes(15))])
    assert cluster_id(lambda: next(drawn)) == "A" * 22
