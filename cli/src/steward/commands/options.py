"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

VAR, ESTATE = Path("var"), Path("estates/demo")
Var = Annotated[Path, typer.Option(envvar="STEWARD_VAR", help="Where data, logs and stack.json are kept.")]
EstateFolder = Annotated[Path, typer.Option(envvar="STEWARD_ESTATE", help="The property group's YAML folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="For scripts: JSON on stdout.")]
CallerKey = Annotated[str | None, typer.Option("--key", envvar="STEWARD_KEY", help="The caller's bearer key.")]
MasterKey = Annotated[
    Path | None,
    typer.Option("--key", help="The operator's master key file: opens sealed parts (usually var/master.key)."),
]
