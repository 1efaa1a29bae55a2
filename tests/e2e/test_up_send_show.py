"""A day with the command: up, send, show, again, restart, down (D-103, D-104, D-108, D-109, D-207, D-401, D-502)."""

import asyncio
import json
import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from classifier.settings import SHIPPED
from contracts.register_number import parse
from stack import embedded
from stack.waiting import until
from tests.e2e.command import Ran, processes_of, steward
from tests.e2e.setting_aside import set_aside

pytestmark = pytest.mark.timeout(150)
OPERATOR = {"Authorization": "Bearer demo-operator"}
REQUESTS: list[dict[str, Any]] = [
    {
        "id": "e2e-1",
        "site": "sz-kechuang",
        "channel": "web",
        "building": "A",
        "unit": "A座0301",
        "text": "会议室空调不制冷，请尽快派人维修。",
        "reporter": {"name": "顾明", "phone": "19900003001", "language": "zh-Hans"},
    },
    {"id": "e2e-2", "site": "hk-harbour", "channel": "app", "text": "大堂好污糟，冇人打掃。"},
    {"id": "e2e-3", "site": "nowhere", "channel": "pigeon", "text": " ", "colour": "red"},
]
STORY = [
    "steward.request.received.v1",
    "steward.ticket.classified.v1",
    "steward.ticket.opened.v1",
    "steward.ticket.assigned.v1",
    "steward.clocks.set.v1",
    "steward.notification.sent.v1",
]


@dataclass(frozen=True, slots=True)
class Town:
    """A running installation, and what it answered to the file of requests."""

    var: Path
    file: Path
    sent: Ran

    @property
    def number(self) -> str:
        return str(self.sent.lines[0]["number"])

    def facts(self, *more: object) -> list[dict[str, Any]]:
        ran = steward("ticket", "show", self.number, "--json", *more, var=self.var)
        assert ran.code == 0, ran.err
        found: list[dict[str, Any]] = ran.json["facts"]
        return found


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("town")
    var, file = folder / "var", folder / "requests.jsonl"
    file.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in REQUESTS), "utf-8")
    started = steward("up", "--detach", "--ports", "free", var=var)
    assert started.code == 0, started.err
    yield Town(var, file, steward("send", file, "--json", var=var))
    steward("down", "--quiet", var=var)


def in_order(wanted: Sequence[str], found: Sequence[str]) -> bool:
    """Whether `wanted` stands in `found`, in this order, with anything between."""
    rest = iter(found)
    return all(one in rest for one in wanted)


def test_everything_has_an_address_in_stack_json(town: Town) -> None:
    told = json.loads((town.var / "stack.json").read_text("utf-8"))
    assert {"kafka", "redis", "intake", "dispatch", "mail", "mail_view", "sms", "metrics"} <= set(told)
    assert set(told["metrics"]) == {"intake", "classifier", "dispatch", "sla-monitor", "notifier"}
    assert (town.var / "master.key").stat().st_mode & 0o777 == 0o600


def test_each_request_of_a_file_gets_its_number_or_every_reason_of_its_refusal(town: Town) -> None:
    first, second, third = town.sent.lines
    assert town.sent.code == 1  # one was refused
    assert [first["id"], second["id"], third["id"]] == ["e2e-1", "e2e-2", "e2e-3"]
    assert parse(first["number"]) != parse(second["number"])
    assert {"channel", "text", "colour"} <= {error["field"] for error in third["errors"]}
    assert all(error["reason"] and error["message"] for error in third["errors"])


def test_a_ticket_tells_its_story_from_the_request_to_the_message(town: Town) -> None:
    def told() -> bool:
        return in_order(STORY, [fact["type"] for fact in town.facts()])

    assert until(told, within=timedelta(seconds=30)), [fact["type"] for fact in town.facts()]
    opened = next(fact for fact in town.facts() if fact["type"] == "steward.ticket.opened.v1")
    snapshot = opened["data"]["snapshot"]
    assert (snapshot["kind"], snapshot["category"], snapshot["department"]) == (
        "repair",
        "facility_repair",
        "sz-engineering",
    )


def test_what_a_resident_wrote_is_told_only_to_who_has_the_key(town: Town) -> None:
    closed, opened = town.facts(), town.facts("--key", town.var / "master.key")
    assert "空调" not in json.dumps(closed, ensure_ascii=False)
    assert "19900003001" not in json.dumps(closed)
    received = next(fact for fact in opened if fact["type"] == "steward.request.received.v1")
    assert received["opened"]["sealed"]["text"] == REQUESTS[0]["text"]


def test_the_same_file_again_gives_the_same_numbers(town: Town) -> None:
    again = steward("send", town.file, "--json", var=town.var)
    numbers = [line.get("number") for line in again.lines]
    assert numbers == [line.get("number") for line in town.sent.lines]
    assert [line.get("again") for line in again.lines[:2]] == [True, True]


def test_a_person_s_correction_is_listed_by_rule_and_becomes_a_case(town: Town, tmp_path: Path) -> None:
    key, book = ("--key", town.var / "master.key"), tmp_path / "rules"
    shutil.copytree(SHIPPED, book)
    correct(town, {"urgency": "deferrable"})
    closed = steward("rules", "corrections", "--json", var=town.var).json
    opened = steward("rules", "corrections", "--json", *key, var=town.var).json
    (one,) = closed["disagreements"]
    assert (one["slot"], one["proposed"], one["corrected"]) == ("urgency", "normal", "deferrable")
    assert [(row["rule"], row["corrected"]) for row in closed["rules"]] == [(one["rule"], 1)]
    assert ("text" in one, opened["disagreements"][0]["text"]) == (False, REQUESTS[0]["text"])
    asked = ("--case", town.number, "--rules", book, "--text", "休息室的空调不冷了，请派人来看看。")
    made = steward("rules", "corrections", *asked, *key, var=town.var)
    assert made.code == 0, made.err
    assert "休息室的空调不冷了" in (book / "urgency.cases.yaml").read_text("utf-8")


