"""Redis comes back without its last seconds: neighbours are still found together (D-105), numbers still lead to their
ticket, and nothing is noted twice.
"""

import pytest

from contracts import topics
from contracts.facts import CaseOpened
from tests.component.dispatch.conftest import Desk
from tests.unit.dispatch import play

LEAK = play.quarrel()


async def forget(desk: Desk) -> None:
    """What dispatch keeps beside its records is gone, and the mark is another server's."""
    lost = [key async for key in desk.redis.scan_iter("dispatch:{[^0-9]*")]
    await desk.redis.delete(*lost)
    await desk.redis.hset("dispatch:whole", "run", "another")


async def test_neighbours_on_both_sides_of_a_lost_redis_are_found_together(desk: Desk) -> None:
    """Once, all of them. Partitions are read again side by side, so it need not be the oldest that leads."""
    tickets = [await desk.report(name, LEAK, unit, building="B1") for name, unit in (("one", "101"), ("two", "102"))]
    await forget(desk)
    tickets.append(await desk.report("three", LEAK, "103", building="B1"))
    opened = [event.data for event in desk.events(topics.LIFECYCLE) if isinstance(event.data, CaseOpened)]
    assert len(opened) == 1
    assert {(await desk.read(one)).json()["snapshot"]["case"] for one in tickets} == {opened[0].case}


async def test_a_copy_that_dies_between_the_index_and_the_save_leaves_no_neighbours_apart(desk: Desk) -> None:
    """What the others tell the first ticket comes before it is there to take it."""
    first = await desk.classified("one", LEAK, "101", building="B1")
    await desk.mentions(first)  # and here it dies
    tickets = [await desk.report(name, LEAK, unit, building="B1") for name, unit in (("two", "102"), ("three", "103"))]
    tickets.append(await desk.report("one", LEAK, "101", building="B1"))
    opened = [event.data for event in desk.events(topics.LIFECYCLE) if isinstance(event.data, CaseOpened)]
    assert [(case.lead, set(case.members) <= set(tickets)) for case in opened] == [(first.ticket, True)]
    found = [(await desk.read(one)).json()["snapshot"] for one in tickets]
    assert {one["case"] for one in found} == {opened[0].case}
    assert [one.get("lead") for one in found] == [first.ticket, first.ticket, None]


async def test_a_number_leads_to_its_ticket_again_once_the_next_report_has_come(desk: Desk) -> None:
    ticket = await desk.report("one", LEAK)
    number = (await desk.read(ticket)).json()["snapshot"]["number"]
    await forget(desk)
    assert (await desk.read(number)).status_code == 404
    await desk.report("two", LEAK, "102")
    assert (await desk.read(number)).json()["ticket"] == ticket


async def test_while_nothing_was_lost_nothing_is_read_again(desk: Desk, capfd: pytest.CaptureFixture[str]) -> None:
    await desk.report("one", LEAK, "101")
    capfd.readouterr()
    await desk.report("two", LEAK, "102")
    assert "restored" not in capfd.readouterr().out
    await forget(desk)
    await desk.report("three", LEAK, "103")
    assert "restored" in capfd.readouterr().out
