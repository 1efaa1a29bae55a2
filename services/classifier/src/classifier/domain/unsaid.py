"""What stands in a text and is not said by its writer: unticked choices, small print, what another wrote (D-210)."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from classifier.domain.letters import HAN

_SIGNS = ("□", "☐", "▢", "◻", "[", "［", "【", "√", "✓", "✔")  # one of them stands in every form with boxes
_MARK = re.compile(
    r"(?P<box>[\[［【][ \u3000]?[]］】]|☐)|(?P<glyph>[□▢◻])|(?P<gap>[(（][ \u3000]?[)）])"
    r"|(?P<ticked>[\[［【(（] ?[xXvV√✓✔✅] ?[]］】)）]|[☑☒✅✔✓√■])"
)
_STOPS = "，。；！？：,;!?:"
_LABEL = re.compile(rf"[ \u3000]*(?:(?=[^ ]*{HAN.pattern})[^ \u3000\t{_STOPS}]+|[^\t{_STOPS}]*?(?=  |[\t{_STOPS}]|$))")
_STOP = re.compile(rf"[\t{_STOPS}]")
_OPENS = re.compile(r"(?:^|[:：])[ \u3000]*$")
_CLOSES = re.compile(rf"[ \u3000{_STOPS}.]*$")
_NO = frozenset(("否", "无", "無", "没有", "沒有", "冇", "不是", "no", "none", "nil", "n/a"))
_SIGNATURE = re.compile(
    r"^-- ?$", re.MULTILINE
)  # so mail programs part a signature from the text; twice it parts points
_LINE = re.compile(r"\n ?")
_LINES = re.compile(r"^ ?>[^\n]*(?:\n ?>[^\n]*)*", re.MULTILINE)

Spans = Sequence[tuple[int, int]]


class _Choice(NamedTuple):
    """One box with the label that belongs to it, as places in a line."""

    start: int
    end: int
    label: str
    ticked: bool


def ticked_only(text: str) -> str:
    """A text with blanks where choices stand that nobody ticked; every other letter keeps its place.

    Where nothing at all is ticked, a single square before or after words may be a bullet or a letter that was lost.
    """
    if not any(sign in text for sign in _SIGNS) and "(x)" not in text:
        return text
    marks = list(_MARK.finditer(text))
    ticks = [found["ticked"] for found in marks if found["ticked"]]
    if len(ticks) == len(marks):
        return text
    gaps = any(tick[0] in "(（" for tick in ticks)
    return "\n".join(_line(line, ticks=bool(ticks), gaps=gaps) for line in text.split("\n"))


def _line(line: str, *, ticks: bool, gaps: bool) -> str:
    marks = [found for found in _MARK.finditer(line) if gaps or not found["gap"]]
    form = ticks or len(marks) > 1 or any(found["box"] for found in marks)
    if not (marks and form) or any(first.end() == second.start() for first, second in pairwise(marks)):
        return line
    choices = list(_choices(line, marks))
    denied = [own for own in choices if own.ticked and own.label.strip().lower() in _NO]
    unsaid = [own for own in choices if not own.ticked]
    ends = [own.end for own in choices]
    asked = [(_question(line, own, ends), own.end) for own in denied]
    return blanked(line, [*((own.start, own.end) for own in unsaid), *asked])


def _question(line: str, answer: _Choice, ends: Sequence[int]) -> int:
    """Where the question begins that is answered with no: before its colon, behind what was said or ticked before."""
    colon = max(0, line.rfind(":", 0, answer.start), line.rfind("：", 0, answer.start))
    before = bisect_right(ends, colon)
    stops = (line.rfind(stop, 0, colon) + 1 for stop in "。；！？.;!?")
    return min(answer.start, max(*stops, ends[before - 1] if before else 0))


def _choices(line: str, marks: list[re.Match[str]]) -> Iterator[_Choice]:
    """Each mark with its label: behind it, or before it where the line ends with a mark and begins with none."""
    if marks and not _OPENS.search(line[: marks[0].start()]) and _CLOSES.match(line, marks[-1].end()):
        begins = [0, *(found.end() for found in marks)]
        for begin, found in zip(begins, marks, strict=False):
            label = _last(line[begin : found.start()])
            yield _Choice(found.start() - len(label), found.end(), label, bool(found["ticked"]))
        return
    ends = [*(found.start() for found in marks[1:]), len(line)]
    for found, end in zip(marks, ends, strict=True):
        own = _LABEL.match(line[found.end() : end])
        label = own[0] if own else ""
        yield _Choice(found.start(), found.end() + len(label), label, bool(found["ticked"]))


def _last(words: str) -> str:
    """The label at the end of some words: in Chinese what no blank parts."""
    label = _STOP.split(words)[-1]
    return label[label.rstrip().rfind(" ") + 1 :] if HAN.search(label) else label


def blanked(text: str, spans: Spans) -> str:
    """The text with blanks in these places."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def small_print(text: str, sentences: Spans, words: re.Pattern[str], earlier: re.Pattern[str]) -> Spans:
    """Where small print stands: from the sentence that begins with words of it to the end of the text, or to where an
    `earlier` mail begins; at the head of a text, where the writer has said nothing yet, that sentence only.
    """
    found: list[tuple[int, int]] = []
    said, reached, signature = False, 0, _signature(text)
    for start, end in sentences:
        if start < reached:
            continue
        if words.match(text, start) or (said and start == signature):
            reached = _end(text, start, earlier) if said else end
            found.append((start, reached))
        else:
            said = said or any(letter.isalnum() for letter in text[start:end])
    return found


def _end(text: str, start: int, earlier: re.Pattern[str]) -> int:
    """Where the next line begins that another wrote."""
    lines = (place.end() for place in _LINE.finditer(text, start))
    return next((line for line in lines if text[line : line + 1] == ">" or earlier.match(text, line)), len(text))


def _signature(text: str) -> int | None:
    """Where a signature begins."""
    found = [own.start() for own in islice(_SIGNATURE.finditer(text), 2)] if "\n--" in text else []
    return found[0] if len(found) == 1 else None


def earlier_mail(text: str, ends: Sequence[int], words: re.Pattern[str]) -> Spans:
    """What another wrote: lines begun with “>”, and all from a line that opens an earlier mail; `ends` are the places
    where words for such a line end.
    """
    lines = [(found.start() - 1, found.end() + 1) for found in _LINES.finditer(text)] if ">" in text else []
    for begin in (text.rfind("\n", 0, end) + 1 for end in ends):
        if words.match(text, begin):
            return [*lines, (begin - 1, len(text) + 1)]
    return lines
