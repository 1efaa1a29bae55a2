"""What a refusal says, in three languages (D-109)."""

import pytest

from contracts.faults import Fault
from contracts.saying import said
from contracts.vocabulary import Language, RefusalReason

OF_INTAKE = [
    RefusalReason.MISSING,
    RefusalReason.UNKNOWN_FIELD,
    RefusalReason.WRONG_TYPE,
    RefusalReason.TOO_LONG,
    RefusalReason.EMPTY,
    RefusalReason.NOT_IN_SET,
    RefusalReason.BAD_FORMAT,
    RefusalReason.IN_THE_FUTURE,
    RefusalReason.UNKNOWN_SITE,
    RefusalReason.UNKNOWN_BUILDING,
    RefusalReason.SITE_NOT_YOURS,
    RefusalReason.NEEDS_UNIT_AND_CONTACT,
    RefusalReason.DIFFERENT_BODY,
    RefusalReason.WRONG_ROLE,
]


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("reason", OF_INTAKE)
def test_every_reason_has_its_own_sentence_in_every_language(language: Language, reason: RefusalReason) -> None:
    sentence = said(Fault("f", reason, limit=20, allowed="a, b"), language)
    assert sentence
    assert sentence not in [said(Fault("f", reason), other) for other in Language if other is not language]
    assert "{" not in sentence
    assert (language is Language.EN) == sentence.isascii()


def test_a_sentence_says_the_limit_and_what_is_allowed() -> None:
    too_long = Fault("text", RefusalReason.TOO_LONG, limit=200)
    unknown = Fault("building", RefusalReason.UNKNOWN_BUILDING, allowed="B01, B02")
    assert [said(one, Language.EN) for one in (too_long, unknown)] == [
        "This is too long; at most 200 characters or items.",
        "The site has no such building; it has: B01, B02.",
    ]
