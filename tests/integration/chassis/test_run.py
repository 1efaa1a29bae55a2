"""A service as a process: it waits for Kafka and Redis and says so, stops while it waits, and dies loudly."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from stack.embedded import Running
from stack.ports import Ports, choose
from tests.harness.eventually import eventually
from tests.harness.process import ROOT, Child, launch

NOWHERE = "127.0.0.1:1"


class Processes:
    """Children of one test, and where they listen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = choose(0, ports=Ports.FREE)
        self.children: list[Child] = []

    def start(self, module: str, *, kafka: str, redis: str) -> Child:
        environment = {
            "KAFKA_BOOTSTRAP": kafka,
            "REDIS_URL": redis,
            "STEWARD_ESTATE": str(ROOT / "estates" / "demo"),
            "HTTP_PORT": str(self.port),
            "KAFKA_PARTITIONS": "6",
            "INSTANCE_ID": f"run-{self.port}",
        }
        child = launch(module, self.folder / "log", environment)
        self.children.append(child)
        return child

    async def answer(self, path: str) -> tuple[int, str]:
        """Status and body, (0, "") while nobody listens."""
        return await asyncio.to_thread(self._ask, path)

    def _ask(self, path: str) -> tuple[int, str]:
        try:
            with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=2) as response:
                return response.status, response.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    found = Processes(tmp_path)
    yield found
    for child in found.children:
        if child.process.poll() is None:
            child.kill()


async def test_without_redis_it_lives_is_not_ready_says_why_and_stops_when_told(processes: Processes) -> None:
    child = processes.start("tests.harness.counting_main", kafka=NOWHERE, redis=f"redis://{NOWHERE}")

    async def says_why() -> bool:
        status, body = await processes.answer("/ready")
        return status == 503 and "redis has not answered" in body

    await eventually(says_why)
    _, metrics = await processes.answer("/metrics")
    assert "steward_unavailable_total 0.0" not in metrics
    assert "steward_unavailable_total" in metrics
    assert (await processes.answer("/health"))[0] == 200
    assert child.stop() == 0


async def test_without_kafka_it_lives_is_not_ready_says_why_and_stops_when_told(
    processes: Processes, redis_server: str
) -> None:
    child = processes.start("tests.harness.counting_main", kafka=NOWHERE, redis=redis_server)

    async def says_why() -> bool:
        status, body = await processes.answer("/ready")
        return status == 503 and "kafka has not answered" in body

    await eventually(says_why)
    assert (await processes.answer("/health"))[0] == 200
    assert child.stop() == 0


async def test_background_work_that_dies_takes_the_process_with_it_and_says_where_not_what(
    processes: Processes, stack: Running
) -> None:
    addresses = stack.addresses
    child = processes.start("tests.harness.dying_main", kafka=str(addresses["kafka"]), redis=str(addresses["redis"]))
    assert child.process.wait(timeout=60) == 70
    log = child.log.read_text()
    told = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    assert [line["error"]["type"] for line in told if line["message"] == "died"] == ["builtins.LookupError"]
    assert "dying_main.py" in log
    assert "Mrs Lin" not in log
