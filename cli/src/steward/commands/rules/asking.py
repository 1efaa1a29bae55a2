"""`steward rules check|explain`: is the book sound, and what does it make of a text."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from classifier.check import Checked, checked
from classifier.classify import Request, classify
from classifier.domain.evaluator import plain
from classifier.domain.matcher import build
from classifier.explain import explain as explained
from classifier.settings import SHIPPED
from classifier.trial import THEN
from contracts.vocabulary import Channel, Language
from steward.answers import Exit
from steward.commands.options import AsJson
from steward.commands.rules.options import Folder, Sentences, Site
from steward.rulebook.books import shelf_in
from steward.rulebook.showing import explanation
from steward.screen import emit, out

STDIN = "-"


def check_book(
    folder: Annotated[Path, typer.Argument(help="The rule book's folder.")] = SHIPPED, *, as_json: AsJson = False
) -> None:
    """Everything that is wrong with a rule book: files, rules, cases. 0 if it may go live, 1 if not."""
    found = checked(folder)
    if as_json:
        listed = [asdict(one) for one in found.findings]
        told = {"ok": not listed, "findings": listed, "rules_no_case_needs": [] if listed else found.unused}
        emit(json.dumps(told, ensure_ascii=False))
    else:
        for one in found.findings:
            out.print(f"[red]✗[/red] {escape(str(one))}")
        _tell(folder, found)
    raise typer.Exit(Exit.REFUSED if found.findings else Exit.DONE)


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
        out.print(f"[dim]{escape(site)} has no rules or words of its own here: the group's are asked[/dim]")
    request = Request(sys.stdin.read() if text == STDIN else text, channel)
    matcher, books = build(shelf.lexicon(site)), shelf.books(site)
    found = explained(matcher, books, request.whole(), classify(matcher, plain(books), request, THEN))
    if as_json:
        emit(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return
    out.print(explanation(found, request.whole(), [language] if language else list(Language)))


def _tell(folder: Path, found: Checked) -> None:
    if found.findings or found.shelf is None:
        out.print(f"[red]{escape(str(folder))} may not go live: {len(found.findings)} to mend[/red]")
        return
    shelf = found.shelf
    files = len({case.file for case in shelf.cases})
    sites = f", {len(shelf.sites)} sites with rules or words of their own" if shelf.sites else ""
    told = f"{len(shelf.group.rules)} rules{sites}; {len(shelf.cases)} cases in {files} files, all as expected"
    out.print(f"[green]✓[/green] {escape(str(folder))}: {told}; version {shelf.group.version}")
    if found.unused:
        out.print(f"[dim]no case needs: {', '.join(found.unused)}[/dim]")


def register(rules: typer.Typer) -> None:
    rules.command("check")(check_book)
    rules.command("explain")(explain_text)
