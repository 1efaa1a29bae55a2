"""What stands in a text and is not said: unticked choices, small print, another's mail (D-210)."""

import pytest

from classifier.domain.reading import read
from classifier.domain.stance import Stance
from classifier.domain.unsaid import ticked_only
from tests.unit.classifier.rooms import hits, matcher, said


@pytest.mark.parametrize(
    ("form", "left"),
    [
        ("□ 漏水 □ 停电 ☑ 电梯", "☑ 电梯"),
        ("□漏水 ☑电梯 □其他 三号楼", "☑电梯 三号楼"),
        ("報修：☐漏水 ☒升降機", "報修： ☒升降機"),
        ("漏水□ 停电□ 电梯☑", "电梯☑"),
        ("水管（ ） 路灯（√）", "路灯（√）"),
        ("［　］漏水 ［√］停电", "［√］停电"),
        ("[ ] leak [x] lift", "[x] lift"),
        ("Leak [ ] Lift [x] Power [ ]", "Lift [x]"),
        ("[ ] Leak\n[x] Lift not working\n[ ] No power", "[x] Lift not working"),
        ("[ ] Leak, the lift is stuck", ", the lift is stuck"),
        ("□ 其他：门关不上\n☑ 电梯", "：门关不上 ☑ 电梯"),
        ("漏水：□是 ☑否\n停电：☑是 □否", "停电：☑是"),
        ("漏水：□是 ☑否 停电：☑是 □否。灯不亮", "停电：☑是 。灯不亮"),
        ("Leak: [ ] yes [x] no\nThe light is out", "The light is out"),
        ("电梯坏了□", "电梯坏了□"),
        ("□ 电梯坏了\n□ 路灯不亮", "□ 电梯坏了 □ 路灯不亮"),
        ("电梯□□坏了 ☑", "电梯□□坏了 ☑"),
        ("走廊（ ）漏水", "走廊（ ）漏水"),
        ("✅ 门修好了，电梯没有", "✅ 门修好了，电梯没有"),
    ],
)
def test_of_a_form_only_what_is_ticked_is_said(form: str, left: str) -> None:
    assert " ".join(ticked_only(form).split()) == left
    assert len(ticked_only(form)) == len(form)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The lift is broken.\nThis e-mail is confidential. If you smell gas call us.", "the lift is broken."),
        ("The lift is broken.\n\nSent from my iPhone", "the lift is broken."),
        ("路灯坏了。本邮件仅供收件人使用，发现燃气泄漏请致电。", "路灯坏了。"),
        ("路燈壞咗。\n此電郵及附件屬機密，如有火警請致電。", "路灯坏咗。"),
        ("电梯坏了\n发自我的 iPhone", "电梯坏了"),
        ("水喉漏水\n從我的iPhone傳送", "水喉漏水"),
        ("发自我的内心，谢谢保安", "发自我的内心,谢谢保安"),
        ("The bin room stinks\n-- \nMary Tan\nFire officer", "the bin room stinks"),
        ("One: no light\n--\nTwo: no water\n--\nThank you", "one: no light\n--\ntwo: no water\n--\nthank you"),
        ("Private and confidential\nThe lift is broken", "private and confidential\nthe lift is broken"),
        ("This e-mail is about the lift", "this e-mail is about the lift"),
        ("I read the notice: this e-mail is confidential", "i read the notice: this e-mail is confidential"),
    ],
)
def test_after_small_print_nothing_is_said(text: str, left: str) -> None:
    assert read(text, matcher().margin).text == left


def test_small_print_at_the_head_keeps_only_its_own_sentence() -> None:
    text = "This is an automated message. Take care.\n\nThe lift is broken"
    reading, found = hits(text)
    lift = next(hit for hit in found if hit.concept == "lift")
    assert text[slice(*reading.span(lift.start, lift.end))] == "The lift"
    assert "automated" not in reading.text


