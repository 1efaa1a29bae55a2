"""The shipped rules against the cases beside them, each by the engine and by the evaluator (D-209)."""

from collections.abc import Iterator

import opencc
import pytest

from classifier.book_file import Case
from classifier.domain.evaluator import plain
from classifier.domain.profile import leaving
from classifier.engine import Engine
from classifier.trial import differences, verdict_on
from contracts.vocabulary import CATEGORY_OF, Flag, Language, Subcategory
from tests.unit.classifier.rooms import matcher, shelf


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    built = Engine(shelf().group)
    yield built
    built.free()


def named(case: Case) -> str:
    return f"{case.file}:{case.line}"


@pytest.mark.parametrize("case", shelf().cases, ids=named)
def test_a_case_comes_out_as_written_by_engine_and_evaluator(case: Case, engine: Engine) -> None:
    by_engine = verdict_on(case, matcher(), [(shelf().group, engine.ask)])
    assert list(differences(case, by_engine)) == []
    assert by_engine == verdict_on(case, matcher(), plain([shelf().group]))


def test_the_shipped_book_keeps_to_the_safe_profile() -> None:
    assert leaving(shelf().group) == []


def test_every_subcategory_is_given_by_a_rule() -> None:
    given = {own.rule.then.subcategory for own in shelf().group.rules}
    assert set(CATEGORY_OF) | {Subcategory.OTHER} <= given


def test_every_flag_that_a_text_can_show_is_given_by_a_rule() -> None:
    assert {own.rule.then.flag for own in shelf().group.rules} - {None} == set(Flag)


def test_cases_are_written_in_all_three_languages() -> None:
    spoken = {verdict_on(case, matcher(), plain([shelf().group])).language for case in shelf().cases}
    assert set(Language) <= spoken


def test_reasons_are_written_in_the_script_they_claim() -> None:
    turned = opencc.OpenCC("t2s")
    for own in shelf().group.rules:
        hans, hant = own.rule.because[Language.ZH_HANS], own.rule.because[Language.ZH_HANT]
        assert turned.convert(hans) == hans
        assert not any(c in hant for c in "电现这为渗业声车们报严")
