"""`steward up`, `steward down`."""

from typing import Annotated

import typer

from stack.ports import Ports
from steward import up as running
from steward.commands.options import ESTATE, VAR, EstateFolder, Var
from steward.installation import Plan
from steward.screen import keep_quiet, tell


def up(
    *,
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Return when all is ready.")] = False,
    estate: EstateFolder = ESTATE,
    var: Var = VAR,
    ports: Annotated[Ports, typer.Option(help="The usual ports, else the next free ones; or any.")] = Ports.USUAL,
) -> None:
    """Start Kafka, Redis, the stand-ins and the five services. Ctrl-C stops them in order."""
    plan = Plan(var, estate, ports)
    (running.detached if detach else running.up)(plan, tell)


def down(
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing.")] = False,
    var: Var = VAR,
) -> None:
    """Stop what `steward up` started."""
    running.down(var, keep_quiet if quiet else tell)


def register(app: typer.Typer) -> None:
    app.command()(up)
    app.command()(down)
