"""One directory, one running stack."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stack import lock
from stack.errors import AlreadyRunningError


def test_a_second_start_on_the_same_directory_is_refused_in_one_clear_sentence(tmp_path: Path) -> None:
    held = lock.hold(tmp_path / "lock", what="Kafka")
    with pytest.raises(
        AlreadyRunningError, match=rf"Kafka is already running on .*started by process {os.getpid()}.*Stop"
    ):
        lock.hold(tmp_path / "lock", what="Kafka")
    os.close(held)


def test_a_lock_that_was_let_go_can_be_taken_again(tmp_path: Path) -> None:
    os.close(lock.hold(tmp_path / "lock", what="Kafka"))
    os.close(lock.hold(tmp_path / "lock", what="Kafka"))


def test_a_child_that_inherits_the_lock_keeps_it_after_the_owner_let_go(tmp_path: Path) -> None:
    held = lock.hold(tmp_path / "lock", what="Kafka")
    listens = [sys.executable, "-c", "input()"]
    with subprocess.Popen(listens, stdin=subprocess.PIPE, pass_fds=(held,)) as child:  # noqa: S603 own interpreter
        os.close(held)
        with pytest.raises(AlreadyRunningError):
            lock.hold(tmp_path / "lock", what="Kafka")
        child.communicate(b"\n")
    os.close(lock.hold(tmp_path / "lock", what="Kafka"))


def test_the_holder_is_known_while_it_holds_and_not_by_what_it_wrote_once(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    assert lock.holder(path) is None
    held = lock.hold(path, what="Kafka")
    assert lock.holder(path) == os.getpid()
    os.close(held)
    assert path.read_text().strip() == str(os.getpid())
    assert lock.holder(path) is None
