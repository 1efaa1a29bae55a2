"""Reading a rule book from its folder: every refusal names file, line, rule and reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from classifier.domain.book import Book, Placed, bind
from classifier.domain.book_checks import Finding, Places, findings
from classifier.domain.lexicon import Lexicon
from classifier.domain.rule import Rule, Stage
from classifier.words_file import LEXICON, MORE_WORDS, OVERLAYS, BookRefused, composed, lexicon_of, why, with_own
from contracts.vocabulary import Channel

CASES = ".cases.yaml"


class Case(BaseModel):
    """An example beside the rules: a text and what must be decided on it, by which rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    channel: Channel = Channel.WEB
    asks_for: str = ""
    forwarded: bool = False
    site: str | None = None
    expect: dict[str, str | list[str] | None]
    rules: tuple[str, ...] = ()
    line: Annotated[int, Field(ge=0)] = 0
    file: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a rules folder holds: the group's book, one per site with rules or words of its own, the cases."""

    group: Book
    sites: dict[str, Book]
    cases: tuple[Case, ...]

    def books(self, site: str | None) -> tuple[Book, ...]:
        """Those asked for a site: its own, if it has one, before the group's."""
        own = self.sites.get(site) if site else None
        return (own, self.group) if own else (self.group,)

    def lexicon(self, site: str | None) -> Lexicon:
        """The words that are heard at a site."""
        return self.books(site)[0].lexicon


def _entries(path: Path, name: str, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The mappings of the list under `key`, each with its line."""
    data, node = composed(path, name)
    if not isinstance(data, dict) or set(data) != {key} or not isinstance(data[key], list):
        raise BookRefused([Finding(name, 1, "-", f"must hold one list under `{key}:`")])
    assert isinstance(node, yaml.MappingNode)  # noqa: S101  it is what made `data` a dict
    for item, place in zip(data[key], node.value[0][1].value, strict=True):
        if not isinstance(item, dict):
            raise BookRefused([Finding(name, place.start_mark.line + 1, "-", "must be a mapping")])
        yield place.start_mark.line + 1, item


def _rules(path: Path, name: str) -> Iterator[Placed]:
    wrong: list[Finding] = []
    for line, item in _entries(path, name, "rules"):
        values = {key: value for key, value in item.items() if key != "stage"}
        try:
            stage = Stage(item.get("stage", path.stem))
            yield Placed(Rule.model_validate(values), stage, name, line)
        except ValidationError as error:
            wrong.append(Finding(name, line, str(item.get("name", "-")), why(error)))
        except ValueError:
            wrong.append(Finding(name, line, str(item.get("name", "-")), f"stage: one of {', '.join(Stage)}"))
    if wrong:
        raise BookRefused(wrong)


def _cases(path: Path, name: str) -> Iterator[Case]:
    for line, item in _entries(path, name, "cases"):
        try:
            yield Case.model_validate({**item, "line": line, "file": name})
        except ValidationError as error:
            raise BookRefused([Finding(name, line, "case", why(error))]) from error


def _bound(words: tuple[Lexicon, Places], placed: list[Placed], group: Book | None = None) -> Book:
    lexicon, places = words
    book = bind(lexicon, placed)
    if wrong := findings(book, places, group):
        raise BookRefused(wrong)
    return book


def _stage_files(folder: Path) -> list[Path]:
    others = (LEXICON, CASES, MORE_WORDS)
    files = sorted(path for path in folder.glob("*.yaml") if not path.name.endswith(others))
    if not files:
        raise BookRefused([Finding(str(folder.name), 0, "-", "holds no rule file; expected category.yaml and others")])
    return files


def load(folder: Path) -> Shelf:
    """All books and cases of a folder; raises `BookRefused`."""
    words = lexicon_of(folder)
    group = _bound(words, [own for path in _stage_files(folder) for own in _rules(path, path.name)])
    sites: dict[str, Book] = {}
    for site in _sites(folder):
        lexicon, places = with_own(words, folder, site)
        same = next(
            (book.lexicon for book in sites.values() if book.lexicon == lexicon), lexicon
        )  # one matcher for both
        sites[site] = _bound((same, places), _own_rules(folder, site), group)
    files = sorted(folder.rglob(f"*{CASES}"))
    cases = tuple(case for path in files for case in _cases(path, str(path.relative_to(folder))))
    return Shelf(group, sites, cases)


def _sites(folder: Path) -> list[str]:
    """The sites with rules or words of their own."""
    names = {path.name for path in (folder / OVERLAYS).glob("*.yaml") if not path.name.endswith(CASES)}
    return sorted({name.removesuffix(MORE_WORDS).removesuffix(".yaml") for name in names})


def _own_rules(folder: Path, site: str) -> list[Placed]:
    path = folder / OVERLAYS / f"{site}.yaml"
    return list(_rules(path, f"{OVERLAYS}/{path.name}")) if path.is_file() else []
