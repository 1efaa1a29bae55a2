"""What the pages name exists: links, paths, make targets, commands with their options, metrics, variables, tests."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import typer

from contracts.registry import model_of
from contracts.topics import TOPICS
from steward.__main__ import app_for
from tests.contract.deploy.files import MODULES, ROOT, metrics_in, registered, settings_of
from tests.contract.docs.pages import Page, page, pages, paths_named

PAGES = pages()
INVENTED = {"docs/adding-an-event.md"}
"""Pages that show how something new comes to be: its names exist only there."""
each_page = pytest.mark.parametrize("one", PAGES, ids=[one.name for one in PAGES])
TESTS = {
    name
    for file in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"def (test_\w+)", file.read_text(encoding="utf-8"))
}
TARGETS = set(re.findall(r"^([a-z0-9]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@each_page
def test_a_link_leads_somewhere(one: Page) -> None:
    for link in one.links():
        target, _, anchor = link.partition("#")
        there = (one.path.parent / target).resolve() if target else one.path
        assert there.exists(), f"{one.name}: {link}"
        assert not anchor or anchor in Page(there).anchors(), f"{one.name}: no heading for {link}"


@each_page
def test_a_path_from_the_root_is_there(one: Page) -> None:
    for path in paths_named(one):
        assert list(ROOT.glob(path.rstrip("/"))), f"{one.name} names {path}"


@each_page
def test_a_make_target_is_in_the_makefile(one: Page) -> None:
    for words in one.commands("make"):
        wanted = {word for word in words[1:] if re.fullmatch(r"[a-z][a-z0-9]*", word)}
        assert wanted <= TARGETS, f"{one.name}: {' '.join(words)}"


@each_page
def test_a_command_and_its_options_exist(one: Page) -> None:
    for words in one.commands("steward"):
        command, rest = resolved(words[1:])
        assert command, f"{one.name}: {' '.join(words)}"
        known = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        asked = {word for word in rest if word.startswith("--")} - {"--help"}
        assert asked <= known, f"{one.name}: {' '.join(words)}"


def resolved(words: Iterable[str]) -> tuple[Any, list[str]]:
    """The command that these words call, and what is left of them. `list|show` are both meant."""
    command: Any = typer.main.get_command(app_for([]))
    rest = list(words)
    while hasattr(command, "commands") and rest and not rest[0].startswith("-"):
        found = [command.commands.get(name) for name in rest.pop(0).split("|")]
        command = found[0] if all(found) else None
    return command, rest


@each_page
def test_a_metric_is_counted_by_some_service(one: Page) -> None:
    known = set(registered())
    families = known | {re.sub(r"_(bucket|count|sum)$", "", name) for name in known}
    assert metrics_in(one.text) - {"steward_letter"} <= families, one.name


@each_page
def test_a_test_that_is_named_as_proof_exists(one: Page) -> None:
    named = {text for text in one.inline() if re.fullmatch(r"test_\w+", text)}
    assert named <= TESTS, one.name


@each_page
def test_an_event_that_is_named_is_in_the_contracts(one: Page) -> None:
    if one.name in INVENTED:
        return
    named = re.findall(r"steward\.[a-z_]+\.[a-z_]+\.v\d", one.text)
    assert [name for name in named if model_of(name) is None] == [], one.name


@each_page
def test_a_topic_that_is_named_is_in_the_table(one: Page) -> None:
    known = {topic.name for topic in TOPICS}
    named = {text for text in one.inline() if re.fullmatch(r"(tickets|people|dead|retry)\.[a-z-]+", text)}
    assert {name for name in named if not name.endswith((".py", ".lua"))} <= known, one.name


def test_the_run_book_lists_exactly_the_settings_that_there_are() -> None:
    table = page("docs/running.md").text.partition("## Settings")[2].partition("##")[0]
    rows = [line.split(" | ")[0] for line in table.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert listed == {field.upper() for service in MODULES for field in settings_of(service).model_fields}


@pytest.mark.parametrize("one", [page("docs/running.md"), page("docs/property-groups.md")], ids=lambda one: one.name)
def test_a_variable_that_a_page_tells_to_set_is_read(one: Page) -> None:
    fields = {field.upper() for service in MODULES for field in settings_of(service).model_fields}
    named = {text.partition("=")[0] for text in one.inline() if re.fullmatch(r"[A-Z]+(_[A-Z]+)+(=\S+)?", text)}
    assert named
    assert named <= fields


def test_every_decision_is_listed_and_has_its_parts() -> None:
    index = page("docs/adr/README.md").text
    records = sorted((ROOT / "docs/adr").glob("0*.md"))
    assert [path.name[:4] for path in records] == [f"{n:04}" for n in range(1, len(records) + 1)]
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert f"({path.name})" in index
        for heading in ("**Status**", "## Context", "## Decision", "## Consequences", "## Not chosen"):
            assert heading in text, f"{path.name} lacks {heading}"
        title = text.splitlines()[0].removeprefix(f"# {path.name[:4]} ")
        assert title in index, f"the index names {path.name} otherwise"


def test_the_licence_is_the_whole_text() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert all(f"   {n}. " in text for n in range(1, 10))
    assert "END OF TERMS AND CONDITIONS" in text


def test_what_does_not_exist_would_be_found(tmp_path: Path) -> None:
    """The checks above see what they are for: each kind of wrong name, in a page made up of them."""
    wrong = Page(tmp_path / "wrong.md")
    fenced = "```\nmake nothing\nsteward vanish --now   # gone\nsteward up --sideways && make test\n```\n"
    wrong.path.write_text(
        f"# A page\n[there](nowhere.md) [here](#a-page) `libs/nothing.py` `test_that_never_was`\n{fenced}",
        encoding="utf-8",
    )
    assert wrong.links() == ["nowhere.md", "#a-page"]
    assert wrong.anchors() == {"a-page"}
    assert paths_named(wrong) == ["libs/nothing.py"]
    assert [words[1] for words in wrong.commands("make")] == ["nothing", "test"]
    assert [words[1:] for words in wrong.commands("steward")] == [["vanish", "--now"], ["up", "--sideways"]]
    assert resolved(["vanish", "--now"])[0] is None
    assert "test_that_never_was" not in TESTS


def test_the_chassis_rules_are_where_its_page_says() -> None:
    """Each module in the two tables is there, and has the functions that stand behind it in brackets."""
    tables = page("libs/chassis/README.md").text.partition("## Ports")[0]
    named = re.findall(r"`([a-z_/]+\.(?:py|lua))`(?: \(([^)]*)\))?", tables)
    assert len(named) > 25
    for module, functions in named:
        source = (ROOT / "libs/chassis/src/chassis" / module).read_text(encoding="utf-8")
        for function in re.findall(r"`(?:\w+\.)?(\w+)`", functions):
            assert re.search(rf"def {function}\b", source), f"{module} has no {function}"
