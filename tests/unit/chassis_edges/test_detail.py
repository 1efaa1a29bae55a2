"""Every detail of an answer that is no success can be said in every language (D-109)."""

import pytest

from chassis.http import Detail
from chassis.http.detail import in_words
from contracts.vocabulary import Language


class Noting(dict[str, object]):
    """Fills every blank, and notes which there are."""

    def __missing__(self, name: str) -> str:
        self[name] = ""
        return ""


@pytest.mark.parametrize("detail", list(Detail))
def test_every_detail_is_said_in_every_language_with_the_same_blanks(detail: Detail) -> None:
    blanks = []
    for language in Language:
        about = Noting()
        sentence = in_words(detail, language, about)
        assert (language is Language.EN) == sentence.isascii()
        assert sentence
        blanks.append(set(about))
    assert blanks[0] == blanks[1] == blanks[2]
