"""`steward up` on a Kafka and a Redis that somebody else runs: it starts none of its own, and leaves theirs running."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stack import embedded
from stack.embedded import Running
from stack.ports import answers
from stack.waiting import until
from tests.e2e.command import processes_of, steward

pytestmark = pytest.mark.timeout(240)
REQUEST: dict[str, Any] = {
    "id": "outside-1",
    "site": "sh-lanting",
    "channel": "web",
    "building": "B01",
    "unit": "301",
    "text": "厨房水管漏水，请派人维修。",
    "reporter": {"name": "顾明", "phone": "19900003001", "language": "zh-Hans"},
}


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Kafka and Redis, as another team would run them."""
    with embedded.start(tmp_path_factory.mktemp("outside"), mail=False, sms=False, ports="free", environ={}) as running:
        yield running


@pytest.fixture
def var(tmp_path: Path, outside: Running, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("KAFKA_BOOTSTRAP", str(outside.addresses["kafka"]))
    monkeypatch.setenv("REDIS_URL", str(outside.addresses["redis"]))
    yield tmp_path / "var"
    steward("down", "--quiet", var=tmp_path / "var")


def test_a_report_goes_through_parts_that_somebody_else_runs(var: Path, outside: Running) -> None:
    started = steward("up", "--detach", "--ports", "free", var=var)
    assert started.code == 0, started.err
    told = embedded.read(var)
    assert (told["kafka"], told["redis"]) == (outside.addresses["kafka"], outside.addresses["redis"])
    mine = [line for line in processes_of(var) if "kafka.Kafka" in line or "valkey-server" in line or "redis-" in line]
    assert mine == []
    file = var / "one.jsonl"
    file.write_text(json.dumps(REQUEST, ensure_ascii=False), "utf-8")
    sent = steward("send", file, "--json", var=var)
    assert sent.code == 0, sent.err
    number = str(sent.lines[0]["number"])

    def answered() -> bool:
        story = steward("ticket", "show", number, "--json", var=var)
        types = [fact["type"] for fact in story.json["facts"]] if story.code == 0 else []
        return "steward.ticket.assigned.v1" in types and "steward.notification.sent.v1" in types

    assert until(answered, within=timedelta(seconds=60)), steward("ticket", "show", number, var=var).out
    assert steward("down", var=var).code == 0
    for name in ("kafka", "redis"):
        port = int(str(outside.addresses[name]).split("/")[2 if name == "redis" else 0].rpartition(":")[2])
        assert answers(port), f"{name} is not ours to stop"
