"""Servers forked from a process that has imported what they share: each as a process of its own would be."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from stack import lock
from stack.errors import AlreadyRunningError, NotReadyError
from stack.forking import Forked, Zygote
from stack.waiting import until
from tests.harness.process import ROOT
from tests.integration.stack.processes import all_gone, holding

WARD = "tests.integration.stack.ward"
SOON = timedelta(seconds=20)
GRACE = timedelta(seconds=1)


@dataclass(slots=True)
class Nursery:
    """A zygote and where its wards write."""

    folder: Path
    zygote: Zygote

    def fork(self, name: str, does: str, module: str = WARD) -> Forked:
        held = lock.hold(self.folder / f"{name}.lock", what=name)
        log = os.open(self.log(name), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            return self.zygote.fork(module, {"WARD": does, "LANG": "C"}, pidfile=self.pidfile(name), log=log, lock=held)
        finally:
            os.close(log)
            os.close(held)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def pidfile(self, name: str) -> Path:
        return self.folder / f"{name}.pid"

    def said(self, name: str, lines: int = 1) -> list[str]:
        """What it has written, once it is so many lines."""
        assert until(lambda: len(self.log(name).read_text().splitlines()) >= lines, within=SOON)
        return self.log(name).read_text().splitlines()


@pytest.fixture
def nursery(tmp_path: Path) -> Iterator[Nursery]:
    own = Nursery(tmp_path, Zygote(tmp_path, ["colorsys", "asyncio"], GRACE))
    yield own
    own.zygote.close()
    assert holding(str(tmp_path)) == []


def test_it_runs_as_the_interpreter_would_run_it_with_the_shared_modules_imported(nursery: Nursery) -> None:
    ward = nursery.fork("one", "ends")
    assert ward.wait(SOON) == 7
    assert ward.poll() == 7
    assert json.loads(nursery.said("one")[0]) == {
        "name": "__main__",
        "called": f"{WARD} [{nursery.folder}]",
        "arguments": [],
        "imported": True,
        "threads": 1,
        "environment": {"WARD": "ends", "LANG": "C"},
        "session": True,
        "descriptors": ["0", "1", "2", "lock"],
    }
    assert not nursery.pidfile("one").exists()


def test_what_nobody_caught_is_told_in_its_log_and_by_its_exit_code(nursery: Nursery) -> None:
    assert nursery.fork("one", "falls").wait(SOON) == 1
    assert nursery.said("one")[-1] == "LookupError: over its own feet"


def test_while_it_runs_its_number_and_its_lock_are_held_and_it_stops_when_it_is_told(nursery: Nursery) -> None:
    one, two = nursery.fork("one", "stays"), nursery.fork("two", "stays")
    assert one.poll() is None
    assert int(nursery.pidfile("one").read_text()) == one.pid
    with pytest.raises(AlreadyRunningError):
        lock.hold(nursery.folder / "one.lock", what="one")
    one.terminate()  # at once: a signal that finds it not yet put right is not lost
    assert one.wait(SOON) == 128 + signal.SIGTERM
    os.close(lock.hold(nursery.folder / "one.lock", what="one"))
    assert two.poll() is None
    nursery.zygote.close()
    assert two.poll() == 128 + signal.SIGTERM


def test_who_does_not_listen_is_waited_for_and_then_killed(nursery: Nursery) -> None:
    ward = nursery.fork("one", "deaf")
    nursery.said("one", lines=2)
    ward.terminate()
    with pytest.raises(TimeoutError, match=f"process {ward.pid} has not ended"):
        ward.wait(timedelta(seconds=0.2))
    nursery.zygote.close()
    assert ward.poll() == 128 + signal.SIGKILL


def test_when_the_zygote_is_killed_its_wards_go_too_and_the_next_is_forked_from_a_new_one(nursery: Nursery) -> None:
    first = nursery.fork("one", "deaf")
    nursery.said("one", lines=2)
    os.kill(_parent(first.pid), signal.SIGKILL)
    assert first.wait(SOON) == 128 + signal.SIGKILL
    assert all_gone([first.pid])
    assert nursery.fork("one", "ends").wait(SOON) == 7


def test_modules_that_cannot_be_imported_are_named_to_who_wants_a_server(tmp_path: Path) -> None:
    broken = Nursery(tmp_path, Zygote(tmp_path, ["no_such_module"], GRACE))
    with pytest.raises(NotReadyError, match=r"(?s)ward could not be started.*No module named 'no_such_module'"):
        broken.fork("one", "stays")
    broken.zygote.close()


def test_after_kill_9_of_the_owner_neither_zygote_nor_ward_is_left(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.integration.stack.nurse", str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:  # noqa: S603 own interpreter
        assert owner.stdout is not None
        ward = int(owner.stdout.readline())
        assert _parent(ward) in holding(str(tmp_path))
        owner.kill()
    assert all_gone([ward, *holding(str(tmp_path))])
    assert holding(str(tmp_path)) == []


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
