"""Sealing holds for any text, any key, any audience (D-108)."""

import base64
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts import sealing
from contracts.vocabulary import Audience

KEYS = st.binary(min_size=32, max_size=32)
SUBJECTS = st.text(st.characters(codec="utf-8"), max_size=60)
VALUES = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.text(st.characters(codec="utf-8"), max_size=200) | st.integers(-(2**53), 2**53) | st.booleans() | st.none(),
    max_size=6,
)
AUDIENCES = st.sampled_from(Audience)


@settings(deadline=None)
@given(KEYS, SUBJECTS, AUDIENCES, VALUES)
def test_what_is_sealed_opens_again(key: bytes, subject: str, audience: Audience, value: dict[str, Any]) -> None:
    sealed = sealing.seal(key, subject, audience, value)
    assert sealing.open_sealed(key, subject, audience, sealed) == value
    assert sealing.seal(key, subject, audience, value) == sealed


@settings(deadline=None)
@given(KEYS, KEYS, SUBJECTS, SUBJECTS, AUDIENCES, AUDIENCES, VALUES)
def test_it_opens_only_with_all_three_the_same(
    key: bytes, other_key: bytes, subject: str, other: str, audience: Audience, another: Audience, value: dict[str, Any]
) -> None:
    assume((key, subject, audience) != (other_key, other, another))
    sealed = sealing.seal(key, subject, audience, value)
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(other_key, other, another, sealed)


@settings(deadline=None)
@given(KEYS, SUBJECTS, st.lists(VALUES, min_size=2, max_size=12, unique_by=repr))
def test_different_texts_never_share_a_nonce(key: bytes, subject: str, values: list[dict[str, Any]]) -> None:
    sealed = {sealing.seal(key, subject, audience, value) for value in values for audience in Audience}
    nonces = {base64.b64decode(text)[1:13] for text in sealed}
    assert len(nonces) == len(sealed)


@settings(deadline=None)
@given(KEYS, st.text(max_size=200))
def test_any_text_that_was_never_sealed_is_refused_in_the_same_words(key: bytes, text: str) -> None:
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(key, "ticket:x", Audience.HANDLERS, text)


@settings(deadline=None)
@given(KEYS, KEYS, SUBJECTS)
def test_a_key_comes_out_of_its_wrapping(master: bytes, key: bytes, subject: str) -> None:
    assert sealing.unwrap_key(master, sealing.wrap_key(master, key, subject), subject) == key


@settings(deadline=None)
@given(
    KEYS, st.lists(st.text(max_size=20), min_size=1, max_size=4), st.lists(st.text(max_size=20), min_size=1, max_size=4)
)
def test_hashes_meet_only_where_all_parts_are_the_same(key: bytes, first: list[str], second: list[str]) -> None:
    same = sealing.keyed_hash(key, *first) == sealing.keyed_hash(key, *second)
    assert same == (first == second)
