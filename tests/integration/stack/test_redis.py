"""A real Redis-compatible server: keeps what it was given, alone on its directory."""

from datetime import timedelta
from pathlib import Path

import pytest
from redis import Redis

from stack import redis_server
from stack.embedded import start
from stack.errors import AlreadyRunningError
from stack.ports import Ports, choose


def client(address: object) -> "Redis":
    return Redis.from_url(str(address), decode_responses=True)


def test_data_survives_a_restart_and_a_crash(tmp_path: Path) -> None:
    with start(tmp_path, kafka=False, mail=False, sms=False, ports="free", environ={}) as running:
        with client(running.addresses["redis"]) as redis:
            redis.set("ticket", "opened")
            assert redis.config_get("appendonly", "appendfsync") == {"appendonly": "yes", "appendfsync": "everysec"}
        running.parts["redis"].kill()
        running.restart("redis")
        with client(running.addresses["redis"]) as redis:
            assert redis.get("ticket") == "opened"
            redis.set("ticket", "closed")
    with (
        start(tmp_path, kafka=False, mail=False, sms=False, ports="free", environ={}) as again,
        client(again.addresses["redis"]) as redis,
    ):
        assert redis.get("ticket") == "closed"


def test_a_second_server_on_the_same_directory_is_refused(tmp_path: Path) -> None:
    port = choose(0, ports=Ports.FREE)
    part = redis_server.start(tmp_path, port)
    redis_server.wait_ready(part, port)
    with pytest.raises(AlreadyRunningError, match="Redis is already running on"):
        redis_server.start(tmp_path, choose(0, ports=Ports.FREE), wait=timedelta(0))
    part.stop()
    assert not redis_server.pong(port)


def test_the_wheels_server_is_there_when_the_system_has_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert redis_server.binary().name == "valkey-server"
    own = tmp_path / "redis-server"
    own.touch(mode=0o755)
    assert redis_server.binary() == own
