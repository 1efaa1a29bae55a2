"""What nobody could classify is in no index until a person has classified it, and then it is (D-104, D-105, D-208)."""

from contracts import topics
from contracts.commands import Correction, CorrectTicket
from contracts.facts import CaseOpened, CommandRefused
from contracts.ids import subject_of
from contracts.vocabulary import Category, Kind, TriageReason
from tests.component.dispatch.conftest import Desk
from tests.component.dispatch.test_restoring import forget
from tests.unit.dispatch import play

A_QUARREL = Correction(kind=Kind.COMPLAINT, category=Category.NOISE)
DOUBT = TriageReason.AMBIGUOUS


async def classify(desk: Desk, ticket: str, by: str = "bert") -> None:
    """A person says what it is."""
    await desk.send(topics.COMMANDS, subject_of(ticket), CorrectTicket(by=by, classification=A_QUARREL))
    await desk.settle()


async def in_one_case(desk: Desk, tickets: list[str]) -> None:
    """All of them, in the one that was opened."""
    opened = [event.data for event in desk.events(topics.LIFECYCLE) if isinstance(event.data, CaseOpened)]
    assert len(opened) == 1
    assert {(await desk.read(one)).json()["snapshot"].get("case") for one in tickets} == {opened[0].case}


def refusals(desk: Desk) -> int:
    return sum(isinstance(event.data, CommandRefused) for event in desk.events(topics.LIFECYCLE))


async def test_three_neighbours_are_found_together_though_the_first_was_in_triage(desk: Desk) -> None:
    tickets = [await desk.report("one", play.quarrel(), "101", building="B1", needs_triage=DOUBT)]
    for name, unit in (("two", "102"), ("three", "103")):
        tickets.append(await desk.report(name, play.quarrel(), unit, building="B1"))
    assert [(await desk.read(one)).json()["snapshot"].get("lead") for one in tickets] == [None, None, None]
    await classify(desk, tickets[0])
    await in_one_case(desk, tickets)
    assert refusals(desk) == 0


async def test_a_neighbour_out_of_triage_is_still_found_when_redis_was_lost_after_it(desk: Desk) -> None:
    tickets = [await desk.report("one", play.quarrel(), "101", building="B1", needs_triage=DOUBT)]
    await classify(desk, tickets[0])
    await forget(desk)
    for name, unit in (("two", "102"), ("three", "103")):
        tickets.append(await desk.report(name, play.quarrel(), unit, building="B1"))
    await in_one_case(desk, tickets)


async def test_a_second_complaint_out_of_triage_is_a_repeat_d104(desk: Desk) -> None:
    first = await desk.report("one", play.quarrel())
    second = await desk.report("two", play.quarrel(), needs_triage=DOUBT)
    await classify(desk, second)
    found = (await desk.read(second)).json()["snapshot"]
    assert (found["repeats_of"], "repeat" in found["flags"]) == (first, True)


async def test_whoever_may_not_classify_it_puts_it_into_no_index(desk: Desk) -> None:
    tickets = [await desk.report("one", play.quarrel(), "101", building="B1", needs_triage=DOUBT)]
    await classify(desk, tickets[0], by="nobody")
    assert refusals(desk) == 1
    for name, unit in (("two", "102"), ("three", "103")):
        tickets.append(await desk.report(name, play.quarrel(), unit, building="B1"))
    assert [(await desk.read(one)).json()["snapshot"].get("case") for one in tickets] == [None, None, None]
