"""A ticket is in the index before it is opened. Whoever crashes in between is opened late, and what its neighbours sent
it meanwhile was refused: there was nobody to take it (D-105).
"""

from collections.abc import Iterator, Sequence

import pytest

from contracts.ids import case_id, subject_of_case
from contracts.vocabulary import Flag
from tests.unit.dispatch.neighbours import FOUR, ONE, THREE, TWO, Town

EVERYBODY = (ONE, TWO, THREE, FOUR)


def stories(mentioned: int = 0, opened: Sequence[int] = ()) -> Iterator[list[tuple[int, int]]]:
    """Every order in which the four can be opened: who, and how many are mentioned by then. They are mentioned in
    their own order; each is opened at any time from then on.
    """
    if len(opened) == len(EVERYBODY):
        yield []
        return
    if mentioned < len(EVERYBODY):
        yield from stories(mentioned + 1, opened)
    for one in range(mentioned):
        if one not in opened:
            yield from ([(one, mentioned), *rest] for rest in stories(mentioned, (*opened, one)))


def test_all_orders_are_tried() -> None:
    assert len(list(stories())) == 105  # (2n)! / (2^n n!) for four


@pytest.mark.parametrize("delivered", ["at once", "at the end"])
def test_whoever_is_opened_late_all_are_found_together_once_d105(delivered: str) -> None:
    for story in stories():
        town = Town(at_once=delivered == "at once")
        for one, mentioned in story:
            town.opens(EVERYBODY[one], EVERYBODY[:mentioned])
        town.deliver()
        found_together(town, story)


def found_together(town: Town, story: object) -> None:
    case = town.of(subject_of_case(case_id(ONE)))
    assert case.state.case is not None, story
    assert sorted(case.state.case.members) == sorted(EVERYBODY), story
    assert [event.type for event in case.events].count("steward.case.opened.v1") == 1, story
    assert [name for name in town.plays if name.startswith("case:")] == [case.subject], story
    assert [town.of(one).snapshot.lead for one in EVERYBODY] == [None, ONE, ONE, ONE], story
    for one in EVERYBODY:
        assert Flag.GROUP in town.of(one).snapshot.flags, story
        assert len(town.of(one).state.memo.links) == len(set(town.of(one).state.memo.links)), story
