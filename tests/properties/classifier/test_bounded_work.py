"""However long a text is and whatever it is made of, the work on it is bounded, and grows no faster than its length.

Work is counted in calls, of Python and of C, so that a busy machine proves nothing wrong. What one call of a regular
expression takes is not seen here: `python -m bench.classifier` tells the milliseconds of the same bad texts.
"""

import sys
from types import FrameType

import pytest
from hypothesis import given, settings

from bench.bad_texts import bad_texts
from classifier.domain.reading import MOST_CHARACTERS
from tests.properties.classifier.test_any_text import TEXTS
from tests.unit.classifier.rooms import shelf, verdict

A_CHARACTER = 40
"""Calls that one character may cost: one that becomes eighteen, each of them heard, costs 34."""
A_TEXT = 20_000
"""Calls that any text may cost, however short: four matters weighed apart, all rules asked, all reasons given."""
LONG = [
    "漏",
    "漏水",
    "电梯坏了，",
    "不",
    "如果",
    "“",
    "<",
    "<p>",
    "<p " * 100,
    "<blockquote>\n",
    "<blockquote>漏水</blockquote>",
    "\n&gt;",
    "leak ",
    "投诉",
    "1",
    " ",
    "😡",
    "a",
    "\u200b",
    "树…",
    *bad_texts(shelf().group.lexicon),
]


def work(text: str) -> int:
    """The calls that a verdict takes."""
    calls = 0

    def count(_frame: FrameType, event: str, _given: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    verdict("x")  # what is read once only
    before = sys.getprofile()
    sys.setprofile(count)
    try:
        verdict(text)
    finally:
        sys.setprofile(before)
    return calls


def repeated(piece: str, characters: int) -> str:
    return (piece * (1 + characters // len(piece)))[:characters]


@pytest.mark.parametrize("piece", LONG, ids=lambda piece: f"{piece[:4]!r}")
def test_a_hundred_thousand_characters_are_no_more_work_than_what_is_read_of_them(piece: str) -> None:
    assert work(repeated(piece, 100_000)) <= A_TEXT + A_CHARACTER * MOST_CHARACTERS


@pytest.mark.parametrize("piece", LONG, ids=lambda piece: f"{piece[:4]!r}")
def test_twice_the_text_is_at_most_twice_the_work(piece: str) -> None:
    half, whole = (work(repeated(piece, characters)) for characters in (MOST_CHARACTERS // 2, MOST_CHARACTERS))
    assert whole <= 2.2 * half + 5_000


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_any_text_said_again_and_again_stays_within_it(piece: str) -> None:
    for characters in (len(piece), MOST_CHARACTERS, 10 * MOST_CHARACTERS):
        text = repeated(piece, characters) if piece else ""
        assert work(text) <= A_TEXT + A_CHARACTER * min(len(text), MOST_CHARACTERS)
