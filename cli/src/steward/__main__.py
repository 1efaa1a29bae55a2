"""`steward`, the one command."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from stack.ports import Ports
from steward import up as running
from steward.answers import CommandError
from steward.installation import Plan
from steward.screen import err, keep_quiet, tell

app = typer.Typer(
    name="steward",
    help="Complaints, repairs and feedback of a property group, through real Kafka.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
Var = Annotated[Path, typer.Option(envvar="STEWARD_VAR", help="Where data, logs and stack.json are kept.")]
EstateFolder = Annotated[Path, typer.Option(envvar="STEWARD_ESTATE", help="The property group's YAML folder.")]
VAR, ESTATE = Path("var"), Path("estates/demo")


@app.command()
def up(
    *,
    detach: Annotated[bool, typer.Option("--detach", "-d", help="Return when all is ready.")] = False,
    estate: EstateFolder = ESTATE,
    var: Var = VAR,
    ports: Annotated[
        Ports, typer.Option(help="The usual ports or the next free ones; or any free ones.")
    ] = Ports.USUAL,
) -> None:
    """Start Kafka, Redis, the stand-ins and the five services. Ctrl-C stops them in order."""
    plan = Plan(var, estate, ports)
    (running.detached if detach else running.up)(plan, tell)


@app.command()
def down(
    *,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing.")] = False,
    var: Var = VAR,
) -> None:
    """Stop what `steward up` started."""
    running.down(var, keep_quiet if quiet else tell)


def main() -> None:
    """Run the command. What it cannot do is one sentence on stderr and an exit code, never a traceback."""
    try:
        app()
    except CommandError as error:
        err.print(f"[bold red]steward:[/bold red] {escape(str(error))}")
        sys.exit(error.code)
    except BrokenPipeError:  # `steward … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
