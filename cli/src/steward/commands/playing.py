"""`steward demo`."""

from pathlib import Path
from typing import Annotated

import typer

from stack.ports import Ports
from steward.commands.options import ESTATE, VAR, AsJson, EstateFolder, Var
from steward.demo.run import Wanted
from steward.demo.run import demo as play
from steward.installation import Plan


def demo(
    *,
    as_json: AsJson = False,
    plain: Annotated[bool, typer.Option("--plain", help="Lines instead of the live screen.")] = False,
    estate: EstateFolder = ESTATE,
    var: Var = VAR,
    own: Annotated[
        Path | None, typer.Option("--own", help="Where its own installation keeps its data (VAR/demo).")
    ] = None,
    ports: Annotated[Ports, typer.Option(help="The usual ports, else the next free ones; or any.")] = Ports.USUAL,
) -> None:
    """Forty reports go through real Kafka while you look; ends with a checklist. 0 only if all of it happened."""
    raise typer.Exit(play(Wanted(Plan(own or var / "demo", estate, ports), var, as_json, plain)))


def register(app: typer.Typer) -> None:
    app.command()(demo)
