"""The ids seen of a source say what a plain list of the last ones would say (rules 3 and 6)."""

from hypothesis import given
from hypothesis import strategies as st

from chassis.seen import KEPT_IDS, NOTHING

SEQUENCES = st.lists(st.integers(1, 10_000), unique=True, max_size=3 * KEPT_IDS).map(sorted)
WORDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), min_size=1, max_size=12)


@given(SEQUENCES, st.data())
def test_the_last_ids_are_known_and_no_others(sequences: list[int], data: st.DataObject) -> None:
    ids = {sequence: data.draw(WORDS) for sequence in sequences}
    seen = NOTHING
    for sequence, id_ in ids.items():
        seen = seen.and_then(sequence, id_)
    kept = sequences[-KEPT_IDS:]
    asked = data.draw(st.integers(1, 10_000))
    assert seen.last == (sequences[-1] if sequences else 0)
    assert {sequence: seen.id_of(sequence) for sequence in kept} == {sequence: ids[sequence] for sequence in kept}
    assert seen.id_of(asked) == (ids[asked] if asked in kept else None)
