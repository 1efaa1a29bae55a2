"""All parts together: one call, one file that says where they are, nothing left behind."""

import json
import socket
import stat
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from urllib.parse import urlsplit

import pytest

from stack import embedded, redis_server
from stack.embedded import start
from stack.errors import AlreadyRunningError, NotReadyError, StackError
from stack.ports import LOOPBACK, answers
from tests.harness.process import ROOT
from tests.integration.stack.processes import holding


def test_stack_json_says_where_everything_is_while_it_runs_and_no_longer(tmp_path: Path) -> None:
    said: list[str] = []
    with start(tmp_path, kafka=False, ports="free", environ={}, say=said.append) as running:
        running.announce(intake="http://127.0.0.1:8000", metrics={"intake": "http://127.0.0.1:8000/metrics"})
        written = json.loads((tmp_path / "stack.json").read_text("utf-8"))
        assert written.keys() == {"redis", "mail", "mail_view", "sms", "intake", "metrics"}
        assert written == embedded.read(tmp_path) == running.addresses
        assert f"redis: {written['redis']}" in said
    assert not (tmp_path / "stack.json").exists()
    assert holding(str(tmp_path)) == []


def test_a_second_start_on_the_same_directory_is_refused_and_disturbs_nothing(tmp_path: Path) -> None:
    with start(tmp_path, kafka=False, mail=False, sms=False, ports="free", environ={}) as running:
        with pytest.raises(AlreadyRunningError, match="the embedded stack is already running on"):
            start(tmp_path, kafka=False, mail=False, sms=False, ports="free", environ={})
        assert running.fallen() == []
        assert embedded.read(tmp_path) == running.addresses


def test_stopping_does_not_wait_for_a_client_that_keeps_its_connection(tmp_path: Path) -> None:
    with start(tmp_path, kafka=False, redis=False, ports="free", environ={}) as running:
        mail, sms = (urlsplit(str(running.addresses[name])) for name in ("mail", "sms"))
        with (
            socket.create_connection((LOOPBACK, mail.port or 0)) as smtp,
            socket.create_connection((LOOPBACK, sms.port or 0)),
        ):
            assert smtp.recv(4) == b"220 "
            parts = list(running.parts.values())
            running.stop()
            assert [part.process.returncode for part in parts] == [0, 0]  # not 137: nobody had to be killed


@pytest.mark.parametrize("part", ["mail_sink", "sms_gateway"])
def test_a_stand_in_that_is_told_to_stop_the_moment_it_answers_stops_in_order(part: str, tmp_path: Path) -> None:
    """Whoever starts it looks at its port; then it is ready for the signal, too."""
    at_once = f"""
        import contextlib, os, signal, sys
        from stack import {part} as part

        @contextlib.asynccontextmanager
        async def serving(app, port):
            os.kill(os.getpid(), signal.SIGTERM)
            yield

        part.serving, sys.argv = serving, ["", "--port", "0", "--dir", {str(tmp_path)!r}]
        part.main()
    """
    ended = subprocess.run([sys.executable, "-c", dedent(at_once)], cwd=ROOT, check=False, timeout=60)  # noqa: S603  own interpreter
    assert ended.returncode == 0


def test_given_addresses_take_the_place_of_own_parts(tmp_path: Path) -> None:
    given = {"KAFKA_BOOTSTRAP": "kafka-1:9092,kafka-2:9092", "REDIS_URL": "redis://cache:6379/3"}
    with start(tmp_path, mail=False, sms=False, ports="free", environ=given) as running:
        assert running.parts == {}
        assert embedded.read(tmp_path) == {"kafka": given["KAFKA_BOOTSTRAP"], "redis": given["REDIS_URL"]}


def test_two_stacks_side_by_side_on_usual_ports_give_way_to_each_other(tmp_path: Path) -> None:
    with (
        start(tmp_path / "a", kafka=False, mail=False, redis=False, environ={}) as one,
        start(tmp_path / "b", kafka=False, mail=False, redis=False, environ={}) as other,
    ):
        ports = [int(str(stack.addresses["sms"]).rpartition(":")[2]) for stack in (one, other)]
        assert ports[0] != ports[1]
        assert all(map(answers, ports))


def test_a_part_that_ends_at_start_is_reported_with_its_last_words_and_the_rest_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "bin" / "redis-server"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho the file system is read-only\nexit 3\n")
    broken.chmod(broken.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(redis_server, "binary", lambda: broken)
    with pytest.raises(NotReadyError) as failed:
        start(tmp_path / "var", kafka=False, ports="free", environ={})
    assert "Redis ended with exit code 3" in str(failed.value)
    assert "the file system is read-only" in str(failed.value)
    assert "REDIS_URL" in str(failed.value)
    assert holding(str(tmp_path / "var")) == []
    assert issubclass(NotReadyError, StackError)
