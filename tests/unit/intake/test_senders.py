"""Whose a record on `tickets.requests` is (D-101)."""

from chassis.http import Caller
from intake.senders import Sender, Senders

WEST, EAST = (Sender(name, Caller(name, "integrator", frozenset({"S1"}))) for name in ("west", "east"))
NAMED = {"west": WEST, "east": EAST}


def test_the_caller_header_decides_and_a_name_that_is_unknown_is_nobodys() -> None:
    senders = Senders(NAMED, unnamed=EAST)
    assert senders.of("west", "/east") is WEST
    assert senders.of("north", "/east") is None


def test_without_it_the_end_of_the_source_names_the_caller() -> None:
    assert Senders(NAMED).of("", "/crm/west") is WEST
    assert Senders(NAMED).of("", "west") is WEST


def test_what_names_nobody_is_the_unnamed_callers_if_the_estate_has_one() -> None:
    assert Senders(NAMED, unnamed=EAST).of("", "/somebody/else") is EAST
    assert Senders(NAMED).of("", "") is None
