"""`steward rules …`: the rule book asked, checked, measured, compared with another, corrected, begun."""

import typer

from steward.commands.rules import asking, comparing, correcting, measuring, starting


def register(app: typer.Typer) -> None:
    rules = typer.Typer(no_args_is_help=True, help="The rule book: check it, ask it, measure it, change it safely.")
    for part in (asking, measuring, comparing, correcting, starting):
        part.register(rules)
    app.add_typer(rules, name="rules")
