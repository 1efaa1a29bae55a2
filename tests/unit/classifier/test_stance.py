"""How a phrase is said: negation, quotation, supposition, what is over (D-210)."""

import pytest

from classifier.domain.stance import Stance
from tests.unit.classifier.rooms import hits, said


@pytest.mark.parametrize(
    ("text", "concept", "stance"),
    [
        ("卫生间漏水", "leak", Stance.PLAIN),
        ("没有漏水", "leak", Stance.NEGATED),
        ("不漏水了", "leak", Stance.NEGATED),
        ("冇漏水", "leak", Stance.NEGATED),
        ("唔係漏水", "leak", Stance.NEGATED),
        ("it is not leaking", "leak", Stance.NEGATED),
        ("no sign of a leak", "leak", Stance.NEGATED),
        ("没有一天是不漏水的", "leak", Stance.PLAIN),
        ("不停漏水", "leak", Stance.PLAIN),
        ("不仅漏水", "leak", Stance.PLAIN),
        ("没人来修漏水", "leak", Stance.PLAIN),
        ("一直不处理漏水", "leak", Stance.PLAIN),
        ("nobody has fixed the leak", "leak", Stance.PLAIN),
        ("did not fix the leak", "leak", Stance.PLAIN),
        ("告示写着“小心漏水”", "leak", Stance.QUOTED),
        ("我家“漏水”很严重", "leak", Stance.PLAIN),
        ('the sign says "report any leak"', "leak", Stance.QUOTED),
        ("地下室的味道比漏水还难受", "leak", Stance.COMPARED),
        ("比起漏水，我更在意电梯", "leak", Stance.COMPARED),
        ("好似漏水咁大声", "leak", Stance.COMPARED),
        ("The noise is worse than a leak", "leak", Stance.COMPARED),
        ("这次比上次漏水还严重", "leak", Stance.PAST),
        ("房间比较旧，漏水还没修", "leak", Stance.PLAIN),
        ("比如漏水，还有垃圾没人管", "leak", Stance.PLAIN),
        ("没人漏水", "leak", Stance.NEGATED),
        ("不交钱不让我们走", "shut_in", Stance.PLAIN),
        ("唔簽名唔俾走", "shut_in", Stance.PLAIN),
        ("他们没有不让我们走", "shut_in", Stance.NEGATED),
        ("并不是不让我们走", "shut_in", Stance.NEGATED),
        ("nobody has a leak here", "leak", Stance.NEGATED),
        ("nobody cleans up the leak", "leak", Stance.PLAIN),
        ("如果漏水怎么办", "leak", Stance.CONDITIONAL),
        ("万一漏水就麻烦了", "leak", Stance.CONDITIONAL),
        ("if it leaks again", "leak", Stance.CONDITIONAL),
        ("听说楼下漏水", "leak", Stance.HEARSAY),
        ("去年漏水过一次", "leak", Stance.PAST),
        ("去年修过，现在又漏水", "leak", Stance.PLAIN),
        ("3月5日晚上漏水", "leak", Stance.PAST),
        ("从3月5日开始一直漏水", "leak", Stance.PLAIN),
        ("it leaked last winter", "leak", Stance.PAST),
        ("last winter they came, now it is leaking", "leak", Stance.PLAIN),
        ("漏水的管子已经换好了", "leak", Stance.SOLVED),
        ("漏水已经修好了", "leak", Stance.SOLVED),
        ("琴日漏水，今日已经整好", "leak", Stance.SOLVED),
        ("there was a leak but it is gone now", "leak", Stance.SOLVED),
        ("the leak has been fixed", "leak", Stance.SOLVED),
        ("物业说漏水已经修好了", "leak", Stance.PLAIN),
        ("漏水修好了，但是又漏", "leak", Stance.PLAIN),
        ("the leak was fixed but it is back", "leak", Stance.PLAIN),
        ("是不是漏水?", "leak", Stance.QUESTION),
        ("他没有说“停电”漏水", "leak", Stance.PLAIN),
        ("物业“不作为”漏水", "leak", Stance.PLAIN),
        ("佢話「冇問題」漏水", "leak", Stance.PLAIN),
        ("说“没有人反映过”但漏水", "leak", Stance.PLAIN),
        ("没有“任何”漏水", "leak", Stance.NEGATED),
        ("我家没有“漏水”", "leak", Stance.NEGATED),
        ('he never said "all is well" the pipe is leaking', "leak", Stance.PLAIN),
        ('the sign says "if you smoke you pay" and there is a leak', "leak", Stance.PLAIN),
        ("坊间传闻楼下漏水", "leak", Stance.HEARSAY),
        ("聽聞樓下漏水", "leak", Stance.HEARSAY),
        ("people say there is a leak", "leak", Stance.PLAIN),
        ("rumours of a leak", "leak", Stance.HEARSAY),
        ("没有人说漏水", "leak", Stance.NEGATED),
        ("有人说话的时候漏水", "leak", Stance.PLAIN),
        ("保安说楼下漏水", "leak", Stance.PLAIN),
        ("他们说楼下漏水", "leak", Stance.PLAIN),
        ("the guard told me there is a leak", "leak", Stance.PLAIN),
        ("someone told me there is a leak", "leak", Stance.PLAIN),
        ("有人问我是不是漏水", "leak", Stance.CONDITIONAL),
        ("佢問我系咪漏水", "leak", Stance.CONDITIONAL),
        ("he asked me whether there is a leak", "leak", Stance.CONDITIONAL),
        ("没有人告诉我们漏水", "leak", Stance.PLAIN),
        ("昨天天花漏水，现在干透了", "leak", Stance.SOLVED),
        ("尋晚漏水，而家乾返", "leak", Stance.SOLVED),
        ("it was leaking but it has stopped and dried up since", "leak", Stance.SOLVED),
        ("the leak in the hall has stopped", "leak", Stance.SOLVED),
        ("the leak in the hall has stopped but it is back", "leak", Stance.PLAIN),
        ("师傅修漏水干了三天", "leak", Stance.PLAIN),
        ("厨房漏水。已经修好了。", "leak", Stance.SOLVED),
        ("廚房漏水。今朝已經整好。唔該晒。", "leak", Stance.SOLVED),
        ("There was a leak in the kitchen. It has been fixed, thank you.", "leak", Stance.SOLVED),
        ("厨房漏水。已经修好了吗?", "leak", Stance.PLAIN),
        ("厨房漏水。电梯已经修好了。", "leak", Stance.PLAIN),
        ("廚房漏水。物業話已經整好。", "leak", Stance.PLAIN),
        ("厨房漏水。已经修好了。两天后又漏了。", "leak", Stance.PLAIN),
        ("There is a leak in the kitchen. The lift has been fixed.", "leak", Stance.PLAIN),
        ("There is a leak. It was fixed. Water comes again.", "leak", Stance.PLAIN),
        ("There is a leak. It was fixed for an hour and then went on as before.", "leak", Stance.PLAIN),
    ],
)
def test_a_phrase_is_heard_as_it_is_said(text: str, concept: str, stance: Stance) -> None:
    _, found = hits(text)
    assert next(hit.stance for hit in found if hit.concept == concept) == stance


def test_a_denied_phrase_does_not_cancel_a_plain_one() -> None:
    assert "no_water" in said("我们停水，隔壁小区没有停水")


def test_what_one_expects_counts_also_when_it_is_denied() -> None:
    assert "parking_spaces" in said("There is no visitor parking")
    assert "leak" not in said("There is no leak")


def test_a_supposed_fire_is_no_fire() -> None:
    assert "fire_now" not in said("万一着火就来不及了")
    assert "fire_now" in said("楼道着火了")


@pytest.mark.parametrize(
    "text",
    ["还在漏", "又漏了", "卫生间还在漏", "天花板漏得厉害", "廁所仲漏緊", "露台又漏", "漏了一下午", "楼上漏下来了"],
)
def test_what_leaks_on_is_water(text: str) -> None:
    assert "leak" in said(text)


@pytest.mark.parametrize("text", ["卫生间还在漏电", "厨房又漏煤气", "保洁又漏扫了房间", "房间漏风", "名单漏了一户"])
def test_current_gas_and_what_is_left_out_is_no_leak(text: str) -> None:
    assert "leak" not in said(text)
