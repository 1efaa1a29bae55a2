"""`steward rules new`: a rule begun from an example, with its case, in the group's book or a site's overlay."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from classifier.astray import meant, unknown
from classifier.book_file import Shelf
from classifier.check import check
from classifier.classify import Request, classify, look
from classifier.domain.book import Book
from classifier.domain.evaluator import plain
from classifier.domain.matcher import build
from classifier.domain.verdict import Verdict
from classifier.explain import explain
from classifier.trial import THEN
from classifier.words_file import MORE_WORDS, OVERLAYS
from contracts.identifiers import NAME_PATTERN
from contracts.vocabulary import Channel, Language
from steward.answers import misused
from steward.commands.options import ESTATE
from steward.commands.rules.options import Estate, Site
from steward.rulebook import casefile, skeleton, yaml_file
from steward.rulebook.books import shelf_in
from steward.rulebook.showing import explanation
from steward.rulebook.sites import known_sites
from steward.screen import out

OWN_WORDS = "own.lexicon.yaml"
HOUSE = "policy:house-rule"


def new(
    rules: Annotated[Path, typer.Option(help="The working copy of the rules; not the folder the services read.")],
    *,
    text: Annotated[str, typer.Option(prompt="What a resident may write, in your own words, names invented")],
    then: Annotated[
        str, typer.Option(prompt="What the rule decides, such as category=noise, subcategory=equipment_noise")
    ],
    site: Site = None,
    estate: Estate = None,
    word: Annotated[list[str] | None, typer.Option(help="Words that tell; … joins two halves near each other.")] = None,
    concept: Annotated[str | None, typer.Option(help="The name of what these words speak of.")] = None,
    has: Annotated[list[str] | None, typer.Option(help="Concepts of the lexicon that must be spoken of.")] = None,
    name: Annotated[str | None, typer.Option(help="The rule's name; made up if none is given.")] = None,
    source: Annotated[str, typer.Option(help="Which requirement or policy it serves.")] = HOUSE,
) -> None:
    """Begin a rule: shows what the book makes of an example, writes the rule with its case; its sentences are yours."""
    values = skeleton.decided(then)
    stage = skeleton.stage_of(values)
    _look_for(site, estate)
    with yaml_file.whole_or_not_at_all(yaml_file.book_in(rules)):
        words = _add_words(rules, site, word, concept)
        shelf = shelf_in(rules)
        heard, verdict = _look(shelf, text, site)
        named = [*(has or ()), *([concept] if concept else ())]
        _must_be_said(named, heard, shelf.lexicon(site).concepts)
        begun = skeleton.Skeleton(
            _free(shelf, site, name) or skeleton.name_for(shelf, site, values, concept or heard.topic),
            stage,
            skeleton.rank_for(_book(shelf, site), stage, winner(verdict, values)),
            skeleton.conditions(stage, heard, named),
            values,
            source,
            overlay=site is not None,
        )
        begun.check()
        case = casefile.NewCase(stage, text, skeleton.expected(values, verdict), site, rules=(begun.name,))
        file, cases = _written(rules, begun, case)
    _tell(rules, (words, f"{file}:\n{begun.yaml()}", f"{cases}:\n{case.yaml()}"))


def _look_for(site: str | None, estate: Path | None) -> None:
    """Is there such a site? Raises CommandError (2) for a name no site can have, or that the estate named has not."""
    if site and not re.fullmatch(NAME_PATTERN, site):
        raise misused(f"{site}: is no site's name; letters, digits, . _ and - make one, such as sh-lanting")
    known = known_sites(estate, ESTATE) if site else None
    if site and known and site not in known.sites:
        told = f"{unknown(site, known.sites)} in {known.estate}"
        if known.named:
            raise misused(f"{told}; name one of its sites")
        out.print(
            f"[yellow]![/yellow] {escape(told)}; if yours is another estate, name it with --estate", soft_wrap=True
        )


def _add_words(rules: Path, site: str | None, words: Sequence[str] | None, concept: str | None) -> str:
    """What is to be told of it; nothing where no words were given."""
    if bool(words) != bool(concept):
        raise misused("words and the name of what they speak of belong together: give both --word and --concept")
    if not (words and concept):
        return ""
    if concept in shelf_in(rules).lexicon(site).concepts:
        raise misused(f"the lexicon has {concept} already: add the words to it there, and name it with --has")
    made, file = skeleton.Concept(concept, tuple(words)), rules / _words_file(site)
    made.check()
    yaml_file.append(file, "concepts", made.yaml())
    return f"{file}: {concept}"


def _words_file(site: str | None) -> str:
    return f"{OVERLAYS}/{site}{MORE_WORDS}" if site else OWN_WORDS


def _must_be_said(named: Sequence[str], heard: skeleton.Heard, known: Collection[str]) -> None:
    """Raises CommandError (2) for concepts that are not there, or that the example does not speak of."""
    for concept in named:
        if concept not in known:
            raise misused(f"the lexicon has no concept {concept}{meant(concept, known)}; name another with --has")
        if concept not in heard.said:
            raise misused(
                f"the text does not speak of {concept}, or not in a way that counts: the rule would not hold on it; "
                "write a text that does, or name other words"
            )


def _free(shelf: Shelf, site: str | None, name: str | None) -> str | None:
    """The name that was given. Raises CommandError (2) where a rule has it already."""
    if name and any(name in book.named for book in shelf.books(site)):
        raise misused(f"a rule is called {name} already; give another --name, or none")
    return name


def _book(shelf: Shelf, site: str | None) -> Book | None:
    """The book that gets the rule; none for a site that has no rules of its own yet."""
    return shelf.sites.get(site) if site else shelf.group


def _look(shelf: Shelf, text: str, site: str | None) -> tuple[skeleton.Heard, Verdict]:
    """Shows what the book makes of the text now; what it heard, and its verdict."""
    matcher, books, request = build(shelf.lexicon(site)), shelf.books(site), Request(text, Channel.WEB)
    verdict = classify(matcher, plain(books), request, THEN)
    found = explain(matcher, books, text, verdict)
    out.print("[bold]So far:[/bold]")
    out.print(explanation(found, text, [Language.EN]))
    counted = tuple(dict.fromkeys(one.concept for one in found.heard if one.counts))
    said = frozenset().union(*(matcher.closures[one] for one in counted))
    out.print(f"[bold]It speaks of:[/bold] {', '.join(counted) or 'nothing the lexicon knows'}\n")
    evidence = look(matcher, request).evidence
    topic = evidence[0].topic if evidence else None
    category = str(verdict.category) if verdict.category else None  # YAML writes no enums
    return skeleton.Heard(topic, category, counted, said), verdict


def winner(verdict: Verdict, values: Mapping[str, str]) -> str | None:
    """The rule that decides now what the new one will."""
    return next((one.rule for one in verdict.because if one.slot in values and one.matter == 1), None)


def _written(rules: Path, begun: skeleton.Skeleton, case: casefile.NewCase) -> tuple[Path, Path]:
    """The files that got the rule and its case."""
    file = rules / (f"{OVERLAYS}/{case.site}.yaml" if case.site else f"{begun.stage}.yaml")
    yaml_file.append(file, "rules", begun.yaml())
    return file, casefile.append(rules, case)


def _tell(rules: Path, pieces: Iterable[str]) -> None:
    for told in filter(None, pieces):
        out.print(f"[green]✓[/green] {escape(told)}")
    for one in check(rules):
        out.print(f"[yellow]![/yellow] {escape(str(one))}", soft_wrap=True)
    out.print(f"Write the three sentences, then: steward rules check {escape(str(rules))}", soft_wrap=True)


def register(rules: typer.Typer) -> None:
    rules.command()(new)
