"""`steward`, the one command."""

import os
import signal
import sys

import typer
from rich.markup import escape

from steward.answers import CommandError
from steward.commands import demo, letters, mending, reviewing, running, sending, tickets
from steward.screen import err

app = typer.Typer(
    name="steward",
    help="Complaints, repairs and feedback of a property group, through real Kafka.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command()(running.up)
app.command()(running.down)
app.command()(demo.demo)
app.command()(sending.send)
app.command("import")(sending.import_)
app.command()(mending.rebuild)
app.command()(mending.erase)
app.command("topics")(mending.list_topics)
app.add_typer(tickets.app, name="ticket")
app.add_typer(reviewing.rules, name="rules")
app.add_typer(reviewing.estate, name="estate")
app.add_typer(letters.app, name="dead")


def main() -> None:
    """Run the command. What it cannot do is one sentence on stderr and an exit code, never a traceback."""
    try:
        app()
    except CommandError as error:
        err.print(f"[bold red]steward:[/bold red] {escape(str(error))}")
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:  # `steward … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


if __name__ == "__main__":
    main()
