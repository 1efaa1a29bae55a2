"""Personal data is sealed, per audience (D-108)."""

import base64

import pytest

from contracts import sealing
from contracts.private import Note, Statement
from contracts.vocabulary import Audience

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
SUBJECT = "ticket:08384fa6-fb5e-51ea-b6ff-d59c6112d6c1"
REPORT = {"text": "楼道灯不亮", "unit": "12-3-402"}


def test_what_is_sealed_opens_with_the_same_key_subject_and_audience() -> None:
    sealed = sealing.seal(KEY, SUBJECT, Audience.HANDLERS, REPORT)
    assert sealing.open_sealed(KEY, SUBJECT, Audience.HANDLERS, sealed) == REPORT


def test_a_sealed_part_shows_nothing_of_its_text() -> None:
    sealed = base64.b64decode(sealing.seal(KEY, SUBJECT, Audience.HANDLERS, REPORT))
    assert b"12-3-402" not in sealed
    assert "楼道灯".encode() not in sealed


def test_sealing_again_gives_the_same_text_so_a_decision_can_be_repeated() -> None:
    first = sealing.seal(KEY, SUBJECT, Audience.HANDLERS, {"a": 1, "b": 2})
    assert sealing.seal(KEY, SUBJECT, Audience.HANDLERS, {"b": 2, "a": 1}) == first


@pytest.mark.parametrize(
    ("key", "subject", "audience"),
    [
        (OTHER_KEY, SUBJECT, Audience.HANDLERS),
        (KEY, "ticket:another", Audience.HANDLERS),
        (KEY, SUBJECT, Audience.RESIDENT),
        (KEY, SUBJECT, Audience.RESPONDENT),
    ],
)
def test_nothing_else_opens_it(key: bytes, subject: str, audience: Audience) -> None:
    sealed = sealing.seal(KEY, SUBJECT, Audience.HANDLERS, REPORT)
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(key, subject, audience, sealed)


@pytest.mark.parametrize("holder", list(Audience))
@pytest.mark.parametrize("audience", list(Audience))
def test_an_audience_key_opens_its_own_parts_only(holder: Audience, audience: Audience) -> None:
    sealed = sealing.seal(KEY, SUBJECT, audience, REPORT)
    key = sealing.audience_key(KEY, holder)
    if holder is audience:
        assert sealing.open_with(key, SUBJECT, audience, sealed) == REPORT
        return
    with pytest.raises(sealing.SealBroken):
        sealing.open_with(key, SUBJECT, audience, sealed)


def test_every_altered_byte_is_noticed() -> None:
    raw = base64.b64decode(sealing.seal(KEY, SUBJECT, Audience.RESIDENT, {"a": "b"}))
    for place in range(len(raw)):
        altered = bytearray(raw)
        altered[place] ^= 1
        with pytest.raises(sealing.SealBroken):
            sealing.open_sealed(KEY, SUBJECT, Audience.RESIDENT, base64.b64encode(altered).decode())


@pytest.mark.parametrize("text", ["", "not base64!", "AQ==", "AA" * 40, "楼道"])
def test_what_was_never_sealed_does_not_open(text: str) -> None:
    with pytest.raises(sealing.SealBroken):
        sealing.open_sealed(KEY, SUBJECT, Audience.RESIDENT, text)


def test_a_broken_seal_says_nothing_of_what_is_inside() -> None:
    sealed = sealing.seal(KEY, SUBJECT, Audience.HANDLERS, REPORT)
    with pytest.raises(sealing.SealBroken) as broken:
        sealing.open_sealed(OTHER_KEY, SUBJECT, Audience.HANDLERS, sealed)
    assert sealed not in str(broken.value)
    assert broken.value.__cause__ is None


def test_a_wrapped_key_comes_back_with_the_master_key_of_its_ticket_only() -> None:
    wrapped = sealing.wrap_key(OTHER_KEY, KEY, SUBJECT)
    assert sealing.unwrap_key(OTHER_KEY, wrapped, SUBJECT) == KEY
    assert KEY not in base64.b64decode(wrapped)
    for master, subject in ((KEY, SUBJECT), (OTHER_KEY, "ticket:another")):
        with pytest.raises(sealing.SealBroken):
            sealing.unwrap_key(master, wrapped, subject)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="a key has 32 bytes"):
        sealing.seal(bytes(size), SUBJECT, Audience.HANDLERS, REPORT)
    with pytest.raises(ValueError, match="a key has 32 bytes"):
        sealing.wrap_key(KEY, bytes(size), SUBJECT)


def test_what_is_not_json_is_refused_before_it_is_sealed() -> None:
    with pytest.raises(ValueError, match="is not JSON"):
        sealing.seal(KEY, SUBJECT, Audience.HANDLERS, {"a": object()})


def test_new_keys_are_never_the_same() -> None:
    made = {sealing.new_ticket_key() for _ in range(100)}
    assert len(made) == 100
    assert {len(key) for key in made} == {32}


def test_an_address_hashes_alike_however_it_is_written_and_differently_per_installation() -> None:
    assert sealing.address_hash(KEY, " Resident@Example.org ") == sealing.address_hash(KEY, "resident@example.org")
    assert sealing.address_hash(KEY, "resident@example.org") != sealing.address_hash(OTHER_KEY, "resident@example.org")


def test_a_hash_belongs_to_its_purpose_and_its_parts() -> None:
    made = [
        sealing.keyed_hash(KEY, "unit", "B12", "402"),
        sealing.keyed_hash(KEY, "unit", "B1", "2402"),
        sealing.keyed_hash(KEY, "place", "B12", "402"),
        sealing.keyed_hash(KEY, "unit", "B12402"),
    ]
    assert len(set(made)) == 4


def test_a_private_model_is_sealed_for_each_audience_and_comes_back() -> None:
    part = Note(text="楼道灯不亮")
    sealed = sealing.seal_part(KEY, SUBJECT, part, Audience.HANDLERS, Audience.RESIDENT)
    assert set(sealed) == {Audience.HANDLERS, Audience.RESIDENT}
    assert sealing.open_part(Note, KEY, SUBJECT, Audience.RESIDENT, sealed) == part


def test_a_part_for_nobody_or_of_another_kind_is_refused_by_name() -> None:
    sealed = sealing.seal_part(KEY, SUBJECT, Note(text="x"), Audience.HANDLERS)
    with pytest.raises(sealing.SealBroken, match=r"nothing of .* is sealed for respondent"):
        sealing.open_part(Note, KEY, SUBJECT, Audience.RESPONDENT, sealed)
    with pytest.raises(sealing.SealBroken, match="is no Statement"):
        sealing.open_part(Statement, KEY, SUBJECT, Audience.HANDLERS, sealed)
