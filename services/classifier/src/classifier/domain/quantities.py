"""Numbers a text states and that weigh on a verdict: how often it was reported before, for how long it has lasted."""

import re

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | dict(zip("两半几数多", (2, 1, 3, 3, 3), strict=True))
_WORDS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_WORDS |= {"several": 3, "a few": 3, "couple of": 2}
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_ZH_NUMBER = r"[二两三四五六七八九十几数多\d]{1,5}"
_REPORT = (
    "(?:反映|反应|投诉|报修|报过|上报|举报|打.{0,4}电话|电话|联系|沟通|要求|找过?|催|交涉|求助"
    "|说过|报告|反馈|维权|信访)"
)
_MANY = "多次|好多次|很多次|无数次|几十次|好多回|好多遍|好几次|好几回|多遍"
_ZH_TIMES = re.compile(
    rf"第?({_ZH_NUMBER}|好几)[余多]?次.{{0,6}}?{_REPORT}|{_REPORT}[^,。!?]{{0,6}}?({_ZH_NUMBER})[余多]?次"
)
_ZH_MANY = re.compile(
    rf"(?:{_MANY}|屡次|反复|再三|数次|一再|几番|不断)[^。!?]{{0,16}}{_REPORT}"
    rf"|{_REPORT}[^,。!?]{{0,5}}(?:{_MANY}|无果|无用|没用)"
    "|踢皮球|互相推诿|石沉大海|不了了之"
)
_ZH_AGAIN = re.compile(rf"(?:再次|又一次|又来){_REPORT}")
_EN_COUNT = r"\d{1,3}|two|three|four|five|six|several|a few|couple of"
_EN_TIMES = re.compile(
    r"\b(second|third|fourth|fifth|sixth) (?:time|request|report|complaint|work order|ticket|email|call)"
    rf"|\b({_EN_COUNT}) (?:times|work orders|requests|reports|complaints|tickets|emails|calls)\b"
)
_EN_REPORT = "report|request|call|email|complain|told|ask|contact"
_EN_MANY = re.compile(
    r"\b(?:many|multiple|numerous|countless|repeated(?:ly)?|over and over|again and again)\b"
    rf".{{0,30}}\b(?:times|work order|{_EN_REPORT})"
    rf"|\b(?:{_EN_REPORT})\w{{0,4}}\b.{{0,30}}\b(?:many|multiple|several|numerous) times"
)
_ZH_LASTING = re.compile(
    r"([一二两三四五六七八九十半几数多\d]{1,5})[多余来]?个?(天|日|周|星期|礼拜|月|年)[多余]?"
    "(?:了|以来|没|还|仍|都|无|未|不|之久|来|,|。|$)"
)
_EN_LASTING = re.compile(rf"\b(a|one|{_EN_COUNT}) (day|week|month|year)s?\b(?! (?:ago|old|lease))")
_DAYS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "月": 30, "年": 365}
_DAYS |= {"day": 1, "week": 7, "month": 30, "year": 365}
_LONGEST_SPAN = 2  # a year of more digits is a date
MANY_REPORTS = 3
MOST_DAYS = 999
MOST_REPORTS = 9


def _number(word: str) -> int:
    if word.isdigit():
        return int(word[:3])
    if word in _WORDS or word in _ORDINALS:
        return _WORDS.get(word) or _ORDINALS[word]
    if len(word) > 1 and word[0] in "一二三四五六七八九" and "十" in word:
        return 10 * _DIGITS[word[0]]
    return max((_DIGITS.get(c, 0) for c in word), default=0)


def reports(text: str) -> int:
    """How many earlier reports a text states, 0 to 9; an unnumbered "many times" counts 3."""
    stated = [_number(m[1] or m[2]) for pattern in (_ZH_TIMES, _EN_TIMES) for m in pattern.finditer(text)]
    many = [MANY_REPORTS] if _ZH_MANY.search(text) or _EN_MANY.search(text) else []
    again = [2] if _ZH_AGAIN.search(text) else []
    return min(MOST_REPORTS, max([0, *stated, *many, *again]))


def days_lasting(text: str) -> int:
    """For how many days it is said to have lasted, 0 to 999; a year that is a date does not count."""
    stated = [
        _number(m[1]) * _DAYS[m[2]]
        for pattern in (_ZH_LASTING, _EN_LASTING)
        for m in pattern.finditer(text)
        if not (m[2] == "年" and m[1].isdigit() and len(m[1]) > _LONGEST_SPAN)
    ]
    return min(MOST_DAYS, max([0, *stated]))
