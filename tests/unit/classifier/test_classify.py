"""A verdict: what was decided, why, for which matters, and when a person must look (D-201…D-210)."""

from pathlib import Path

import pytest

from classifier.book_file import load
from classifier.classify import Request, classify
from classifier.domain.evaluator import plain
from classifier.domain.matcher import build
from classifier.domain.verdict import MOST_SPANS, MOST_WORD
from contracts.vocabulary import Category, Channel, Flag, Kind, Language, Severity, Slot, TriageReason, Urgency
from tests.unit.classifier.rooms import LIFT, NOW, folder, rule, shelf, verdict


def test_every_slot_says_which_rule_decided_it_and_with_which_words() -> None:
    because = {b.slot: b for b in verdict("樓上漏水到我屋企").because}
    assert because[Slot.CATEGORY].rule == "leak-leads"
    assert because[Slot.CATEGORY].words == ("漏水",)
    assert because[Slot.CATEGORY].spans == ((2, 4),)
    assert {Slot.KIND, Slot.SEVERITY, Slot.URGENCY} <= because.keys()


def test_the_version_of_a_rule_stands_in_the_explanation() -> None:
    decided = verdict("电梯坏了")
    assert {b.version for b in decided.because} <= {own.rule.version() for own in shelf().group.rules}
    assert decided.book == shelf().group.version


def test_the_public_explanation_holds_no_word_of_the_text() -> None:
    decided = verdict("三栋王阿姨家漏水，电话一三八零零")
    assert all(b.words == () for b in decided.public())
    assert "漏水" not in repr(decided)
    assert decided.private()["leak-leads"] == ("漏水",)


def test_an_explanation_is_bounded() -> None:
    decided = verdict("，".join(["漏水", "渗水", "滴水", "漏雨", "渗漏", "发霉", "屋顶漏", "楼顶漏雨", "管道漏"] * 30))
    assert all(len(b.spans) <= MOST_SPANS for b in decided.because)
    assert all(len(word) <= MOST_WORD for b in decided.because for word in b.words)


def test_a_rule_that_lost_stays_on_record() -> None:
    severity = next(b for b in verdict("有人困在电梯里").because if b.slot is Slot.SEVERITY)
    assert ("real-failure", "important") in {(lost.rule, lost.value) for lost in severity.lost}


def test_several_matters_get_their_own_category_and_severity_and_the_ticket_the_worst() -> None:
    decided = verdict("楼道垃圾成堆臭气熏天没人清。电梯里困住了人，有人被困电梯！")
    assert {m.category for m in decided.matters} == {Category.ENVIRONMENT_HYGIENE, Category.FACILITY_REPAIR}
    by_category = {m.category: m for m in decided.matters}
    assert by_category[Category.ENVIRONMENT_HYGIENE].severity is Severity.IMPORTANT
    assert by_category[Category.FACILITY_REPAIR].severity is Severity.MAJOR
    assert by_category[Category.FACILITY_REPAIR].urgency is Urgency.EMERGENCY
    assert (decided.severity, decided.urgency) == (Severity.MAJOR, Urgency.EMERGENCY)


def test_the_first_matter_is_the_tickets_own_category() -> None:
    decided = verdict("电梯故障停运。物业还乱收费，多收了电费。")
    assert decided.matters[0].category is decided.category
    assert [m.number for m in decided.matters] == list(range(1, len(decided.matters) + 1))
    assert decided.category not in decided.secondary


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", TriageReason.EMPTY),
        (" \n\t", TriageReason.EMPTY),
        ("😡😡😡", TriageReason.LANGUAGE),
        ("水漏れがひどいのです", TriageReason.LANGUAGE),
        ("在吗", TriageReason.NOTHING_MATCHED),
        ("hello there", TriageReason.NOTHING_MATCHED),
    ],
)
def test_what_no_rule_decides_goes_to_a_person_with_the_reason(text: str, reason: TriageReason) -> None:
    """D-208."""
    assert verdict(text).needs_triage is reason


def test_an_ambiguous_message_names_its_two_best_candidates() -> None:
    decided = verdict("家里老鼠，又被盗")
    assert decided.needs_triage is TriageReason.AMBIGUOUS
    assert {c.category for c in decided.candidates} == {Category.ENVIRONMENT_HYGIENE, Category.SECURITY}
    assert all(c.spans for c in decided.candidates)


def test_a_clear_message_names_no_candidates() -> None:
    assert verdict("电梯坏了").candidates == ()


