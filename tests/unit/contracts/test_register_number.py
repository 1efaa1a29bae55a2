"""The register number (D-103)."""

from itertools import product

import pytest

from contracts import register_number
from contracts.register_number import ALPHABET, BadNumber, _check_character, derive, parse, pretty

KEY = bytes(range(32))
TICKET = "08384fa6-fb5e-51ea-b6ff-d59c6112d6c1"
NUMBER = derive(KEY, TICKET)


def test_a_number_has_ten_characters_of_an_alphabet_without_lookalikes() -> None:
    assert NUMBER == "E77DMNPQ0D"
    assert not set("ILOU") & set(ALPHABET)
    assert len(ALPHABET) == 32


def test_the_next_attempt_another_ticket_or_another_installation_gives_another_number() -> None:
    made = {NUMBER, derive(KEY, TICKET, 1), derive(KEY, "another"), derive(bytes(32), TICKET)}
    assert len(made) == 4


@pytest.mark.parametrize(
    "text",
    ["E77DMNPQ0D", "e77dmnpq0d", "E77-DMN-PQ0D", " e77 dmn pqod ", "E77—DMN—PQ0D", "E77DMNPQOD"],
)
def test_a_number_is_understood_as_people_write_and_say_it(text: str) -> None:
    assert parse(text) == NUMBER


def test_i_and_l_are_read_as_one() -> None:
    with_one = next(number for n in range(100) if "1" in (number := derive(KEY, f"ticket-{n}")))
    assert parse(with_one.replace("1", "I")) == with_one
    assert parse(with_one.replace("1", "l")) == with_one


def test_the_pretty_form_is_three_groups_and_reads_back() -> None:
    assert pretty(NUMBER) == "E77-DMN-PQ0D"
    assert parse(pretty(NUMBER)) == NUMBER


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "has 10 characters, this one 0"),
        ("E77DMNPQ0", "has 10 characters, this one 9"),
        ("E77DMNPQ0DD", "has 10 characters, this one 11"),
        ("E77DMNPQ0U", "contains U"),
        ("楼道灯不亮楼道灯不亮", "contains"),
        ("E77DMNPQ0E", "last character does not fit"),
    ],
)
def test_a_bad_number_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(BadNumber, match=why):
        parse(text)


def test_every_single_wrong_character_is_found() -> None:
    """The check is a chain of one step per character, so all steps and all pairs of characters are all cases."""
    for state, right, wrong in product(range(32), ALPHABET, ALPHABET):
        if right != wrong:
            assert _step(state, right) != _step(state, wrong)
    after = {_step(state, "0") for state in range(32)}
    assert len(after) == 32, "a difference once made must never be lost again"


def test_every_wrong_character_of_one_number_is_refused() -> None:
    for place, letter in product(range(10), ALPHABET):
        if NUMBER[place] != letter:
            with pytest.raises(BadNumber):
                parse(NUMBER[:place] + letter + NUMBER[place + 1 :])


def test_swapped_neighbours_are_found_but_for_64_of_31744_cases_of_letters_that_are_neighbours_in_the_alphabet() -> (
    None
):
    cases = [(s, a, b) for s, a, b in product(range(32), ALPHABET, ALPHABET) if a != b]
    missed = [(a, b) for s, a, b in cases if _step(_step(s, a), b) == _step(_step(s, b), a)]
    assert (len(cases), len(missed)) == (31_744, 64)
    assert {abs(ALPHABET.index(a) - ALPHABET.index(b)) for a, b in missed} == {1, 31}


def test_a_check_character_is_what_iso_7064_says() -> None:
    body = NUMBER[:9]
    state = 16
    for letter in body:
        state = _step(state, letter)
    assert _step(state, _check_character(body)) == 1


def test_numbers_of_many_tickets_spread_over_the_whole_alphabet() -> None:
    letters = {letter for n in range(400) for letter in derive(KEY, f"t{n}")}
    assert letters == set(register_number.ALPHABET)


def _step(state: int, letter: str) -> int:
    """One step of ISO 7064's hybrid system, written down from the standard, not from the library."""
    return (((state or 32) * 2) % 33 + ALPHABET.index(letter)) % 32


def test_a_swap_with_the_check_character_is_found_but_for_2_of_992_cases() -> None:
    missed, cases = 0, 0
    for state, letter in product(range(32), ALPHABET):
        check = ALPHABET[_closing(_step(state, letter))]
        if check != letter:
            cases += 1
            missed += ALPHABET[_closing(_step(state, check))] == letter
    assert (cases, missed) == (992, 2)


def _closing(state: int) -> int:
    return (1 - ((state or 32) * 2) % 33) % 32
