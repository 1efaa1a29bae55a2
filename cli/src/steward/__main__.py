"""`steward`, the one command."""

import os
import signal
import sys
from collections.abc import Sequence
from importlib import import_module

import typer
from rich.markup import escape

from steward.answers import CommandError
from steward.screen import err

MISTAKE = 70
"""EX_SOFTWARE."""
COMMANDS = {
    "up": "running",
    "down": "running",
    "demo": "playing",
    "send": "sending",
    "import": "sending",
    "ticket": "tickets",
    "rules": "rules",
    "estate": "reviewing",
    "dead": "letters",
    "rebuild": "mending",
    "erase": "mending",
    "topics": "mending",
}
"""Which module of `steward.commands` has which command: only the one that is wanted is loaded."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """The command line as far as these arguments need it; all of it for help, or for a word it does not know."""
    app = typer.Typer(
        name="steward",
        help="Complaints, repairs and feedback of a property group, through real Kafka.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback()(whole)
    wanted = COMMANDS.get(arguments[0]) if arguments else None
    for module in dict.fromkeys([wanted] if wanted else COMMANDS.values()):
        import_module(f"steward.commands.{module}").register(app)
    return app


def whole() -> None:
    """Complaints, repairs and feedback of a property group, through real Kafka."""


def main() -> None:
    """Run the command. What it cannot do is one sentence on stderr and an exit code, never a traceback."""
    try:
        app_for(sys.argv[1:])()
    except CommandError as error:
        err.print(f"[bold red]steward:[/bold red] {escape(str(error))}", soft_wrap=True)
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:  # `steward … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as bug:
        if os.environ.get("STEWARD_DEBUG"):
            raise
        said = f"a mistake of ours: {type(bug).__name__}: {bug}; STEWARD_DEBUG=1 shows where it was made"
        err.print(f"[bold red]steward:[/bold red] {escape(said)}", soft_wrap=True)
        sys.exit(MISTAKE)


if __name__ == "__main__":
    main()
