"""Register numbers and ids, for any ticket (D-103, D-104)."""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts import ids
from contracts.register_number import ALPHABET, BadNumber, derive, parse, pretty

KEYS = st.binary(min_size=1, max_size=64)
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
SPOKEN = {"0": "0oO", "1": "1iIlL"}


@settings(deadline=None)
@given(KEYS, TEXTS, st.integers(0, 9))
def test_a_derived_number_is_always_well_formed(key: bytes, ticket: str, attempt: int) -> None:
    number = derive(key, ticket, attempt)
    assert len(number) == 10
    assert set(number) <= set(ALPHABET)
    assert derive(key, ticket, attempt) == number


@settings(deadline=None)
@given(KEYS, TEXTS, st.data())
def test_a_number_is_understood_however_it_is_written(key: bytes, ticket: str, data: st.DataObject) -> None:
    number = derive(key, ticket)
    written = "".join(
        data.draw(st.sampled_from(SPOKEN.get(letter, letter + letter.lower())))
        + data.draw(st.sampled_from(["", " ", "-"]))
        for letter in number
    )
    assert parse(written) == parse(pretty(number)) == number


@settings(deadline=None)
@given(KEYS, TEXTS, st.integers(0, 9), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(key: bytes, ticket: str, place: int, letter: str) -> None:
    number = derive(key, ticket)
    wrong = number[:place] + letter + number[place + 1 :]
    if wrong == number:
        assert parse(wrong) == number
        return
    with pytest.raises(BadNumber):
        parse(wrong)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_an_id_is_the_uuid5_that_others_compute(source: str, request: str) -> None:
    """An integrator who knows (source, id) may work out the ticket's id with any library (D-104)."""
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, "urn:steward:contracts")
    name = f"6:ticket{len(source)}:{source}{len(request)}:{request}"
    assert ids.ticket_id(source, request) == str(uuid.uuid5(namespace, name))


@settings(deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_a_number_or_a_bad_number(text: str) -> None:
    answer = _parsed(text)
    if isinstance(answer, BadNumber):
        assert len(str(answer)) < 400
    else:
        assert parse(answer) == answer


def _parsed(text: str) -> str | BadNumber:
    try:
        return parse(text)
    except BadNumber as refused:
        return refused


@settings(deadline=None)
@given(st.tuples(TEXTS, TEXTS), st.tuples(TEXTS, TEXTS))
def test_tickets_are_the_same_exactly_when_source_and_id_are(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert (ids.ticket_id(*one) == ids.ticket_id(*other)) == (one == other)


@settings(deadline=None)
@given(st.tuples(TEXTS, TEXTS, st.integers(0, 99)), st.tuples(TEXTS, TEXTS, st.integers(0, 99)))
def test_events_are_the_same_exactly_when_cause_type_and_count_are(
    one: tuple[str, str, int], other: tuple[str, str, int]
) -> None:
    assert (ids.event_id(*one) == ids.event_id(*other)) == (one == other)


@settings(deadline=None)
@given(TEXTS)
def test_only_a_subject_made_from_a_ticket_gives_one_back(text: str) -> None:
    ticket = ids.ticket_id("source", text)
    assert ids.ticket_of(ids.subject_of(ticket)) == ticket
    with pytest.raises(ValueError, match="expected ticket:<uuid>"):
        ids.ticket_of(text)


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_a_derived_id_is_the_uuid5_of_its_parts_each_with_its_length(cause: str, type_: str) -> None:
    parts = ("event", cause, type_, "3")
    name = "".join(f"{len(part)}:{part}" for part in parts)
    namespace = uuid.uuid5(uuid.NAMESPACE_URL, "urn:steward:contracts")
    assert ids.event_id(cause, type_, 3) == str(uuid.uuid5(namespace, name))
