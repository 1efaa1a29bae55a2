"""The normal form of a text, with every character traceable to the original (D-210)."""

import pytest

from classifier.domain.letters import folded
from classifier.domain.reading import MOST_CHARACTERS, read
from contracts.vocabulary import Language
from tests.unit.classifier.rooms import hits, matcher, said


@pytest.mark.parametrize(
    ("original", "normal"),
    [
        ("樓上漏水", "楼上漏水"),
        ("ＬＩＦＴ　坏了", "lift 坏了"),
        ("漏 水", "漏水"),
        ("漏\u200b水", "漏水"),
        ("<p>Lift&nbsp;broken</p>", "lift broken\n"),
        ("\n\n漏水", "漏水"),
        ("Dear all<br>Lift broken<BR/>No light", "dear all\nlift broken\nno light"),
        ('<div>漏<b style="color: red; font-size: 12px">水</b>了</div>', "漏水了\n"),
        ("a < b and 3 > 2", "a < b and 3 > 2"),
        ("can’t", "can't"),
        ("\u202e漏水", "漏水"),
    ],
)
def test_a_text_is_folded_to_one_normal_form(original: str, normal: str) -> None:
    assert read(original).text == normal


@pytest.mark.parametrize("text", ["請問 樓上<b>漏水</b>點算", "天花　漏\u200b水", "ｗａｔｅｒ　ｌｅａｋ now"])
def test_spans_are_those_of_the_original_text(text: str) -> None:
    reading, found = hits(text)
    leak = next(hit for hit in found if hit.concept == "leak")
    start, end = reading.span(leak.start, leak.end)
    assert folded(text[start:end]) == reading.text[leak.start : leak.end]


def test_a_span_covers_invisible_characters_inside_the_word() -> None:
    text = "天花漏\u200b水"
    reading, found = hits(text)
    leak = next(hit for hit in found if hit.concept == "leak")
    assert text[slice(*reading.span(leak.start, leak.end))] == "漏\u200b水"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("电梯坏了，请派人来修", Language.ZH_HANS),
        ("升降機壞咗，請派人嚟整", Language.ZH_HANT),
        ("喺度漏水", Language.ZH_HANT),
        ("The lift is broken", Language.EN),
        ("lift 坏了，请修一下", Language.ZH_HANS),
        ("Lift broken", Language.EN),
        ("😡😡", None),
        ("", None),
        ("12345", None),
        ("水漏れがひどいので来てください", None),
        ("엘리베이터가 고장났어요", None),
        ("Лифт не работает уже три дня", None),
        ("L'ascenseur est en panne depuis trois jours et personne ne vient", None),
        ("On a un leak dans la cuisine", None),
        ("El ascensor no funciona, hay un leak en el techo", None),
        ("ascensor no funciona", None),
        ("O elevador nao funciona, water vazando no teto", None),
        ("Das Wasser im Bad is leaking seit gestern", None),
        ("Hindi gumagana ang lift please paayos po", None),
        ("Tolong baiki lif blok B sudah 3 hari rosak", None),
        ("Lift rusak sejak kemarin, tolong diperbaiki", None),
        ("Thang may tang 5 bi hong tu hom qua xin sua giup", None),
        ("Vòi nước bị rò, please sửa giúp", None),
        ("The façade of the café is dirty", Language.EN),
        ("lift down", Language.EN),
        ("Mr Ng and Mr Ang of Hong Kong Gardens, lift spoilt", Language.EN),
        ("lift spoil le la wait so long", Language.EN),
        ("lift spoilt lah, when can fix ah", Language.EN),
        ("toilet bowl choke already, water overflow", Language.EN),
        ("aircon leking watr evry day", Language.EN),
        ("MTR side lift no good la, wait so long", Language.EN),
        ("El Camino gate broken", Language.EN),
        ("Guard at Villa de la Rosa very rude", Language.EN),
        ("El, my neighbour, lets the dog bark; the la Cruz family too", Language.EN),
        ("电梯 rosak 了，请派人来修", Language.ZH_HANS),
    ],
)
def test_language_and_script_are_known_or_none(text: str, language: Language | None) -> None:
    assert read(text, matcher().margin).language == language


def test_sentences_and_clauses_are_told_apart() -> None:
    reading = read("停水了，没人来。电梯也坏了")
    assert [clause.sentence for clause in reading.clauses] == [0, 0, 1]
    assert reading.clause_at(reading.text.index("电梯")) == 2


def test_a_very_long_text_is_cut_and_says_so() -> None:
    assert read("漏" * (MOST_CHARACTERS + 1)).cut
    assert not read("漏" * MOST_CHARACTERS).cut


def test_of_a_long_letter_the_end_is_read_too_with_its_places() -> None:
    text = "您好，" * 5_000 + "厨房漏水"
    reading, found = hits(text)
    leak = next(hit for hit in found if hit.concept == "leak")
    assert text[slice(*reading.span(leak.start, leak.end))] == "漏水"
    assert len(reading.text) <= MOST_CHARACTERS


def test_no_phrase_is_joined_over_what_was_left_out() -> None:
    assert "leak" not in said("您" * 1_999 + "漏" + "好" * 5_000 + "水" + "您" * 998)


def test_characters_that_become_many_do_not_make_a_text_longer_than_what_is_read() -> None:
    assert len(read("\ufdfa" * MOST_CHARACTERS).text) == MOST_CHARACTERS


def test_a_simplified_word_is_not_turned_as_if_it_were_traditional() -> None:
    assert read("门禁被打坏了").text == "门禁被打坏了"
    assert read("大門已經打壞，請回覆").text == "大门已经打坏,请回复"
