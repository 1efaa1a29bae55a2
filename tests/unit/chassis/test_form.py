"""The form of a state: what makes a service read all of its topic again, and what does not (rule 3)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field, create_model

from chassis.record import JsonState


def form(doc: str = "A state.", **fields: Any) -> str:
    """That of a state with these fields; all are called alike, as two versions of one are."""
    made: Mapping[str, Any] = {"total": (int, 0), **fields}
    return JsonState[BaseModel](create_model("State", __doc__=doc, **made)).form


def test_it_follows_what_a_state_holds() -> None:
    assert form() == form()
    assert form() != form(more=(int, 0))
    assert form() != form(total=(str, ""))
    assert form() != form(total=(int, 1)), "an absent field would be read as another number"
    assert form(title=(str, "")) != form(), "a field may be called as the schema calls its own"


def test_words_for_people_are_no_part_of_it() -> None:
    assert form() == form("A state, told better.")
    assert form() == form(total=(int, Field(0, title="Total", description="All of it.")))


def one_colour() -> type[StrEnum]:
    class Colour(StrEnum):
        RED = "red"

    return Colour


def two_colours() -> type[StrEnum]:
    class Colour(StrEnum):
        RED = "red"
        BLUE = "blue"

    return Colour


def test_a_vocabulary_may_grow() -> None:
    assert form(colour=(one_colour(), "red")) == form(colour=(two_colours(), "red"))
