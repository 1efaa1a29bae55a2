"""`steward rules check|explain`: is the book sound, and what does it make of a text."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from classifier.astray import astray, meant
from classifier.check import Checked, checked
from classifier.classify import Request, classify
from classifier.domain.book_checks import Finding
from classifier.domain.evaluator import plain
from classifier.domain.matcher import build
from classifier.explain import explain as explained
from classifier.settings import SHIPPED
from classifier.trial import THEN
from contracts.vocabulary import Channel, Language
from steward.answers import Exit
from steward.commands.options import ESTATE, AsJson
from steward.commands.rules.options import READ_BY_SERVICES, Estate, Folder, Sentences, Site
from steward.request_file import text_of
from steward.rulebook.books import shelf_in
from steward.rulebook.showing import explanation
from steward.rulebook.sites import known_sites
from steward.screen import emit, out

STDIN = "-"


def check_book(
    folder: Annotated[Path, typer.Argument(envvar=READ_BY_SERVICES, help="The rule book's folder.")] = SHIPPED,
    *,
    estate: Estate = None,
    as_json: AsJson = False,
) -> None:
    """Everything that is wrong with a rule book: files, rules, cases. 0 if it may go live, 1 if not.

    What it holds for sites that are not there is refused if the estate is named, and told if the usual one lies here.
    """
    found, known = checked(folder), known_sites(estate, ESTATE)
    lost = astray(folder, found.shelf, known.sites) if found.shelf and known else []
    wrong, told = [*found.findings, *(lost if known and known.named else [])], lost if known and not known.named else []
    if as_json:
        emit(json.dumps(_json(found, wrong, told), ensure_ascii=False))
    else:
        for one in wrong:
            out.print(f"[red]✗[/red] {escape(str(one))}", soft_wrap=True)
        _tell(folder, found, wrong)
        for one in told:
            out.print(f"[yellow]![/yellow] {escape(str(one))}", soft_wrap=True)
        if told and known:
            out.print(
                f"[dim]by {escape(str(known.estate))}; if yours is another, name it with --estate[/dim]", soft_wrap=True
            )
    raise typer.Exit(Exit.REFUSED if wrong else Exit.DONE)


def _json(found: Checked, wrong: Sequence[Finding], told: Sequence[Finding]) -> dict[str, Any]:
    unused = [] if wrong else found.unused
    findings, warnings = ([asdict(one) for one in some] for some in (wrong, told))
    return {"ok": not wrong, "findings": findings, "warnings": warnings, "rules_no_case_needs": unused}


def explain_text(
    text: Annotated[str, typer.Argument(help="What a resident wrote; - reads it from stdin.")],
    *,
    site: Site = None,
    channel: Annotated[Channel, typer.Option(help="How it came in.")] = Channel.WEB,
    language: Sentences = None,
    folder: Folder = SHIPPED,
    as_json: AsJson = False,
) -> None:
    """What the rules make of a text: each decision with its rule, the words that matched, and what it outranked."""
    shelf = shelf_in(folder)
    if site and site not in shelf.sites and not as_json:
        near = meant(site, shelf.sites)
        out.print(f"[dim]{escape(site)} has no rules or words of its own here{near}: the group's are asked[/dim]")
    request = Request(text_of(sys.stdin.buffer.read(), "stdin") if text == STDIN else text, channel)
    matcher, books = build(shelf.lexicon(site)), shelf.books(site)
    found = explained(matcher, books, request.whole(), classify(matcher, plain(books), request, THEN))
    if as_json:
        emit(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return
    out.print(explanation(found, request.whole(), [language] if language else list(Language)))


def _tell(folder: Path, found: Checked, wrong: Sequence[Finding]) -> None:
    if wrong or found.shelf is None:
        out.print(f"[red]{escape(str(folder))} may not go live: {len(wrong)} to mend[/red]", soft_wrap=True)
        return
    shelf = found.shelf
    files = len({case.file for case in shelf.cases})
    own = len(shelf.sites)
    sites = f", {own} site{'s' * (own > 1)} with rules or words of {'their' if own > 1 else 'its'} own" if own else ""
    told = f"{len(shelf.group.rules)} rules{sites}; {len(shelf.cases)} cases in {files} files, all as expected"
    out.print(f"[green]✓[/green] {escape(str(folder))}: {told}; version {shelf.group.version}", soft_wrap=True)
    if found.unused:
        out.print(f"[dim]no case needs: {', '.join(found.unused)}[/dim]", soft_wrap=True)


def register(rules: typer.Typer) -> None:
    rules.command("check")(check_book)
    rules.command("explain")(explain_text)
