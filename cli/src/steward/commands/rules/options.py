"""Options that several of the rules' commands share."""

from pathlib import Path
from typing import Annotated

import typer

from contracts.vocabulary import Language

Folder = Annotated[Path, typer.Option("--rules", help="The rule book's folder.")]
Site = Annotated[str | None, typer.Option(help="The site, for its own rules.")]
Sentences = Annotated[Language | None, typer.Option("--language", help="Sentences in this language only.")]
