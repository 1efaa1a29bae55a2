"""The command as it ends: codes, sentences, never a traceback."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from contracts.register_number import derive, pretty
from steward.__main__ import COMMANDS, app_for, main
from steward.answers import ungrouped

NUMBER = pretty(derive(bytes(32), "a ticket"))
ROOT = Path(__file__).resolve().parents[3]


def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *arguments: str) -> int:
    """`steward …` in this process, on an empty folder."""
    for name in ("KAFKA_BOOTSTRAP", "REDIS_URL", "STEWARD_KEY", "STEWARD_MASTER_KEY", "STEWARD_MASTER_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STEWARD_VAR", str(tmp_path / "var"))
    monkeypatch.setattr(sys, "argv", ["steward", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_found_by_its_name_alone(command: str) -> None:
    assert CliRunner().invoke(app_for([command]), [command, "--help"]).exit_code == 0


def test_help_lists_every_command() -> None:
    said = CliRunner().invoke(app_for(["--help"]), ["--help"]).output
    assert all(f" {command} " in said for command in COMMANDS)


@pytest.mark.parametrize(
    "arguments", [("topics", "--var", "x"), ("down",)], ids=["topics without Kafka", "down where nothing runs"]
)
def test_what_needs_nothing_running_ends_well(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    assert run(monkeypatch, tmp_path, *arguments) == 0


@pytest.mark.parametrize(
    "arguments",
    [("ticket", "show", NUMBER), ("dead", "list"), ("rebuild", "dispatch"), ("erase", NUMBER)],
    ids=lambda arguments: arguments[0],
)
def test_what_needs_an_installation_says_how_to_start_one(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert run(monkeypatch, tmp_path, *arguments) == 3
    said = capfd.readouterr().err
    assert "steward up" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("reason", [" ", "x" * 501], ids=["none", "a novel"])
def test_nothing_is_given_up_without_a_reason_that_fits(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str], reason: str
) -> None:
    assert run(monkeypatch, tmp_path, "dead", "discard", "6487211b", "--reason", reason) == 2
    assert "say why nobody needs this message any more" in capfd.readouterr().err


def test_a_mistyped_number_is_a_usage_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path, "ticket", "show", "000-000-0001") == 2
    assert "read it again" in capfd.readouterr().err


def test_an_estate_that_is_wrong_stops_the_start_with_file_line_and_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    estate = tmp_path / "estate"
    subprocess.run(["cp", "-r", str(ROOT / "estates" / "demo"), str(estate)], check=True)  # noqa: S603, S607
    (estate / "group.yaml").write_text((estate / "group.yaml").read_text() + "\ncolour: red\n")
    assert run(monkeypatch, tmp_path, "up", "--estate", str(estate)) == 78
    assert "group.yaml:" in capfd.readouterr().err
    assert not (tmp_path / "var" / "stack.json").exists()


def test_the_sample_estate_and_its_rules_may_go_live(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path, "estate", "check", str(ROOT / "estates" / "demo"), "--json") == 0
    assert json.loads(capfd.readouterr().out)["ok"]
    assert run(monkeypatch, tmp_path, "rules", "check", "--json") == 0
    assert json.loads(capfd.readouterr().out)["findings"] == []


def test_a_rule_book_that_is_wrong_is_told_line_by_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "rules"
    subprocess.run(["cp", "-r", str(ROOT / "services" / "classifier" / "rules"), str(book)], check=True)  # noqa: S603, S607
    (book / "kind.yaml").write_text("rules:\n  - {name: x, when: {nothing: true}}\n")
    assert run(monkeypatch, tmp_path, "rules", "check", str(book)) == 1
    assert "kind.yaml:2" in capfd.readouterr().out


def test_a_text_is_explained_by_rules_and_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, tmp_path, "rules", "explain", "电梯坏了，有人被困", "--site", "sh-lanting", "--json") == 0
    found = json.loads(capfd.readouterr().out)
    assert found["verdict"]["subcategory"] == "lift"
    assert any("电梯" in word for reason in found["reasons"] for word in reason["words"])


def test_a_mistake_of_ours_is_one_sentence_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setattr("steward.__main__.app_for", broken)
    assert run(monkeypatch, tmp_path, "topics") == 70
    said = capfd.readouterr().err
    assert "ZeroDivisionError: by nothing" in said
    assert "Traceback" not in said


def test_whoever_reads_only_the_first_line_ends_it_quietly(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def gone(_: object) -> None:
        with ungrouped():
            raise ExceptionGroup("tasks", [ExceptionGroup("inner", [BrokenPipeError()])])

    monkeypatch.setattr("steward.__main__.app_for", gone)
    monkeypatch.setattr("os.dup2", lambda *_: 0)
    assert run(monkeypatch, tmp_path, "send", "x") == 0
    assert capfd.readouterr().err == ""
