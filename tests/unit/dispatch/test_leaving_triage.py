"""What nobody could classify is found together with the others once a person has classified it (D-104, D-105, D-208).

Until then it is in no index: it may be about anything.
"""

from collections.abc import Iterator

import pytest

from contracts.commands import Correction
from contracts.facts import CommandRefused
from contracts.ids import case_id, subject_of_case
from contracts.vocabulary import Category, Flag, Kind, Relation, Severity
from tests.unit.dispatch.neighbours import FOUR, ONE, THREE, TWO, Town
from tests.unit.dispatch.play import quarrel

EVERYBODY = (ONE, TWO, THREE, FOUR)
A_QUARREL = Correction(kind=Kind.COMPLAINT, category=Category.NOISE)


def stories() -> Iterator[tuple[str, int]]:
    """Which of the four is in triage, and after how many reports it is classified."""
    for place, doubtful in enumerate(EVERYBODY, 1):
        yield from ((doubtful, after) for after in range(place, len(EVERYBODY) + 1))


@pytest.mark.parametrize(("doubtful", "after"), list(stories()))
@pytest.mark.parametrize("at_once", [True, False])
def test_all_are_found_together_whenever_one_is_classified_d105(doubtful: str, after: int, *, at_once: bool) -> None:
    town, mentioned = Town(at_once=at_once), list[str]()
    for place, ticket in enumerate(EVERYBODY, 1):
        if ticket == doubtful:
            town.wonders(ticket)
        else:
            mentioned.append(ticket)
            town.opens(ticket, tuple(mentioned))
        if place == after:
            mentioned.append(doubtful)
            town.classifies(doubtful, A_QUARREL, tuple(mentioned))
    town.deliver()
    lead, *members = mentioned
    case = town.of(subject_of_case(case_id(lead))).state.case
    assert case is not None
    assert sorted(case.members) == sorted(EVERYBODY)
    assert [name for name in town.plays if name.startswith("case:")] == [subject_of_case(case_id(lead))]
    assert {town.of(one).snapshot.lead for one in members} == {lead}
    assert all(Flag.GROUP in town.of(one).snapshot.flags for one in EVERYBODY)
    assert not any(isinstance(event.data, CommandRefused) for one in EVERYBODY for event in town.of(one).events)


def test_a_repeat_is_linked_and_one_step_more_severe_once_it_is_classified_d104() -> None:
    town = Town()
    town.wonders(TWO, quarrel(severity=Severity.MINOR))
    town.classifies(TWO, A_QUARREL, repeats=(ONE, TWO))
    snapshot = town.of(TWO).snapshot
    assert (snapshot.repeats_of, snapshot.severity) == (ONE, Severity.IMPORTANT)
    assert Flag.REPEAT in snapshot.flags
    assert (Relation.REPEAT_OF, ONE) in town.of(TWO).state.memo.links


def test_how_severe_a_person_says_it_is_it_stays_d104_d203() -> None:
    town = Town()
    town.wonders(TWO)
    said = A_QUARREL.model_copy(update={"severity": Severity.MINOR})
    town.classifies(TWO, said, repeats=(ONE, TWO))
    assert town.of(TWO).snapshot.severity is Severity.MINOR
    assert Flag.REPEAT in town.of(TWO).snapshot.flags


def test_a_question_is_no_repeat_d104() -> None:
    town = Town()
    town.wonders(TWO)
    town.classifies(TWO, Correction(kind=Kind.ENQUIRY, category=Category.NOISE), repeats=(ONE, TWO))
    assert town.of(TWO).snapshot.repeats_of is None


def test_whoever_was_classified_already_is_looked_up_no_second_time_d104() -> None:
    town = Town()
    town.opens(TWO)
    town.classifies(TWO, A_QUARREL, repeats=(ONE, TWO))
    assert town.of(TWO).snapshot.repeats_of is None


def test_the_sealed_report_is_kept_as_long_as_it_is_in_triage_and_told_once_more_d108() -> None:
    town = Town()
    town.wonders(TWO)
    report = town.of(TWO).events[0].data.sealed
    assert town.of(TWO).state.memo.report == report
    town.classifies(TWO, A_QUARREL)
    corrected = next(event.data for event in town.of(TWO).events if event.type == "steward.ticket.corrected.v1")
    assert corrected.report == report
    assert not town.of(TWO).state.memo.report
    town.classifies(TWO, Correction(severity=Severity.MAJOR))
    assert town.of(TWO).events[-1].data.report == {}
