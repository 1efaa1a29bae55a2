"""What the pages show works as shown: the request, the routes, the rule."""

import base64
import json
import re
import shlex
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.run import base
from classifier.check import check
from classifier.classify import Request as Report
from classifier.domain.rule import UNWRITTEN
from classifier.scoring import Labelled
from contracts.requests import Request
from contracts.vocabulary import Category, Channel, Kind, RefusalReason
from dispatch.app import create as create_dispatch
from dispatch.settings import Settings as DispatchSettings
from estate import load
from intake.app import create as create_intake
from intake.domain.checks import faults
from intake.settings import Settings as IntakeSettings
from intake.words import read_home_words
from steward.rulebook.books import answering, shelf_in
from tests.contract.deploy.files import ROOT
from tests.contract.docs.pages import page
from tests.harness.command import steward

RULES = ROOT / "services/classifier/rules"
SITE_WORDS = "overlays/sh-lanting.lexicon.yaml"
HERE, ELSEWHERE = "sh-lanting", "sz-kechuang"


def test_the_request_shown_to_call_centres_is_one_that_intake_takes() -> None:
    shown = json.loads(page("docs/call-centres.md").blocks("json")[0])
    request = Request.model_validate(shown)
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert faults(request, load(ROOT / "estates/demo"), read_home_words(), noon) == ()


def test_call_centres_are_told_every_field_of_a_request() -> None:
    table = page("docs/call-centres.md").prose
    for field in Request.model_fields:
        assert f"`{field}`" in table


def test_the_reasons_told_to_call_centres_are_reasons() -> None:
    told = page("docs/call-centres.md").prose.partition("`reason` is a closed set")[2].partition("`message`")[0]
    named = re.findall(r"`([a-z_]+)`", told)
    assert len(named) > 10
    assert set(named) <= {reason.value for reason in RefusalReason}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    given = {
        "KAFKA_BOOTSTRAP": "127.0.0.1:1",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "STEWARD_ESTATE": str(ROOT / "estates/demo"),
        "STEWARD_MASTER_KEY": base64.b64encode(b"an invented key for this test...").decode(),
        "INTAKE_SPOOL": str(tmp_path),
    }
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)


async def test_the_routes_that_pages_name_are_served(environment: None) -> None:
    served = {*routes_of(IntakeSettings(), "intake"), *routes_of(DispatchSettings(), "dispatch")}
    named = {
        (method.lower(), path.replace("{id or number}/{action}", "{ticket}/accept"))
        for name in ("docs/call-centres.md", "docs/integrators.md", "docs/running.md", "README.md")
        for method, path in re.findall(r"`(GET|POST) (/[^`]*)`", page(name).text)
    }
    assert len(named) > 4
    assert named <= served


def routes_of(settings: Any, name: str) -> set[tuple[str, str]]:
    create: Any = create_intake if name == "intake" else create_dispatch
    paths: dict[str, Any] = create(settings, base(name, settings)).http.openapi()["paths"]
    return {(method, path) for path, methods in paths.items() for method in methods}


def test_the_rule_that_the_page_adds_does_what_the_page_says(tmp_path: Path) -> None:
    """The page's three pieces, put into a copy of the book: checked, and the case fails without the rule."""
    pieces = rule_pieces()
    assert set(pieces) == {"category.cases.yaml", "lexicon.yaml", "category.yaml", SITE_WORDS}
    book = tmp_path / "rules"
    shutil.copytree(RULES, book)
    added(book, pieces, "category.cases.yaml")
    assert any("charging-pile-broken" in finding.message for finding in check(book))
    added(book, pieces, "lexicon.yaml", "category.yaml")
    assert check(book) == []


def test_the_words_that_the_page_gives_a_site_are_heard_there(tmp_path: Path) -> None:
    book = tmp_path / "rules"
    shutil.copytree(RULES, book)
    (book / "overlays").mkdir()
    (book / SITE_WORDS).write_text(rule_pieces()[SITE_WORDS], encoding="utf-8")
    answer = answering(shelf_in(book))
    for text, leads in (("观光梯又坏了", "lift-leads"), ("The tea pavilion is closed again", "clubhouse-leads")):
        verdicts = [answer(Report(text, Channel.WEB), site) for site in (HERE, ELSEWHERE)]
        assert [any(one.rule == leads for one in verdict.because) for verdict in verdicts] == [True, False]


def rule_pieces() -> dict[str, str]:
    """The YAML of the page by the file it names."""
    blocks = page("docs/adding-a-rule.md").blocks("yaml")
    return {block.split("\n", 1)[0][2:]: block.split("\n", 1)[1] for block in blocks}


def added(book: Path, pieces: dict[str, str], *names: str) -> None:
    for name in names:
        text = (book / name).read_text(encoding="utf-8").rstrip("\n")
        (book / name).write_text(f"{text}\n{pieces[name]}", encoding="utf-8")


def test_the_rule_that_the_page_begins_passes_once_its_sentences_are_written(tmp_path: Path) -> None:
    """`steward rules new` as shown writes words, rule and case that stand by the whole book."""
    line = next(block for block in page("docs/adding-a-rule.md").blocks("") if block.startswith("steward rules new"))
    book = tmp_path / "rules"
    shutil.copytree(RULES, book)
    words = [str(book) if word == "services/classifier/rules" else word for word in shlex.split(line)[1:]]
    assert steward(*words).code == 0
    (begun,) = check(book)
    assert "still to be written" in begun.message
    text = (book / "category.yaml").read_text(encoding="utf-8")
    (book / "category.yaml").write_text(text.replace(UNWRITTEN, "A sentence:"), encoding="utf-8")
    assert check(book) == []


def test_the_labelled_row_shown_to_property_groups_can_be_scored() -> None:
    row = Labelled.model_validate_json(page("docs/property-groups.md").blocks("json")[0])
    assert (row.gold_secondary, row.gold_kind) == ((Category.STAFF_SERVICE,), Kind.COMPLAINT)
