"""Numbers a text states and that weigh on a verdict: how often it was reported before, for how long it has lasted."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九十")} | dict(zip("两几数多", (2, 3, 3, 3), strict=True))
_COUNTING = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_WORDS = {word: number for number, word in enumerate(_COUNTING, 1)} | {
    "a": 1,
    "an": 1,
    "several": 3,
    "a few": 3,
    "few": 3,
}
_WORDS |= {"couple of": 2, "half a": 0, "half an": 0}
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8}
_ZH_NUMBER = r"[二两三四五六七八九十几数多\d]{1,5}"
_REPORT = (
    "(?:反映|反应|投诉|报修|报过|上报|举报|打.{0,4}电话|电话|联系|沟通|要求|找过?|催|交涉|求助"
    "|说过|说了|讲过|讲了|报告|反馈|维权|信访|协商|发帖|拨打|致电|协调|提出|报了|打过|打了)"
)
_MANY = (
    "多次|好多次|很多次|无数次|几十次|好多回|好多遍|好几次|好几回|多遍|N次|n次|几次|不止一次|不下[十百]"
    "|三番五次|三番两次"
)
_ZH_TIMES = re.compile(
    rf"第?({_ZH_NUMBER}|好几)[余多]?次.{{0,6}}?{_REPORT}|{_REPORT}[^,。!?]{{0,6}}?({_ZH_NUMBER})[余多]?次"
)
_ZH_MANY = re.compile(
    rf"(?:{_MANY}|屡次|反复|再三|数次|一再|几番|不断|每次|每天都|到处|四处|各种渠道|多方|长期|多处|先后|逐级)[^。!?]{{0,16}}{_REPORT}"
    rf"|{_REPORT}[^,。!?]{{0,5}}(?:{_MANY})"
    "|打了?[^,。!?]{0,4}(?:[几多]|十几|几十|好多|无数|[二三四五六七八九]{2})个电话|(?:天天|每天|一直|不停地?)(?:催|找物业|找管理处|找社区)"
    "|踢皮球|推皮球|互相推诿|相互推诿|互相推|石沉大海|不了了之|都不管|都说不归|管不了"
)
_ZH_AGAIN = re.compile(rf"(?:再次|又一次|又来|再度|继续|二次|依旧|再一次){_REPORT}|上次(?:{_REPORT}|回复)")
_BODY = (
    "物业|管理处|社区|居委会|街道|城管|派出所|警察|110|12345|12369|热线|开发商|业委会|房管局|住建|房产局|环保|规划局|消防"
    "|信箱|信访|法团|管委会|主委|部门|政府|平台|老板|商家|电视台|媒体|供水|自来水公司|供电|房东|管家|总干事|楼上|邻居|店家|工地|负责人"
)
_ZH_ASKED = re.compile(rf"{_REPORT}|(?:找|打|问|去|报)[过了遍]|(?:向|找|跟|同|和|与)(?:{_BODY})")
_ZH_WISHED = re.compile("希望|请|望|恳|要求|建议|应该|呼吁|求")  # who is only asked now was not asked before
_ZH_TOLD = re.compile(rf"{_REPORT}过")
_ZH_BODY = re.compile(_BODY)
_CLAUSE = re.compile("[,。!?;\n]")
_REPORTED_AGAIN = 2
_BODIES_ASKED = 2  # so many different ones asked are as good as a report repeated
_EN_WORD = re.compile("[a-z]{4}")  # one of them stands in all that is looked for
_EN_COUNT = r"\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|several|a few|couple of"
_EN_REPORT = "report|request|call|email|complain|told|ask|contact|inform|wrote|writ|rang (?:up|you|the)|phoned|log"
_EN_ORDINAL = "|".join(_ORDINALS)
_EN_TIMES = re.compile(
    rf"\b({_EN_ORDINAL}) (?:request|report|complaint|work order|ticket|email|call|letter)"
    rf"|\b({_EN_COUNT}) (?:work orders|requests|reports|complaints|tickets|emails|calls|letters|visits)\b"
)
_EN_HOW_OFTEN = re.compile(
    rf"\b(?:{_EN_REPORT})\w{{0,4}}\b[^.!?]{{0,40}}?\b({_EN_COUNT}|{_EN_ORDINAL}) times?\b"
    rf"|\b({_EN_COUNT}|{_EN_ORDINAL}) times?\b[^.!?]{{0,25}}?\b(?:{_EN_REPORT})"
)
_EN_MANY = re.compile(
    r"\b(?:many|multiple|numerous|countless|repeated(?:ly)?|over and over|again and again|constantly|keep|kept)\b"
    rf".{{0,30}}\b(?:times|work order|{_EN_REPORT})"
    rf"|\b(?:{_EN_REPORT})\w{{0,4}}\b.{{0,30}}\b(?:many times|multiple|several|numerous|repeatedly|over and over|again)"
)


class Unit(StrEnum):
    """How a duration is counted."""

    HOURS = "hours"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


_ZH_UNITS = {"小时": Unit.HOURS, "钟头": Unit.HOURS, "天": Unit.DAYS, "日": Unit.DAYS, "晚": Unit.DAYS, "夜": Unit.DAYS}
_ZH_UNITS |= {"周": Unit.WEEKS, "星期": Unit.WEEKS, "礼拜": Unit.WEEKS, "月": Unit.MONTHS, "年": Unit.YEARS}
_ZH_LASTING = re.compile(
    rf"(?<!前)([半一二两三四五六七八九十几数多\d]{{1,5}})[多余来]?个?半?({'|'.join(_ZH_UNITS)})[多余整]*"
    "(?=了|以来|没|还|仍|都|无|未|不|冇|唔|仲|之久|来|过去|停|前开始|一直|,|。|!|\\?|$)"
)
_EN_LASTING = re.compile(
    rf"\b({'|'.join(sorted(_WORDS, key=len, reverse=True))}|\d{{1,3}})\+? "
    r"(?:full |whole |entire |solid |long |straight |more )?(hour|day|night|week|month|year)s?\b"
    r"(?! (?:ago|old|lease|warranty|contract|guarantee))"
)
_EN_UNITS = {"hour": Unit.HOURS, "day": Unit.DAYS, "night": Unit.DAYS, "week": Unit.WEEKS}
_EN_UNITS |= {"month": Unit.MONTHS, "year": Unit.YEARS}
_EN_UNCOUNTED = re.compile(r"\b(?:for|in|over|after|been|took|taken) (hour|day|night|week|month|year)s\b")
_EN_WHOLE = re.compile(r"\b(?:for|in|over|all|this) (?:the |this )?(?:last|past|entire|whole) (day|week|month|year)\b")
_EN_SINCE = re.compile(
    r"\bsince (?:(yesterday|last night|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    r"|last (week|month|year)|last (?:winter|spring|summer|fall|autumn))\b"
)
_SEVERAL = 3  # weeks nobody counted
_DAYS = {Unit.HOURS: 1 / 24, Unit.DAYS: 1, Unit.WEEKS: 7, Unit.MONTHS: 30, Unit.YEARS: 365}
_LONGEST_SPAN = 2  # a year of more digits is a date
MANY_REPORTS = 3
MOST_DAYS = 999
MOST_REPORTS = 9


@dataclass(frozen=True, slots=True)
class Lasting:
    """A duration that a text states: where, and how many of which unit; half of one counts 0."""

    start: int
    end: int
    number: int
    unit: Unit

    def days(self) -> int:
        return int((self.number or 0.5) * _DAYS[self.unit])


def _number(word: str) -> int:
    if word.isdigit():
        return int(word[:3])
    if word in _WORDS or word in _ORDINALS:
        return _WORDS[word] if word in _WORDS else _ORDINALS[word]
    if len(word) > 1 and word[0] in "一二三四五六七八九" and "十" in word:
        return 10 * _DIGITS[word[0]]
    return max((_DIGITS.get(c, 0) for c in word), default=0)


def lastings(text: str) -> Iterator[Lasting]:
    """Every duration said to have lasted; a year that is a date is none."""
    units = any(unit in text for unit in _EN_UNITS)
    if not text.isascii():
        for found in _ZH_LASTING.finditer(text):
            date = found[2] == "年" and found[1].isdigit() and len(found[1]) > _LONGEST_SPAN
            if not date:
                yield Lasting(*found.span(), _number(found[1]), _ZH_UNITS[found[2]])
    for found in _EN_LASTING.finditer(text) if units else ():
        yield Lasting(*found.span(), _number(found[1]), _EN_UNITS[found[2]])
    yield from _uncounted(text, units=units)


def _uncounted(text: str, *, units: bool) -> Iterator[Lasting]:
    """English durations without a number: "for weeks", "since Friday"."""
    for found in _EN_UNCOUNTED.finditer(text) if units else ():
        yield Lasting(*found.span(), _SEVERAL, _EN_UNITS[found[1]])
    for found in _EN_WHOLE.finditer(text) if units else ():
        yield Lasting(*found.span(), 1, _EN_UNITS[found[1]])
    for found in _EN_SINCE.finditer(text) if "since " in text else ():
        number, unit = (1, Unit.DAYS) if found[1] else (1, _EN_UNITS[found[2]]) if found[2] else (_SEVERAL, Unit.MONTHS)
        yield Lasting(*found.span(), number, unit)


def _asked(text: str) -> int:
    """How many different bodies are said to have been asked, or how often somebody was told."""
    asked: set[str] = set()
    if len(set(_ZH_BODY.findall(text))) >= _BODIES_ASKED:
        for clause in _CLAUSE.split(text):
            if _ZH_ASKED.search(clause) and not _ZH_WISHED.search(clause):
                asked.update(_ZH_BODY.findall(clause))
    return max(len(asked), len(_ZH_TOLD.findall(text)) if "过" in text else 0)


def _again(text: str) -> bool:
    return bool(_ZH_AGAIN.search(text)) or _asked(text) >= _BODIES_ASKED


def reports(text: str) -> int:
    """How many earlier reports a text states, 0 to 9; an unnumbered "many times" counts 3."""
    english, chinese = _EN_WORD.search(text), not text.isascii()
    patterns = (*((_ZH_TIMES,) if "次" in text else ()), *((_EN_TIMES, _EN_HOW_OFTEN) if english else ()))
    stated = max((_number(m[1] or m[2]) for pattern in patterns for m in pattern.finditer(text)), default=0)
    if stated < MANY_REPORTS and ((chinese and _ZH_MANY.search(text)) or (english and _EN_MANY.search(text))):
        stated = MANY_REPORTS
    if stated < _REPORTED_AGAIN and chinese and _again(text):
        stated = _REPORTED_AGAIN
    return min(MOST_REPORTS, stated)


def days_lasting(said: Iterable[Lasting]) -> int:
    """For how many days it is said to have lasted, 0 to 999."""
    return min(MOST_DAYS, max((own.days() for own in said), default=0))
