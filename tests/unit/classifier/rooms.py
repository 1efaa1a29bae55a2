"""A room to classify in: the shipped book asked plainly, and small books written for one test."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from classifier.book_file import Shelf, load
from classifier.classify import Request, classify
from classifier.domain.evaluator import plain
from classifier.domain.matcher import Hit, Matcher, build, find, heard
from classifier.domain.reading import Reading, read
from classifier.domain.verdict import Verdict
from contracts.vocabulary import Channel

RULES = Path(__file__).parents[3] / "services" / "classifier" / "rules"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


@cache
def shelf() -> Shelf:
    return load(RULES)


@cache
def matcher() -> Matcher:
    return build(shelf().group.lexicon)


def verdict(text: str, channel: Channel = Channel.WEB, *, asks_for: str = "", forwarded: bool = False) -> Verdict:
    return classify(matcher(), plain([shelf().group]), Request(text, channel, asks_for, forwarded), NOW)


def hits(text: str) -> tuple[Reading, tuple[Hit, ...]]:
    reading = read(text, matcher().margin)
    return reading, find(matcher(), reading)


def said(text: str) -> set[str]:
    """The concepts that count in a text."""
    _, found = hits(text)
    return {hit.concept for hit in heard(matcher(), found)}


SENTENCES = "{zh-Hans: 例句在此, zh-Hant: 例句在此, en: a sentence}"
GRAMMAR = (
    "grammar: {"
    + ", ".join(
        f"{name}: [zzz]"
        for name in "negation not_negation acts conditional hearsay past present solved but saying compared".split()  # noqa: SIM905  a table
    )
    + "}\n"
)
LEXICON = GRAMMAR + (
    "concepts:\n"
    "  lift: {topic: {category: facility_repair, subcategory: lift}, words: {en: [lift]}}\n"
    "  noise: {topic: {category: noise}, words: {en: [noise]}}\n"
    "  angry: {words: {en: [angry]}}\n"
)


def rule(name: str, rank: int, when: str, then: str) -> str:
    return (
        f"  - name: {name}\n    rank: {rank}\n    when: {when}\n    then: {then}\n"
        f"    because: {SENTENCES}\n    source: D-202\n"
    )


LIFT = rule("lift-leads", 10, "{is: {lead: lift}}", "{category: facility_repair, subcategory: lift}")
KIND = rule("all-complaints", 10, "{}", "{kind: complaint}")


def folder(path: Path, category: str = LIFT, lexicon: str = LEXICON, **files: str) -> Path:
    """A rules folder with one stage of rules, and further files by name (`kind`, `overlays/S01`, `category.cases`)."""
    (path / "lexicon.yaml").write_text(lexicon, encoding="utf-8")
    (path / "category.yaml").write_text("rules:\n" + category, encoding="utf-8")
    for name, text in {"kind": "rules:\n" + KIND, **files}.items():
        target = path / f"{name}.yaml"
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return path
