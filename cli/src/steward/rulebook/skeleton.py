"""The beginning of a rule: what a text already says to the book, and the YAML that somebody finishes. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import ValidationError

from classifier.book_file import Shelf
from classifier.domain.book import Book
from classifier.domain.lexicon import Concepts
from classifier.domain.rule import DECIDES, UNWRITTEN, Rule, Stage, Then
from classifier.domain.verdict import Verdict
from classifier.words_file import why
from contracts.vocabulary import Language, Slot
from steward.answers import CommandError, misused

STEP = 10
MOST_HEARD = 2
HINTS = {
    Language.ZH_HANS: f"{UNWRITTEN} 一句话：为什么这样判断",
    Language.ZH_HANT: f"{UNWRITTEN} 一句話：為什麼這樣判斷",
    Language.EN: f"{UNWRITTEN} one sentence for the clerk: why",
}
_VERDICT_SLOT = {"flag": "flags", "triage": "needs_triage"}
_CHINESE = re.compile(r"[⺀-鿿]")


@dataclass(frozen=True, slots=True)
class Concept:
    """New words and the concept they speak of."""

    name: str
    words: tuple[str, ...]

    def yaml(self) -> str:
        """The lines to append under `concepts:` of a lexicon file."""
        spoken = {
            "zh": [one for one in self.words if _CHINESE.search(one)],
            "en": [one for one in self.words if not _CHINESE.search(one)],
        }
        words = {language: own for language, own in spoken.items() if own}
        return f"  {self.name}:\n    words: {flow(words)}\n"

    def check(self) -> None:
        """Raises CommandError (2) for a name or for words that no lexicon takes."""
        try:
            Concepts.model_validate(yaml.safe_load(f"concepts:\n{self.yaml()}"))
        except ValidationError as error:
            raise misused(why(error).removeprefix("concepts.")) from None


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A rule as it is begun: whole but for its sentences."""

    name: str
    stage: Stage
    rank: int
    when: Mapping[str, Any]
    then: Mapping[str, str]
    source: str
    overlay: bool = False

    def yaml(self) -> str:
        """The lines to append under `rules:`."""
        lines = [f"  - name: {self.name}", f"    stage: {self.stage}"] if self.overlay else [f"  - name: {self.name}"]
        lines += [f"    rank: {self.rank}", f"    when: {flow(self.when)}", f"    then: {flow(self.then)}"]
        lines += ["    because:", *(f'      {language}: "{hint}"' for language, hint in HINTS.items())]
        return "\n".join([*lines, f"    source: {self.source}", ""])

    def check(self) -> None:
        """Raises CommandError (2) for what no book takes, but for the sentences, which are still to be written."""
        because = dict.fromkeys(Language, "still to be written")
        told = {"name": self.name, "rank": self.rank, "when": self.when, "then": self.then, "source": self.source}
        try:
            Rule.model_validate(told | {"because": because})
        except ValidationError as error:
            raise misused(f"{why(error)}; say it with --{error.errors()[0]['loc'][0]}") from None


def flow(value: Any) -> str:  # noqa: ANN401  what YAML can hold
    """A value in one line of YAML."""
    return str(
        yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=True, width=10_000)
    ).strip()


def decided(text: str) -> dict[str, str]:
    """`category=noise, severity=…` as slots and values of one stage. Raises CommandError (2) with what there is."""
    pairs = [part.partition("=") for part in re.split(r"[,\s]+", text.strip()) if part]
    values = {slot.strip(): value.strip() for slot, _, value in pairs}
    there = f"what a rule decides is {', '.join(Then.model_fields)}"
    if strange := [slot for slot in values if slot not in Then.model_fields]:
        raise misused(f"{strange[0]}: is no slot; write slot=value, such as category=noise; {there}")
    if not values:
        raise misused(f"say what the rule decides, such as category=noise; {there}")
    try:
        Then.model_validate(values)
    except ValidationError as error:
        raise misused(f"{why(error)}; {there}") from None
    return values


def stage_of(values: Iterable[str]) -> Stage:
    """The stage that decides these slots. Raises CommandError (2) when no single one does."""
    wanted = {Slot(name) for name in values}
    found = next((stage for stage, slots in DECIDES.items() if wanted <= slots), None)
    if found is None:
        raise misused(f"no stage decides {', '.join(sorted(wanted))} together: begin a rule for each")
    return found


@dataclass(frozen=True, slots=True)
class Heard:
    """What the book makes of the example: the topic that leads, the category it decides, the concepts that count, and
    with what these imply all that is `said`.
    """

    topic: str | None
    category: str | None
    concepts: tuple[str, ...]
    said: frozenset[str] = frozenset()


def conditions(stage: Stage, heard: Heard, named: Sequence[str]) -> dict[str, Any]:
    """What the rule asks for: the leading topic or the category, and the concepts that were named, else those heard.

    Raises CommandError when the book hears nothing in the example and no concept was named.
    """
    others = [one for one in heard.concepts if one != heard.topic][:MOST_HEARD]
    fixed: dict[str, Any] = {}
    if stage is Stage.CATEGORY and heard.topic:
        fixed = {"is": {"lead": [heard.topic]}}
    elif stage not in {Stage.CATEGORY, Stage.KIND} and heard.category:
        fixed = {"is": {"category": heard.category}}
    has = list(named) or ([] if stage is Stage.CATEGORY and fixed else others)
    if not fixed and not has:
        raise CommandError("the book hears nothing in this text: name words that tell, with --word and --concept")
    return fixed | ({"has": has} if has else {})


def expected(then: Mapping[str, str], verdict: Verdict) -> dict[str, Any]:
    """What a case expects of the verdict once the rule stands; what has several values keeps those it has."""
    found: dict[str, Any] = {_VERDICT_SLOT.get(slot, slot): value for slot, value in then.items()}
    for slot in found.keys() & {"flags", "secondary"}:
        found[slot] = sorted({found[slot], *map(str, getattr(verdict, slot))})
    return found


def rank_for(book: Book | None, stage: Stage, winner: str | None) -> int:
    """Just before the rule that decides now; behind all others where none of this book does. Always a free one."""
    own = [placed for placed in book.rules if placed.stage is stage] if book else []
    taken = {placed.rule.rank for placed in own}
    beaten = next((placed.rule.rank for placed in own if placed.rule.name == winner), None)
    if beaten is None:
        return max(taken, default=0) + STEP
    return next((rank for rank in range(beaten - 1, 0, -1) if rank not in taken), max(taken) + STEP)


def name_for(shelf: Shelf, site: str | None, values: Mapping[str, str], topic: str | None) -> str:
    """A name that is not taken: what is decided, when what is spoken of."""
    taken = {name for book in shelf.books(site) for name in book.named}
    parts = [*(value for value in values.values()), *(["when", topic] if topic else [])]
    name = re.sub(r"[^a-z0-9]+", "-", "-".join(parts).lower()).strip("-")[:56]
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, 1_000))) if one not in taken)