@pytest.mark.parametrize(
    ("text", "heard", "not_heard"),
    [
        ("The lobby is dirty.\n> There is a gas leak", "dirt", "gas_escape"),
        ("> 燃气泄漏\n> 请派人\n楼道灯不亮", "lighting", "gas_escape"),
        ("> 煤氣漏咗\n部𨋢壞咗", "lift", "gas_escape"),
        ("The lobby light is broken.\n-----Original Message-----\nThere is a gas leak", "electric_thing", "gas_escape"),
        ("路灯不亮。\n----原始邮件----\n燃气泄漏", "lighting", "gas_escape"),
        ("<p>The lobby is dirty.</p><blockquote type='cite'>There is a gas leak</blockquote>", "dirt", "gas_escape"),
        ("<BLOCKQUOTE>燃气泄漏<br>请派人</BLOCKQUOTE><div>楼道灯不亮</div>", "lighting", "gas_escape"),
        ("部𨋢壞咗<blockquote>你好<blockquote>煤氣漏咗</blockquote>\n煤氣漏咗</blockquote>", "lift", "gas_escape"),
        ("The lobby is dirty.<br>&gt; There is a gas leak<br>&gt;&gt; in block two", "dirt", "gas_escape"),
        ("路灯不亮\n <span>&gt; 燃气泄漏</span>", "lighting", "gas_escape"),
        ("<div>路灯不亮</div><div>----原始邮件----</div><div>燃气泄漏</div>", "lighting", "gas_escape"),
    ],
)
def test_what_another_wrote_is_quoted_beside_a_matter_of_ones_own(text: str, heard: str, not_heard: str) -> None:
    assert heard in said(text)
    assert not_heard not in said(text)


def test_what_html_quotes_is_found_where_it_stands_in_the_original() -> None:
    text = "<p>The lobby is dirty.</p><blockquote>\nThere is a <b>gas leak</b></blockquote><p>The lift, no light</p>"
    reading, found = hits(text)
    told = {hit.concept: (text[slice(*reading.span(hit.start, hit.end))], hit.stance) for hit in found}
    assert told["gas_escape"] == ("gas leak", Stance.QUOTED)
    assert told["lift"] == ("The lift", Stance.PLAIN)


@pytest.mark.parametrize(("between", "stance"), [("", Stance.QUOTED), ("</blockquote>", Stance.PLAIN)])
def test_a_quotation_of_html_goes_on_behind_what_is_left_out_of_a_long_mail(between: str, stance: Stance) -> None:
    text = f"The lobby is dirty.<blockquote>{'Dear all, ' * 300}{between}{'Dear all, ' * 200}gas leak"
    _, found = hits(text)
    assert [hit.stance for hit in found if hit.concept == "gas_escape"] == [stance]


@pytest.mark.parametrize(
    "text",
    [
        "> There is a gas leak",
        "See below\n\nSent from my iPhone\n\nBegin forwarded message:\n\nThere is a gas leak",
        "Please help.\nThis e-mail is confidential.\n> There is a gas leak\n> in block two",
        "Fwd:\n> There is a gas leak\n> in block two",
        "Any news? Please fix it.\n> There is a gas leak",
        "> 燃气泄漏\n一个月了没人管",
        "> There is a gas leak\nThe gas is still leaking",
        "> 煤氣洩漏\n冇人理，唔該跟進",
        "请处理\n------转发的邮件------\n燃气泄漏",
        "The lobby is dirty, the level is > 3 and there is a gas leak",
        "<blockquote>There is a gas leak</blockquote>",
        "<p>Any news? Please fix it.</p><blockquote>燃气泄漏</blockquote>",
        "The lobby is dirty.<blockquote>Dear all</blockquote>There is a gas leak",
        "The lobby is dirty.</blockquote><br>There is a gas leak",
        "&gt; There is a gas leak",
        "The lobby is dirty, the level is &gt; 3 and there is a gas leak",
    ],
)
def test_a_forwarded_text_with_nothing_of_ones_own_is_the_matter(text: str) -> None:
    assert "gas_escape" in said(text)
