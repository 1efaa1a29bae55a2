"""What speaks for a desk: places of phrases, and what concepts bear on desks that are not their own."""

from classifier.domain.evidence import Evidence, evidence
from classifier.domain.lexicon import Grammar, Lexicon
from classifier.domain.matcher import build, find, heard
from classifier.domain.reading import read
from contracts.vocabulary import Category, Language
from tests.unit.classifier.rooms import hits, matcher


def _weights(text: str, **concepts: object) -> dict[Category, int]:
    grammar = dict.fromkeys(Grammar.model_fields, ("zzz",))
    own = build(Lexicon.model_validate({"grammar": grammar, "concepts": concepts}))
    return {found.category: found.weight for found in evidence(own, heard(own, find(own, read(text))), Language.EN)}


_LIFT = {"topic": {"category": "facility_repair", "subcategory": "lift"}, "words": {"en": [{"lift": 3}]}}
_NOISE = {"topic": {"category": "noise"}, "words": {"en": [{"hum": 3}]}}


def test_the_first_sentence_weighs_double() -> None:
    assert _weights("lift. today", lift=_LIFT) == {Category.FACILITY_REPAIR: 12}
    assert _weights("today. lift", lift=_LIFT) == {Category.FACILITY_REPAIR: 6}


def test_a_phrase_counts_once_in_the_title_and_once_below_however_often_it_is_said() -> None:
    assert _weights("lift lift. lift. lift", lift=_LIFT) == {Category.FACILITY_REPAIR: 18}


def test_a_concept_bears_on_another_desk_but_opens_none_that_nothing_speaks_for() -> None:
    night = {
        "words": {"en": ["night"]},
        "bears": {"en": {"noise": 9, "parking": 9, "facility_repair": -5}, "zh": {"noise": -9}},
    }
    assert _weights("lift and hum at night", lift=_LIFT, noise=_NOISE, night=night) == {
        Category.NOISE: 21,
        Category.FACILITY_REPAIR: 7,
    }


def test_evidence_never_falls_below_nothing() -> None:
    never = {"words": {"en": ["praise"]}, "bears": {"en": {"facility_repair": -40}}}
    assert _weights("praise the lift", lift=_LIFT, never=never) == {Category.FACILITY_REPAIR: 0}


def test_what_stands_between_the_halves_of_a_phrase_can_deny_it() -> None:
    def topics(text: str) -> set[str]:
        _, found = hits(text)
        told: tuple[Evidence, ...] = evidence(matcher(), heard(matcher(), found), Language.ZH_HANS)
        return {own.topic for own in told}

    assert "leak" in topics("屋顶一直漏")
    assert "leak" not in topics("屋顶没有漏")
