"""`steward …` in this process: what it wrote, how it ended."""

import json
from dataclasses import dataclass
from typing import Any

from typer.testing import CliRunner

from steward.__main__ import app_for
from steward.answers import CommandError


@dataclass(frozen=True, slots=True)
class Ran:
    """`said` is the one sentence in which it failed, if it did."""

    code: int
    out: str
    said: str = ""

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def steward(*arguments: object, typed: str | bytes = "") -> Ran:
    """Run it; a failure it can answer is told as `main` tells it, any other is raised."""
    words = [str(one) for one in arguments]
    result = CliRunner().invoke(app_for(words), words, input=typed)
    if isinstance(result.exception, CommandError):
        return Ran(int(result.exception.code), result.stdout, str(result.exception))
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ran(result.exit_code, result.stdout, result.stderr)
