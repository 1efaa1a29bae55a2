"""The generator writes what the models say, and refuses what would break readers."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts import generate

ASSIGNED = "libs/contracts/schemas/steward.ticket.assigned.v1.json"
ACCEPT = "libs/contracts/schemas/steward.ticket.accept.v1.json"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    assert generate.main([], tmp_path) == 0
    return tmp_path


def _edit(path: Path, change: dict[str, Any]) -> None:
    schema = json.loads(path.read_text("utf-8"))
    schema["properties"].update(change)
    path.write_text(json.dumps(schema), "utf-8")


def test_what_was_just_written_is_fresh(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"], tree) == 0
    assert capsys.readouterr().out == ""


def test_a_changed_example_is_stale_until_it_is_written_again(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "libs/contracts/TOPICS.md").write_text("by hand", "utf-8")
    assert generate.main(["--check"], tree) == 1
    assert "libs/contracts/TOPICS.md: not as the models have it" in capsys.readouterr().out
    assert generate.main([], tree) == 0
    assert generate.main(["--check"], tree) == 0


def test_an_example_without_a_type_is_reported_and_removed(tree: Path) -> None:
    name = "libs/contracts/examples/steward.ticket.sung.v1.json"
    left_over = tree / name
    left_over.write_text("{}", "utf-8")
    assert generate.stale(tree) == [f"{name}: no model has this type any more"]
    generate.write(tree)
    assert not left_over.exists()


def test_a_field_that_disappears_is_refused_with_its_name_and_the_cure(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _edit(tree / ASSIGNED, {"foreman": {"type": "string"}})
    before = (tree / ASSIGNED).read_text("utf-8")
    assert generate.main([], tree) == 1
    said = capsys.readouterr().out
    assert "steward.ticket.assigned.v1: data.foreman: removed or renamed" in said
    assert "a new type (steward.ticket.assigned.v2)" in said
    assert (tree / ASSIGNED).read_text("utf-8") == before, "nothing is written when anything is refused"


def test_regenerating_twice_does_not_wear_the_refusal_down(tree: Path) -> None:
    _edit(tree / ASSIGNED, {"foreman": {"type": "string"}})
    assert [generate.main([], tree) for _ in range(3)] == [1, 1, 1]
    assert generate.main(["--check"], tree) == 1


def test_a_break_inside_what_types_share_is_refused_for_each_of_them(tree: Path) -> None:
    path = tree / "libs/contracts/schemas/definitions.json"
    shared = json.loads(path.read_text("utf-8"))
    shared["$defs"]["Severity"]["enum"].append("catastrophic")
    path.write_text(json.dumps(shared), "utf-8")
    found = generate.refusals(tree)
    assert any(
        "steward.ticket.opened.v1: data.snapshot.severity: enum value removed: catastrophic" in line for line in found
    )
    assert len(found) > 50


def test_a_type_that_disappears_is_refused(tree: Path) -> None:
    (tree / "libs/contracts/schemas/steward.ticket.sung.v1.json").write_text('{"type": "object"}', "utf-8")
    assert any("steward.ticket.sung.v1: the type was removed" in line for line in generate.refusals(tree))


def test_losing_the_shared_definitions_is_no_way_round(tree: Path) -> None:
    (tree / "libs/contracts/schemas/definitions.json").unlink()
    assert "definitions.json is gone" in generate.refusals(tree)[0]
    assert generate.main([], tree) == 1


def test_a_wish_may_ask_for_less(tree: Path) -> None:
    schema = json.loads((tree / ACCEPT).read_text("utf-8"))
    schema["required"].append("happened_at")
    (tree / ACCEPT).write_text(json.dumps(schema), "utf-8")
    assert generate.refusals(tree) == []


def test_an_unknown_option_is_refused(tree: Path) -> None:
    with pytest.raises(SystemExit):
        generate.main(["--force"], tree)
