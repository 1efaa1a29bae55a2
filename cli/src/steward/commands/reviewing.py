"""`steward rules check|explain`, `steward estate check`: reviewed files, looked at before they go live."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from chassis.clock import SystemClock
from classifier.book_file import BookRefused, Shelf, load
from classifier.check import books_for, check, unused
from classifier.classify import Request, classify
from classifier.domain.evaluator import plain
from classifier.domain.matcher import build
from classifier.explain import Explanation
from classifier.explain import explain as explained
from classifier.settings import SHIPPED
from contracts.vocabulary import Channel, Language
from estate import EstateRefused
from estate import check as estate_gaps
from estate import load as load_estate
from steward.answers import CommandError, Exit
from steward.commands.options import ESTATE, AsJson
from steward.screen import emit, out

rules = typer.Typer(no_args_is_help=True, help="The rule book: check it, or ask it about a text.")
estate = typer.Typer(no_args_is_help=True, help="The property group's files: check them.")
Folder = Annotated[Path, typer.Argument(help="The rule book's folder.")]


@rules.command("check")
def rules_check(folder: Folder = SHIPPED, *, as_json: AsJson = False) -> None:
    """Everything that is wrong with a rule book: files, rules, cases. 0 if it may go live, 1 if not."""
    findings = check(folder)
    idle = [] if findings else unused(load(folder))
    if as_json:
        told = {"ok": not findings, "findings": [asdict(one) for one in findings], "rules_no_case_needs": idle}
        emit(json.dumps(told, ensure_ascii=False))
    else:
        for one in findings:
            out.print(f"[red]✗[/red] {escape(str(one))}")
        _tell_good(folder, idle) if not findings else None
    raise typer.Exit(Exit.REFUSED if findings else Exit.DONE)


@rules.command("explain")
def rules_explain(
    text: Annotated[str, typer.Argument(help="What a resident wrote.")],
    *,
    site: Annotated[str | None, typer.Option(help="The site, for its own rules.")] = None,
    channel: Annotated[Channel, typer.Option(help="How it came in.")] = Channel.WEB,
    language: Annotated[Language, typer.Option(help="The language of the sentences.")] = Language.ZH_HANS,
    folder: Annotated[Path, typer.Option("--rules", help="The rule book's folder.")] = SHIPPED,
    as_json: AsJson = False,
) -> None:
    """What the rules make of a text: each decision with its rule, the words that matched, and what it outranked."""
    shelf = shelf_in(folder)
    matcher, books, request = build(shelf.group.lexicon), books_for(shelf, site), Request(text, channel)
    verdict = classify(matcher, plain(books), request, SystemClock().now())
    found = explained(matcher, books, request.whole(), verdict)
    if as_json:
        emit(json.dumps(asdict(found), ensure_ascii=False, default=str))
        return
    out.print(_table(found, language))
    if verdict.needs_triage:
        out.print(f"[yellow]A person must look: {verdict.needs_triage}[/yellow]")


@estate.command("check")
def estate_check(
    folder: Annotated[Path, typer.Argument(help="The property group's YAML folder.")] = ESTATE,
    *,
    as_json: AsJson = False,
) -> None:
    """Everything that is wrong with an estate, then gaps that may not be meant. 0 if it may go live, 1 if not."""
    try:
        loaded = load_estate(folder)
    except EstateRefused as refused:
        _tell_problems([str(problem) for problem in refused.problems], as_json=as_json)
        raise typer.Exit(Exit.REFUSED) from None
    gaps = estate_gaps(loaded, SystemClock().now())
    if as_json:
        told = {"ok": True, "version": loaded.version, "gaps": [asdict(one) for one in gaps]}
        emit(json.dumps(told, ensure_ascii=False))
        return
    people, places = len(loaded.people), len(loaded.sites)
    out.print(f"[green]✓[/green] {folder}: {places} sites, {people} people, version {loaded.version}")
    for one in gaps:
        out.print(f"[yellow]![/yellow] {one.concern}: {escape(one.where)}: {escape(one.message)}")


def shelf_in(folder: Path) -> Shelf:
    """The folder's books. Raises CommandError (78)."""
    try:
        return load(folder)
    except BookRefused as refused:
        raise CommandError(f"{folder}: {refused}", Exit.CONFIG) from None


def _tell_problems(problems: Sequence[str], *, as_json: bool) -> None:
    if as_json:
        emit(json.dumps({"ok": False, "problems": problems}, ensure_ascii=False))
        return
    for problem in problems:
        out.print(f"[red]✗[/red] {escape(problem)}")


def _tell_good(folder: Path, idle: Sequence[str]) -> None:
    shelf = load(folder)
    out.print(f"[green]✓[/green] {folder}: {len(shelf.group.rules)} rules, {len(shelf.cases)} cases, all as expected")
    if idle:
        out.print(f"[dim]no case needs: {', '.join(idle)}[/dim]")


def _table(found: Explanation, language: Language) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("slot", "value", "rule", "because", "words", "outranked", "stands in"):
        table.add_column(heading, overflow="fold")
    for one in found.reasons:
        words = " ".join(f"“{word}”" for word in one.words)
        lost = ", ".join(f"{loser.rule} ({loser.value})" for loser in one.lost)
        said = one.sentence.get(language, "")
        cells = (one.slot, one.value, one.rule, said, words, lost, f"{one.file}:{one.line}")
        table.add_row(*(escape(str(cell)) for cell in cells))
    return table


def register(app: typer.Typer) -> None:
    app.add_typer(rules, name="rules")
    app.add_typer(estate, name="estate")
