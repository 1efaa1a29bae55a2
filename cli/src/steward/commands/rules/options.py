"""Options that several of the rules' commands share."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from contracts.vocabulary import Language

READ_BY_SERVICES = "CLASSIFIER_RULES"
"""With this in its environment the classifier reads another folder than the shipped one; so do the commands."""
Folder = Annotated[Path, typer.Option("--rules", envvar=READ_BY_SERVICES, help="The rule book's folder.")]
Site = Annotated[str | None, typer.Option(help="The site, for its own rules.")]
Sentences = Annotated[Language | None, typer.Option("--language", help="Sentences in this language only.")]
Messages = Annotated[
    Path | None, typer.Option(help="Messages of a JSONL or CSV file instead of the topic's; each line has `text`.")
]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Only from this day on (UTC).")]

Estate = Annotated[
    Path | None,
    typer.Option(
        "--estate",
        envvar="STEWARD_ESTATE",
        help="The property group's YAML folder: overlays and cases must be for sites of it.",
    ),
]


def day(since: datetime | None) -> date | None:
    """The day that was asked for."""
    return since.date() if since else None
