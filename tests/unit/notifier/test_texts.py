"""Every text in every language on every channel: it says what it must and nothing it must not (D-501…D-507)."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contracts.vocabulary import Clock, Language, MessageChannel, Notice, Subcategory
from notifier import texts
from notifier.domain.forbidden import forbidden
from notifier.domain.wording import instant, joined, said, section
from notifier.lexicon import lexicon_of
from notifier.required import ALWAYS, OFFERED, REQUIRED, RESIDENTS
from notifier.texts import CHANNELS, MOST_SMS, TextsRefused, short
from tests.unit.notifier.town import EMAIL, SMS, office

LONG = {"cause": "管井内阀门老化，密封圈破损，造成渗水" * 4, "task": "更换阀门并检查上下楼层" * 10}
ZH = {
    "number": "012-345-6789",
    "site": "兰亭花园",
    "building": "12号楼",
    "unit": "1203",
    "spot": "",
    "place": "兰亭花园12号楼",
    "address": "兰亭花园12号楼1203",
    "kind": "投诉",
    "what": "渗漏水",
    "severity": "重要",
    "urgency": "紧急",
    "urgent": "1",
    "contact": "顾晓雯",
    "desk": "客户服务部",
    "phone": "+86 199 0000 0120",
    "answer_by": "11月24日（周二）15:30",
    "department": "工程维修部",
    "handler": "陆建明",
    "handler_phone": "+86 199 0000 0121",
    "at": "11月25日（周三）10:00",
    "next_at": "11月26日（周四）18:00",
    "cause": "管井内阀门老化",
    "causes": "正常损耗",
    "measures_text": "更换阀门并做闭水试验",
    "measures": "已更换",
    "result": "不再渗漏",
    "visitor": "周敏",
    "outcome": "经您确认已解决",
    "task": "更换阀门",
    "accept_by": "11月24日（周二）14:00",
    "due_at": "11月24日（周二）18:00",
    "from_department": "秩序维护部",
    "clock": "首次答复",
    "trigger": "超时未处理",
    "level": "2",
    "triage": "几类相近",
    "candidates": "噪音问题、停车问题",
}
TEXTS = [(notice, language, channel) for notice in REQUIRED for language in Language for channel in CHANNELS]


def words(notice: Notice, **more: str) -> dict[str, str]:
    return {name: {**ZH, **more}[name] for name in OFFERED[notice]}


@pytest.mark.parametrize(("notice", "language", "channel"), TEXTS)
def test_a_text_says_all_it_must(notice: Notice, language: Language, channel: MessageChannel) -> None:
    text = office().render(notice, language, channel, words(notice))
    whole = f"{text.title or ''}\n{text.body}"
    assert all(ZH[part] in whole for part in REQUIRED[notice])
    assert "\n\n\n" not in whole
    assert not set("{}<>").intersection(whole)


@pytest.mark.parametrize(("notice", "language", "channel"), TEXTS)
def test_a_text_without_its_optional_parts_still_reads_whole(
    notice: Notice, language: Language, channel: MessageChannel
) -> None:
    bare = dict.fromkeys(OFFERED[notice] - REQUIRED[notice] - ALWAYS, "")
    text = office().render(notice, language, channel, words(notice, **bare))
    assert not any(gap in text.body for gap in ("（）", "()", "，，", ", ,", "「」", "“”", ": .", "：。"))


@pytest.mark.parametrize(("notice", "language"), [(notice, language) for notice in REQUIRED for language in Language])
def test_an_sms_stays_short_whatever_is_put_in(notice: Notice, language: Language) -> None:
    text = office().render(
        notice, language, SMS, words(notice, **{n: LONG["cause"] for n in OFFERED[notice] if n in ZH})
    )
    assert len(text.body) <= MOST_SMS
    assert "\n" not in text.body


@pytest.mark.parametrize(
    ("notice", "language"), [(notice, language) for notice in sorted(RESIDENTS) for language in Language]
)
def test_a_usual_sms_is_not_cut(notice: Notice, language: Language) -> None:
    assert not office().render(notice, language, SMS, words(notice)).body.endswith("…")


def test_every_notice_has_a_subject_in_mail_and_none_in_sms() -> None:
    render = office().render
    for notice in REQUIRED:
        assert render(notice, Language.EN, EMAIL, words(notice)).title
        assert render(notice, Language.EN, SMS, words(notice)).title is None


def test_a_text_of_a_person_is_never_taken_for_a_template() -> None:
    text = office().render(Notice.COMPLETED, Language.EN, EMAIL, words(Notice.COMPLETED, result="{{ 7 * 7 }}"))
    assert "{{ 7 * 7 }}" in text.body


@pytest.mark.parametrize(
    ("file", "content", "reason"),
    [
        ("en/received.sms.j2", "We have it: {{ number }}", "does not say answer_by"),
        ("en/next_report.sms.j2", "{{ number }} {{ desk }}: soon", "does not say next_at"),
        ("en/received.sms.j2", "{{ nummber }}", "cannot be rendered: 'nummber' is undefined"),
        ("en/received.sms.j2", "{% if %}", "cannot be rendered"),
        ("en/closed.sms.j2", "{{ number }} {{ outcome }}: a minor matter", "says 'minor'"),
        ("zh-Hans/closed.sms.j2", "{{ number }} {{ outcome }}：投诉无效", "says '无效'"),
        ("en/closed.email.j2", "\n\n{{ ''.__class__.__mro__ }}", "cannot be rendered"),
    ],
)
def test_a_wrong_text_stops_the_start_with_file_and_reason(
    tmp_path: Path, file: str, content: str, reason: str
) -> None:
    """D-505: checked before use; an interim message without the next time is refused."""
    (tmp_path / file).parent.mkdir()
    (tmp_path / file).write_text(content, encoding="utf-8")
    with pytest.raises(TextsRefused) as refused:
        texts.load(tmp_path)
    assert any(file in problem and reason in problem for problem in refused.value.problems)


def test_a_group_may_replace_a_single_text(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en/closed.sms.j2").write_text("Done: {{ number }}, {{ outcome }}.", encoding="utf-8")
    own = texts.load(tmp_path)
    assert own(Notice.CLOSED, Language.EN, SMS, words(Notice.CLOSED)).body.startswith("Done: 012-345-6789")
    assert own(Notice.RECEIVED, Language.EN, SMS, words(Notice.RECEIVED)).body.startswith("We have registered")


def test_a_text_with_a_misspelt_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en/recieved.sms.j2").write_text("{{ number }}", encoding="utf-8")
    with pytest.raises(TextsRefused, match=r"en/recieved\.sms\.j2: replaces no text"):
        texts.load(tmp_path)


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone"):
        with pytest.raises(TextsRefused, match="NOTIFIER_TEMPLATES"):
            texts.load(folder)


def test_a_word_that_is_missing_in_one_language_is_named() -> None:
    _, problems = lexicon_of({"kind": {"complaint": ["投诉", "投訴"]}})
    assert any("kind.complaint" in problem for problem in problems)


def test_a_verdict_among_the_words_for_residents_is_named() -> None:
    rows = {"cause": {"resident": ["投诉无效", "單位內", "the home"]}}
    assert any("cause.resident" in problem and "无效" in problem for problem in lexicon_of(rows)[1])


@pytest.mark.parametrize(
    ("text", "found"),
    [("投诉失实", ("失实",)), ("輕微", ("輕微",)), ("A Minor leak", ("Minor",)), ("the minority", ()), ("有效", ())],
)
def test_what_no_resident_reads_is_found(text: str, found: tuple[str, ...]) -> None:
    assert forbidden(text) == found


@pytest.mark.parametrize(
    ("language", "zone", "expected"),
    [
        (Language.ZH_HANS, "Asia/Shanghai", "11月24日（周二）22:30"),
        (Language.ZH_HANT, "Asia/Hong_Kong", "11月24日（星期二）22:30"),
        (Language.EN, "Asia/Hong_Kong", "Tue 24 Nov, 22:30"),
        (Language.EN, "Europe/London", "Tue 24 Nov, 14:30"),
    ],
)
def test_an_instant_stands_on_the_sites_own_wall_clock(language: Language, zone: str, expected: str) -> None:
    assert instant(datetime(2026, 11, 24, 14, 30, tzinfo=UTC), ZoneInfo(zone), language) == expected


def test_values_are_said_in_the_readers_language() -> None:
    zone, lexicon = ZoneInfo("Asia/Hong_Kong"), office().lexicon
    names = {Language.ZH_HANT: "海濱灣", Language.EN: "Harbour Bay"}
    assert said(Subcategory.LIFT, Language.ZH_HANT, zone, lexicon) == "升降機"
    assert said((Clock.ACCEPT, Clock.PLAN), Language.EN, zone, lexicon) == "acceptance, plan"
    assert said(names, Language.ZH_HANS, zone, lexicon) == "海濱灣"
    assert said(None, Language.EN, zone, lexicon) == ""
    assert section(Subcategory) == "subcategory"


def test_a_place_is_written_from_large_to_small_in_chinese_and_the_other_way_in_english() -> None:
    assert joined(["兰亭花园", "12号楼", "1203"], Language.ZH_HANS) == "兰亭花园12号楼1203"
    assert joined(["Harbour Bay", "Tower 2", ""], Language.EN) == "Tower 2, Harbour Bay"


def test_what_is_too_long_is_cut_where_one_sees_it() -> None:
    assert short("a" * 50, 10) == "a" * 9 + "…"
    assert short("a" * 10, 10) == "a" * 10
