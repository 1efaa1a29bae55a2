"""Ports: the usual one, else the next free one; or any."""

import socket
from collections.abc import Iterator

import pytest

from stack.errors import StackError
from stack.ports import HIGHEST, LOOPBACK, Ports, answers, choose, is_free


@pytest.fixture
def listener() -> Iterator[int]:
    with socket.create_server((LOOPBACK, choose(0, ports=Ports.FREE))) as server:
        yield int(server.getsockname()[1])


def test_the_usual_port_is_taken_when_it_is_free() -> None:
    usual = choose(0, ports=Ports.FREE)
    assert choose(usual) == usual


def test_a_port_in_use_gives_way_to_the_next_free_one(listener: int) -> None:
    chosen = choose(listener)
    assert listener < chosen <= listener + 100
    assert is_free(chosen)


def test_a_port_already_given_to_another_part_is_not_given_twice() -> None:
    usual = choose(0, ports=Ports.FREE)
    assert choose(usual, taken={usual}) > usual


def test_free_ports_differ_and_stay_below_the_range_of_outgoing_connections() -> None:
    given: set[int] = set()
    for _ in range(50):
        given.add(choose(9092, ports=Ports.FREE, taken=given))
    assert len(given) == 50
    assert max(given) < 32_000


def test_when_nothing_is_free_the_error_says_where_it_looked() -> None:
    with pytest.raises(StackError, match=rf"no free port on 127\.0\.0\.1 from {HIGHEST} to {HIGHEST}"):
        choose(HIGHEST, taken={HIGHEST})


def test_a_port_answers_only_while_somebody_listens(listener: int) -> None:
    assert answers(listener)
    assert not answers(choose(0, ports=Ports.FREE))
