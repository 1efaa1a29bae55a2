"""HTML laid out as plain text is: where a tag breaks the line it breaks, and what is quoted begins with “>” (D-210)."""

import re
from collections.abc import Iterator

_BREAK = re.compile(r"<(/?)(blockquote|br|div|h[1-6r]|li|ol|p|table|tr|ul)\b[^<>]{0,300}>|\n", re.IGNORECASE)
_QUOTE = re.compile(r"<(/?)blockquote\b[^<>]{0,300}>", re.IGNORECASE)
_SIGN = re.compile(r"^((?:[ \t\u3000]|<[^<>\n]{0,300}>)*+)(&(?:gt|#62|#x3e);)", re.IGNORECASE | re.MULTILINE)
_NEW_LINE = "。"  # for a line inside a quotation: there is room for one letter, and a line is a sentence


def laid_out(text: str, quotes: int = 0) -> str:
    """The same text with lines and “>” in the places of tags that break or quote; every other letter keeps its place.
    `quotes`: how many quotations it begins in.
    """
    if not quotes and "<" not in text and "&" not in text:
        return text
    broken = "".join(_broken(text, quotes)) if quotes or "<" in text else text
    return _SIGN.sub(lambda found: f"{found[1]}>".ljust(len(found[0])), broken)


def open_quotes(text: str) -> int:
    """How many quotations of a text are not closed in it."""
    opened = 0
    for closing in _QUOTE.findall(text):
        opened = max(0, opened - 1) if closing else opened + 1
    return opened


def _broken(text: str, quotes: int) -> Iterator[str]:
    first = _BREAK.match(text)
    done = 1 if quotes and text and not (first and first[2]) else 0  # a word was cut there: its next letter may go
    yield ">" * done
    for found in _BREAK.finditer(text, done):
        closing, tag = found.groups()
        yield text[done : found.start()]
        if tag is None:
            yield _NEW_LINE if quotes else "\n"
        else:
            if tag.lower() == "blockquote":
                quotes = max(0, quotes - 1) if closing else quotes + 1
            yield ("\n>" if quotes else "\n").ljust(len(found[0]))
        done = found.end()
    yield text[done:]
