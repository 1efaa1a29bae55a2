"""However the owner dies, no server outlives it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from stack import embedded, redis_server
from stack.embedded import start
from stack.ports import Ports, choose
from tests.integration.stack.processes import alive, all_gone, holding

OWNER = Path(__file__).with_name("owner.py")


@pytest.fixture
def owner(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, str(OWNER), str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 own interpreter
        yield process
        process.kill()


def servers(process: "subprocess.Popen[str]") -> list[int]:
    assert process.stdout is not None
    return [int(pid) for pid in process.stdout.readline().split()]


def test_after_kill_9_of_the_owner_no_java_no_redis_no_guard_is_left(
    owner: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    pids = servers(owner)
    assert len(pids) == 2
    assert all(map(alive, pids))  # the thread that started them has ended: that alone must not kill them
    owner.kill()
    owner.wait()
    assert all_gone([*pids, *holding(str(tmp_path))])
    assert holding(str(tmp_path)) == []


def test_after_kill_9_of_the_owner_the_next_start_on_the_same_directory_succeeds(
    owner: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    servers(owner)
    assert embedded.owner(tmp_path) == owner.pid
    owner.kill()
    owner.wait()
    assert embedded.owner(tmp_path) is None
    assert (tmp_path / "stack.json").exists()  # what it left lies about; only the lock tells the truth
    with start(tmp_path, mail=False, sms=False, ports="free", environ={}) as running:
        assert running.fallen() == []


def test_after_kill_9_of_the_guard_itself_the_server_goes_too(tmp_path: Path) -> None:
    port = choose(0, ports=Ports.FREE)
    part = redis_server.start(tmp_path, port)
    redis_server.wait_ready(part, port)
    server = part.pid
    os.kill(part.process.pid, signal.SIGKILL)
    assert all_gone([server])
    part.stop()


def test_a_server_that_ignores_the_request_to_stop_is_killed_after_the_grace_period(tmp_path: Path) -> None:
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); signal.pause()"
    reader, writer = os.pipe()
    guard_file = str(Path(redis_server.__file__).with_name("guard.py"))
    command = [sys.executable, "-I", guard_file, str(tmp_path / "pid"), "0.2", sys.executable, "-c", deaf]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=writer) as guard:  # noqa: S603 own interpreter
        os.close(writer)
        with os.fdopen(reader) as said:
            assert said.readline() == "deaf\n"
        server = int((tmp_path / "pid").read_text())
        guard.terminate()
        assert guard.wait(10) == 128 + signal.SIGKILL
    assert all_gone([server])
