"""Whatever somebody writes: an answer, spans inside the text, and the same answer again."""

from hypothesis import given, settings
from hypothesis import strategies as st

from classifier.domain.evidence import evidence
from classifier.domain.features import NONE, Asked, bounds, choices, flags, of_text
from classifier.domain.letters import _letters, _squeezed, normal
from classifier.domain.markup import laid_out
from classifier.domain.matcher import find, heard
from classifier.domain.reading import read
from classifier.domain.rule import Stage
from contracts.vocabulary import Channel
from tests.unit.classifier.rooms import matcher, shelf, verdict

PHRASES = [
    phrase.replace("*", "").replace("…", "")
    for concept in shelf().group.lexicon.concepts.values()
    for phrase, _ in concept.phrases()
]
GLUE = [
    "，",
    "。",
    " ",
    "不",
    "没有",
    "如果",
    "但",
    "“",
    "”",
    "<b>",
    "\u200b",
    "！",
    "🙂",
    "昨天",
    "修好了",
    "not ",
    "樓",
    "\n",
    "<br>",
    "<blockquote>",
    "</blockquote>",
    "&gt; ",
]
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PHRASES + GLUE * 20), max_size=25).map("".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_any_text_gets_an_answer_with_spans_inside_it(text: str) -> None:
    decided = verdict(text)
    assert decided.severity is not None
    assert decided.urgency is not None
    assert (decided.category is not None and decided.kind is not None) or decided.needs_triage is not None
    for because in decided.because:
        for (start, end), word in zip(because.spans, because.words, strict=True):
            assert 0 <= start < end <= len(text)
            assert text[start:end].startswith(word)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_the_same_text_gets_the_same_answer(text: str) -> None:
    assert verdict(text) == verdict(text)


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_only_closed_features_reach_the_rules(text: str) -> None:
    reading = read(text)
    hits = heard(matcher(), find(matcher(), reading))
    features = of_text(matcher(), reading, hits, evidence(matcher(), hits, reading.language), Asked(Channel.WEB))
    lexicon = shelf().group.lexicon
    enums, ints, bools = choices(lexicon), bounds(), flags(lexicon)
    assert set(features.numbers) == set(ints)
    assert set(features.enums) == set(enums)
    assert features.said <= bools
    assert all(value in enums[name] and value.isascii() for name, value in features.enums.items())
    assert all(type(n) is int and ints[name][0] <= n <= ints[name][1] for name, n in features.numbers.items())
    assert features["category"] == NONE
    assert Stage.CATEGORY


TAGS = [
    "<br>",
    "<p>",
    "</P>",
    "<blockquote type=cite>",
    "</blockquote>",
    "<h1<",  # never closed: what stands in a tag is no letter of the text
    "&gt;",
    "&#62;",
    "\n",
    " ",
    "<",
    ">",
    "漏",
]


@given(st.lists(st.sampled_from(TAGS), max_size=20).map("".join), st.integers(0, 2))
def test_laying_html_out_keeps_every_letter_in_its_place(text: str, quotes: int) -> None:
    made = laid_out(text, quotes)
    assert len(made) == len(text)
    kept = [place for place, letter in enumerate(text) if letter == "漏" and (place or not quotes)]
    assert all(made[place] == "漏" for place in kept)


@given(st.text(st.sampled_from("电梯 坏\u200bé\u0301ＡＢ\n\t…<b>&nbsp;樓“'，！’‘`C"), max_size=60))
def test_the_quick_way_to_read_is_the_careful_way(text: str) -> None:
    pairs = list(_squeezed(list(_letters(text))))
    plain, places = normal(text)
    assert (plain, list(places)) == ("".join(letter for letter, _ in pairs), [place for _, place in pairs])