def test_triage_keeps_what_is_known_so_that_an_emergency_is_not_lost() -> None:
    decided = verdict("我是商户，我们店里着火冒烟了，现在！")
    assert decided.needs_triage is TriageReason.OTHER_SIDE
    assert decided.urgency is Urgency.EMERGENCY


def test_severity_and_urgency_are_always_decided_by_a_rule() -> None:
    for text in ("", "在吗", "电梯坏了", "😡"):
        slots = {b.slot for b in verdict(text).because}
        assert {Slot.SEVERITY, Slot.URGENCY} <= slots


def test_a_forwarded_report_is_at_least_important() -> None:
    """D-204."""
    decided = verdict("关于三号楼绿化带的来信。", forwarded=True)
    assert decided.severity is Severity.IMPORTANT
    assert Flag.FORWARDED_BY_GOVERNMENT in decided.flags


def test_a_letter_marked_complaint_is_a_complaint() -> None:
    """D-101."""
    assert verdict("投诉：路灯不亮。", Channel.LETTER).kind is Kind.COMPLAINT


def test_what_is_asked_for_is_read_too_with_spans_after_a_line_break() -> None:
    text, wish = "三号楼大堂", "请修漏水"
    decided = verdict(text, asks_for=wish)
    category = next(b for b in decided.because if b.slot is Slot.CATEGORY)
    start, end = category.spans[0]
    assert f"{text}\n{wish}"[start:end] == "漏水"


def test_mixed_scripts_are_read_together() -> None:
    decided = verdict("3号楼 lift 坏了，请 send someone 維修")
    assert decided.category is Category.FACILITY_REPAIR
    assert decided.language is Language.ZH_HANS


def test_a_sites_overlay_is_asked_first(tmp_path: Path) -> None:
    own = "rules:\n" + rule("lift-is-noise-here", 5, "{is: {lead: lift}}", "{category: noise}").replace(
        "    rank:", "    stage: category\n    rank:"
    )
    shelf = load(folder(tmp_path, category=LIFT, **{"overlays/S01": own}))
    books = (shelf.sites["S01"], shelf.group)
    decided = classify(build(shelf.group.lexicon), plain(books), Request("the lift", Channel.WEB), NOW)
    because = next(b for b in decided.because if b.slot is Slot.CATEGORY)
    assert (decided.category, because.rule) == (Category.NOISE, "lift-is-noise-here")
    assert because.lost[0].rule == "lift-leads"


def test_what_a_matter_makes_worse_is_explained_by_that_matter_s_rule() -> None:
    for case in shelf().cases:
        decided = verdict(case.text, case.channel, asks_for=case.asks_for, forwarded=case.forwarded)
        for slot, value in ((Slot.SEVERITY, decided.severity), (Slot.URGENCY, decided.urgency)):
            assert any(b.slot is slot and b.value == value for b in decided.because) is (value is not None), case.text


@pytest.mark.parametrize("text", ["在吗", "Здравствуйте, у нас сломался лифт", ""])
def test_what_no_rule_sent_to_a_person_names_no_rule_for_it(text: str) -> None:
    decided = verdict(text)
    assert decided.needs_triage is not None
    assert not [b for b in decided.because if b.slot is Slot.TRIAGE]


def test_a_matter_beside_a_leading_one_that_nothing_decides_is_weighed_by_itself(tmp_path: Path) -> None:
    also = "rules:\n" + rule("lift-too", 10, "{has: [lift]}", "{secondary: facility_repair}")
    book = load(folder(tmp_path, category=LIFT, secondary=also)).group
    text = Request("noise, noise. the lift", Channel.WEB)
    decided = classify(build(book.lexicon), plain([book]), text, NOW)
    assert decided.needs_triage is TriageReason.NOTHING_MATCHED
    assert [matter.category for matter in decided.matters] == [Category.FACILITY_REPAIR]


@pytest.mark.parametrize(
    "text",
    [
        "表扬保洁阿姨做得好，另外楼道灯有一盏不亮。",
        "Thank you to the concierge, he was wonderful! By the way, the hallway light is out.",
    ],
)
def test_what_is_reported_beside_a_praise_is_a_matter_of_its_own_d206(text: str) -> None:
    praised = verdict(text)
    assert (praised.kind, praised.severity) == (Kind.PRAISE, Severity.MINOR)
    assert [one.category for one in praised.matters] == [Category.PUBLIC_AFFAIRS, Category.FACILITY_REPAIR]
