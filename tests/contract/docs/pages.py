"""Every page of the repository, and what it names: links, paths, commands, metrics, variables, tests, events."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.contract.deploy.files import ROOT

FOLDERS = ("libs", "services", "stack", "cli", "estates", "tests", "deploy", "docs", "bench", ".ci")
_LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
_INLINE = re.compile(r"`([^`\n]+)`")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown file."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """The page without its blocks of code."""
        return _FENCE.sub("", self.text)

    def links(self) -> list[str]:
        return [link for link in _LINK.findall(self.prose) if "://" not in link and not link.startswith("mailto:")]

    def inline(self) -> list[str]:
        """What stands between back-quotes."""
        return _INLINE.findall(self.prose)

    def blocks(self, language: str | None = None) -> list[str]:
        """Blocks of code, of one language or all."""
        return [code for spoken, code in _FENCE.findall(self.text) if language in (None, spoken)]

    def anchors(self) -> set[str]:
        """What a link may name after `#`, as the forges make it of a heading."""
        plain = (re.sub(r"[`*]|\[|\]\([^)]*\)", "", heading).lower() for heading in _HEADING.findall(self.prose))
        return {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain}

    def commands(self, word: str) -> Iterator[list[str]]:
        """Every call of `word` in the page, as words, comments cut off."""
        lines = [line for code in self.blocks("") for line in code.splitlines()]
        for line in (*lines, *self.inline()):
            for part in re.split(r"[;&|…]+| # ", line.partition("  #")[0]):
                words = part.split()
                if words and words[0] == word:
                    yield words


@cache
def pages() -> tuple[Page, ...]:
    """All pages that are ours."""
    folders = ("docs", "libs", "services", "stack", "estates", "bench", "cli", "tests", "deploy")
    found = [*ROOT.glob("*.md"), *(path for folder in folders for path in (ROOT / folder).rglob("*.md"))]
    return tuple(Page(path) for path in sorted(found) if ".venv" not in path.parts)


def page(name: str) -> Page:
    return Page(ROOT / name)


def paths_named(one: Page) -> list[str]:
    """What looks like a path from the root of the repository."""
    return [
        text
        for text in one.inline()
        if text.split("/")[0] in FOLDERS and "/" in text and re.fullmatch(r"[\w./*-]+", text)
    ]
