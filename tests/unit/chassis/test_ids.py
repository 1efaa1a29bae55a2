"""An input that is decided once more, because Redis forgot that it was, makes messages under the same ids (rule 2)."""

from datetime import UTC, datetime, timedelta

from chassis.aggregate import Change, taken
from chassis.decision import Input
from chassis.record import Record
from contracts import topics
from contracts.cloudevents import decode
from tests.harness.counting import Add, Count, counting

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)


def given(sequence: int = 1) -> Input:
    """An input that makes a wish and a fact."""
    topic = topics.CLASSIFIED.name
    return Input(f"in-{sequence}", Add.TYPE, "ticket:a", topic, Add(amount=100), AT, AT, sequence=sequence)


def messages(one: Input, *, later: timedelta) -> list[str]:
    """The ids of the wishes and facts that the input makes of a ticket nobody knows yet."""
    change: Change[Count] = Change(Record(), Record())
    assert taken(counting(), change, one, one.at + later).facts
    return [decode(entry.headers, entry.value).id for entry in change.entries]


def test_a_wish_and_a_fact_that_are_made_again_have_the_ids_they_had() -> None:
    first, again = given(), given()
    ids = messages(first, later=timedelta())
    assert len(set(ids)) == 2
    assert messages(again, later=timedelta(seconds=5)) == ids


def test_what_another_input_makes_has_other_ids() -> None:
    ids = messages(given(), later=timedelta())
    assert not {*ids} & {*messages(given(2), later=timedelta())}
