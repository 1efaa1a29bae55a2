"""The demo's reports out of the estate's folder."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from steward.answers import CommandError, Exit
from steward.request_file import Line, lines_of

FOLDER = "reports"
STAR = "demo-02"
"""The complaint that is left unanswered: at its site a first answer is due in seconds."""
TWICE, BROKEN = "demo-01", "demo-31"
TOGETHER = ("demo-05", "demo-10", "demo-18")
"""Three households about one matter."""
VAGUE = "demo-15"


@dataclass(frozen=True, slots=True)
class Reports:
    """What is sent one by one over HTTP, and what goes in one batch over Kafka."""

    http: Sequence[Line]
    kafka: Sequence[Line]

    @property
    def texts(self) -> dict[str, str]:
        """Each report's words by its id, for the screen."""
        return {line.id: str(line.body["text"]) for line in (*self.http, *self.kafka) if line.id and line.body}


def read(estate: Path, run: str) -> Reports:
    """The reports; with a `run` their ids become new ones, so that an installation that knows them takes them anew."""
    folder = estate / FOLDER
    files = [folder / name for name in ("http.jsonl", "kafka.jsonl")]
    if missing := [str(file) for file in files if not file.is_file()]:
        raise CommandError(f"{missing[0]}: is missing; the demo needs the sample estate, estates/demo", Exit.CONFIG)
    http, kafka = ([renamed(line, run) for line in lines_of(file, None)] for file in files)
    return Reports(http, kafka)


def renamed(line: Line, run: str) -> Line:
    if line.body is None or line.id is None:
        return line
    return Line(line.number, line.body | {"id": named(line.id, run)})


def named(request: str, run: str) -> str:
    """A report's id in this run."""
    return f"{request}-{run}" if run else request
