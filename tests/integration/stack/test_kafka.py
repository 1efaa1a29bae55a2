"""A real Kafka: records go in and come out, survive restarts and crashes, and nothing is left behind."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from stack import aot, jars, kafka, rehearsal
from stack.embedded import Running, start
from stack.errors import AlreadyRunningError
from stack.part import Part
from stack.ports import Ports, answers, choose
from tests.integration.stack.processes import all_gone, holding

TOPIC = "stack.test"
AT_ONCE = timedelta(0)


@pytest.fixture(scope="module")
def running(var: Path) -> Iterator[Running]:
    with start(var, redis=False, mail=False, sms=False, ports="free", environ={}) as started:
        yield started


@asynccontextmanager
async def producing(address: object) -> AsyncIterator[AIOKafkaProducer]:
    async with AIOKafkaProducer(bootstrap_servers=str(address), acks="all", enable_idempotence=True) as producer:
        yield producer


async def create(address: object) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=str(address))
    await admin.start()
    try:
        await admin.create_topics([NewTopic(TOPIC, num_partitions=1, replication_factor=1)])
    finally:
        await admin.close()


async def everything(address: object) -> list[tuple[bytes, int]]:
    """Values and timestamps of all records of the topic's one partition."""
    partition = TopicPartition(TOPIC, 0)
    async with AIOKafkaConsumer(bootstrap_servers=str(address), auto_offset_reset="earliest") as consumer:
        consumer.assign([partition])
        end = (await consumer.end_offsets([partition]))[partition]
        await consumer.seek_to_beginning(partition)
        read: list[tuple[bytes, int]] = []
        while len(read) < end:
            batch = await consumer.getmany(partition, timeout_ms=5000)
            read += [(record.value, record.timestamp) for records in batch.values() for record in records]
    return read


async def test_what_is_produced_is_consumed_stamped_with_the_brokers_time_and_survives_a_crash(
    running: Running,
) -> None:
    address = running.addresses["kafka"]
    await create(address)
    long_ago = int(datetime(2001, 1, 1, tzinfo=UTC).timestamp() * 1000)
    async with producing(address) as producer:
        for number in range(3):
            await producer.send_and_wait(TOPIC, f"report {number}".encode(), timestamp_ms=long_ago)
    before = await everything(address)
    assert [value for value, _ in before] == [b"report 0", b"report 1", b"report 2"]
    assert all(stamp > long_ago for _, stamp in before)

    running.parts["kafka"].kill()
    assert running.fallen() == ["kafka"]
    running.restart("kafka")
    assert running.addresses["kafka"] == address
    assert await everything(address) == before


async def test_a_topic_nobody_declared_is_not_made_by_asking_for_it(running: Running) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=str(running.addresses["kafka"]))
    await admin.start()
    try:
        asked = await admin.describe_topics(["never.declared"])
        assert asked[0]["error_code"] == 3  # UNKNOWN_TOPIC_OR_PARTITION
        assert "never.declared" not in await admin.list_topics()
    finally:
        await admin.close()


def test_a_second_broker_on_the_same_directory_is_refused_and_the_first_lives_on(running: Running, var: Path) -> None:
    settings = (var / "kafka" / "server.properties").read_text()
    with pytest.raises(AlreadyRunningError, match="Kafka is already running on"):
        kafka.start(var / "kafka", choose(0, ports=Ports.FREE), choose(0, ports=Ports.FREE), wait=AT_ONCE)
    assert (var / "kafka" / "server.properties").read_text() == settings
    assert answers(int(str(running.addresses["kafka"]).rpartition(":")[2]))


def test_a_clean_stop_leaves_no_java_and_a_start_on_another_port_finds_the_data(tmp_path: Path) -> None:
    for _ in range(2):
        port = choose(0, ports=Ports.FREE)
        part: Part = kafka.start(tmp_path, port, choose(0, ports=Ports.FREE, taken={port}))
        kafka.wait_ready(part, port)
        java = [part.pid, part.process.pid]
        part.stop()
        assert all_gone(java)
        assert part.process.returncode == 143
        assert not answers(port)
    assert holding(str(tmp_path)) == []


@contextmanager
def started(folder: Path, options: Sequence[str] | None = None) -> Iterator[Part]:
    """A broker of its own, ready."""
    port = choose(0, ports=Ports.FREE)
    part = kafka.start(folder, port, choose(0, ports=Ports.FREE, taken={port}), options=options)
    try:
        kafka.wait_ready(part, port)
        yield part
    finally:
        part.stop()


def test_what_java_learnt_of_something_else_stops_no_start(tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt.aot"
    spoilt.write_bytes(b"learnt of something else" * 100)
    with started(tmp_path / "kafka", aot.using(spoilt)) as part:
        assert part.alive


def test_what_java_learnt_is_used_and_nothing_is_said_against_it(tmp_path: Path) -> None:
    said = rehearsal.rehearse()  # as set-up did
    learnt = kafka.learnt_of(kafka.joined(jars.classpath()))
    assert learnt.exists(), said
    with started(tmp_path) as part:
        command = Path(f"/proc/{part.pid}/cmdline").read_text().split("\0")
    assert f"-XX:AOTCache={learnt}" in command
    assert "[aot" not in (tmp_path / "log").read_text()