def test_past_tickets_show_which_rules_decide_and_what_another_book_would_change(town: Town, tmp_path: Path) -> None:
    covered = steward("rules", "coverage", "--json", var=town.var).json
    assert covered["messages"] == 2
    assert covered["rules"][0]["won"] == 2
    shutil.copytree(SHIPPED, tmp_path / "rules")
    shadow = ("rules", "shadow", "--book", tmp_path / "rules", "--json")
    same = steward(*shadow, "--key", town.var / "master.key", var=town.var)
    assert (same.code, same.json["messages"], same.json["changed"]) == (0, 2, 0)
    assert steward(*shadow, var=town.var).code == 2  # past tickets are sealed


def test_an_erased_ticket_opens_for_nobody_any_more_and_its_story_stays(town: Town) -> None:
    number = town.sent.lines[1]["number"]
    erased = steward("erase", number, "--json", var=town.var)
    assert erased.code == 0, erased.err
    assert erased.json["opened"] > 0
    assert erased.json["open_now"] == 0
    told = steward("ticket", "show", number, "--json", "--key", town.var / "master.key", var=town.var).json
    assert not any("opened" in fact for fact in told["facts"])
    assert "steward.ticket.erased.v1" in [fact["type"] for fact in told["facts"]]


def test_of_two_dead_letters_one_is_replayed_and_one_given_up(town: Town) -> None:
    """Rule 7: the service learns of them from Kafka when it starts again; both ways go through its own topic."""
    addresses = embedded.read(town.var)
    whole = httpx.get(f"{addresses['dispatch']}/v1/tickets/{town.number}", headers=OPERATOR).json()
    assert whole["snapshot"]["assignee"]
    about = (str(addresses["kafka"]), whole["ticket"], whole["snapshot"]["assignee"])
    letter, hopeless = asyncio.run(set_aside(*about)), asyncio.run(set_aside(*about, offset=10_001))
    os.kill(dispatching(town.var), signal.SIGKILL)
    listed = steward("dead", "list", "--json", var=town.var)
    assert [one["id"] for one in listed.json] == [letter, hopeless]
    until(lambda: is_ready(f"{addresses['dispatch']}/ready"), within=timedelta(seconds=30))
    given_up = steward(
        "dead", "discard", hopeless[:12], "--reason", "sent twice", "--by", "ops", "--json", var=town.var
    )
    assert given_up.code == 0, given_up.err
    assert [(one["id"], one["discarded"]) for one in given_up.json] == [(hopeless, True)]
    replayed = steward("dead", "replay", "--json", var=town.var)
    assert replayed.code == 0, replayed.err
    assert [one["settled"] for one in replayed.json] == [True]
    [record] = steward("dead", "list", "--discarded", "--json", var=town.var).json
    assert (record["id"], record["because"], record["by"]) == (hopeless, "sent twice", "ops")
    assert "steward.ticket.accepted.v1" in [fact["type"] for fact in town.facts()]


def correct(town: Town, classification: dict[str, str]) -> None:
    """Somebody at the site's desk says otherwise."""
    said = {"Authorization": "Bearer demo-lin-jiayi", "Idempotency-Key": "e2e-correct", "If-Match": "*"}
    where = f"{embedded.read(town.var)['dispatch']}/v1/tickets/{town.number}/correct"
    answer = httpx.post(where, headers=said, json={"classification": classification})
    assert answer.is_success, answer.text


def test_a_rebuilt_service_has_every_ticket_as_it_was(town: Town) -> None:
    """Rule 3: what Redis held of dispatch is thrown away and folded anew from its topic."""
    addresses = embedded.read(town.var)
    ticket = f"{addresses['dispatch']}/v1/tickets/{town.number}"
    before, old = httpx.get(ticket, headers=OPERATOR).json(), dispatching(town.var)
    rebuilt = steward("rebuild", "dispatch", "--restart", "--json", var=town.var)
    assert rebuilt.code == 0, rebuilt.err
    assert (rebuilt.json["restarted"], rebuilt.json["deleted"] > 0) == (True, True)

    def is_another() -> bool:
        return is_ready(f"{addresses['dispatch']}/ready") and dispatching(town.var) != old

    assert until(is_another, within=timedelta(seconds=60))
    assert httpx.get(ticket, headers=OPERATOR).json() == before


def dispatching(var: Path) -> int:
    """The process of dispatch."""
    return int((var / "services" / "dispatch.pid").read_text())


def is_ready(url: str) -> bool:
    try:
        return httpx.get(url).is_success
    except httpx.TransportError:
        return False


def test_a_restart_keeps_everything_and_down_or_a_killed_owner_leave_no_process(town: Town) -> None:
    before = [fact["id"] for fact in town.facts()]
    assert steward("down", var=town.var).code == 0
    assert processes_of(town.var) == []
    assert steward("up", "--detach", "--ports", "free", var=town.var).code == 0
    after = [fact["id"] for fact in town.facts()]
    assert after[: len(before)] == before
    owner = embedded.owner(town.var)
    assert owner is not None
    os.kill(owner, signal.SIGKILL)
    assert until(lambda: not processes_of(town.var), within=timedelta(seconds=40)), processes_of(town.var)
