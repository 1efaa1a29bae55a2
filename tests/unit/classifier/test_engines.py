"""Engines are built beside, tried, swapped, drained and freed; a dead one is replaced (D-209)."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from classifier.book_file import load
from classifier.classify import Request
from classifier.domain.book import Book
from classifier.domain.evaluator import Ask, EngineDied, evaluator
from classifier.domain.features import Features
from classifier.domain.rule import Stage
from classifier.domain.verdict import DecidedBy
from classifier.engine import Engine
from classifier.engines import Engines
from classifier.words_file import BookRefused
from contracts.vocabulary import Category, Channel
from tests.unit.classifier.rooms import LIFT, NOW, RULES, folder, rule

LIFT_REPORT = Request("the lift", Channel.WEB)
ABOUT_A_LIFT = Features.of({"lead": "lift"})
AS_NOISE = rule("lift-leads", 10, "{is: {lead: lift}}", "{category: noise, subcategory: neighbour_noise}")
CASE = "cases:\n  - text: the lift\n    expect: {category: facility_repair}\n"


class Watched:
    """An engine that answers plainly, can be told to die, and remembers whether it was freed."""

    def __init__(self, book: Book) -> None:
        self.ask_plainly: Ask = evaluator(book)
        self.dies, self.dead, self.freed = False, False, False

    def ask(self, stage: Stage, features: Features) -> Sequence[str]:
        if self.dies:
            self.dead = True
            raise EngineDied("told to")
        return self.ask_plainly(stage, features)

    def free(self) -> None:
        self.freed = True


@pytest.fixture
def made() -> list[Watched]:
    return []


def engines(path: Path, made: list[Watched]) -> Engines:
    def make(book: Book) -> Watched:
        made.append(Watched(book))
        return made[-1]

    return Engines(path, make)


def test_a_reload_swaps_the_book_and_frees_the_old_engine(tmp_path: Path, made: list[Watched]) -> None:
    held = engines(folder(tmp_path), made)
    folder(tmp_path, category=AS_NOISE)
    done = held.reload()
    assert held.classify(LIFT_REPORT, NOW).category is Category.NOISE
    assert done.before != done.after == held.version
    assert [engine.freed for engine in made] == [True, False]


def test_a_bad_book_is_refused_and_the_old_one_goes_on(tmp_path: Path, made: list[Watched]) -> None:
    held = engines(folder(tmp_path), made)
    (tmp_path / "category.yaml").write_text("rules: [", encoding="utf-8")
    done = held.reload()
    assert done.findings[0].file == "category.yaml"
    assert held.classify(LIFT_REPORT, NOW).category is Category.FACILITY_REPAIR
    assert held.counts.reloads_refused == 1
    assert not made[0].freed


def test_a_book_that_fails_its_cases_is_refused_and_its_engine_freed(tmp_path: Path, made: list[Watched]) -> None:
    held = engines(folder(tmp_path, **{"category.cases": CASE}), made)
    folder(tmp_path, category=AS_NOISE)
    assert "expected facility_repair" in held.reload().findings[0].message
    assert [engine.freed for engine in made] == [False, True]


def test_a_folder_that_is_wrong_at_the_start_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookRefused):
        Engines(folder(tmp_path, category=AS_NOISE, **{"category.cases": CASE}))


def test_the_old_engine_is_freed_only_when_its_last_caller_has_left(tmp_path: Path, made: list[Watched]) -> None:
    held = engines(folder(tmp_path), made)
    with held._lent():
        held.reload()
        assert not made[0].freed
    assert made[0].freed


def test_a_dead_engine_is_replaced_and_its_message_goes_by_the_evaluator(tmp_path: Path, made: list[Watched]) -> None:
    held = engines(folder(tmp_path), made)
    made[0].dies = True
    decided = held.classify(LIFT_REPORT, NOW)
    assert (decided.category, decided.decided_by) == (Category.FACILITY_REPAIR, DecidedBy.EVALUATOR)
    assert held.classify(LIFT_REPORT, NOW).decided_by is DecidedBy.ENGINE
    assert (held.counts.engines_died, held.counts.by_evaluator, held.counts.classified) == (1, 1, 2)


def test_of_an_engine_that_died_is_told_once_and_with_its_book(tmp_path: Path, made: list[Watched]) -> None:
    held, told = engines(folder(tmp_path), made), list[str]()
    held.died = told.append
    made[0].dies = True
    held.classify(LIFT_REPORT, NOW)
    held.classify(LIFT_REPORT, NOW)
    assert told == [held.version]


def test_sites_with_equal_overlays_share_an_engine(tmp_path: Path, made: list[Watched]) -> None:
    own = "rules:\n" + AS_NOISE.replace("    rank:", "    stage: category\n    rank:").replace(
        "lift-leads", "lift-here"
    )
    held = engines(folder(tmp_path, **{"overlays/S01": own, "overlays/S02": own}), made)
    assert len(made) == 2
    assert held.classify(LIFT_REPORT, NOW, "S02").category is Category.NOISE
    assert held.classify(LIFT_REPORT, NOW, "S03").category is Category.FACILITY_REPAIR


def test_the_engine_answers_like_the_evaluator_and_says_so(tmp_path: Path) -> None:
    held = Engines(folder(tmp_path))
    decided = held.classify(LIFT_REPORT, NOW)
    assert (decided.category, decided.decided_by) == (Category.FACILITY_REPAIR, DecidedBy.ENGINE)
    held.close()


def test_an_engine_that_failed_once_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(load(folder(tmp_path, category=LIFT)).group)

    def fails(*_: object) -> None:
        raise RuntimeError("the C part failed")

    monkeypatch.setattr("classifier.engine.compiled.start_action_for_state", fails)
    with pytest.raises(EngineDied, match="in the stage category: RuntimeError"):
        engine.ask(Stage.CATEGORY, ABOUT_A_LIFT)
    with pytest.raises(EngineDied, match="failed before"):
        engine.ask(Stage.CATEGORY, ABOUT_A_LIFT)
    assert engine.dead


def test_a_lost_result_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = Engine(load(folder(tmp_path)).group)
    monkeypatch.setattr("classifier.engine.compiled.complete_and_start_action", lambda *_: None)
    with pytest.raises(EngineDied, match="lost a result"):
        engine.ask(Stage.CATEGORY, ABOUT_A_LIFT)


def test_a_freed_engine_refuses(tmp_path: Path) -> None:
    engine = Engine(load(folder(tmp_path)).group)
    engine.free()
    with pytest.raises(EngineDied):
        engine.ask(Stage.CATEGORY, ABOUT_A_LIFT)


def test_without_durable_rules_the_evaluator_answers_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "classifier.engine", None)
    with pytest.warns(RuntimeWarning, match="durable-rules cannot be imported"):
        held = Engines(folder(tmp_path))
    decided = held.classify(LIFT_REPORT, NOW)
    assert (decided.category, decided.decided_by) == (Category.FACILITY_REPAIR, DecidedBy.EVALUATOR)
    held.close()


def test_only_one_module_imports_durable() -> None:
    sources = (RULES.parent / "src").rglob("*.py")
    importing = {
        path.name for path in sources if re.search(r"^\s*(from|import) durable", path.read_text("utf-8"), re.MULTILINE)
    }
    assert importing == {"engine.py"}
