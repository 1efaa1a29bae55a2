"""What a run did and counted, to be read in a minute: a page for people, and the assertion behind it."""

import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos import plan

COLUMNS = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was counted; `promised` is None for a figure that promises nothing."""

    what: str
    counted: object
    promised: object = None

    @property
    def broken(self) -> bool:
        return self.promised is not None and self.counted != self.promised


@dataclass(slots=True)
class Proof:
    """One proof's part of the report. What happened is told with its second since the proof began."""

    promise: str
    began: float = field(default_factory=time.monotonic)
    happened: list[tuple[float, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def tell(self, what: str) -> None:
        """Something was done."""
        self.happened.append((time.monotonic() - self.began, what))

    def figure(self, what: str, counted: object) -> None:
        """Something was counted that promises nothing."""
        self.lines.append(Line(what, counted))

    def promised(self, what: str, counted: object, promised: object) -> None:
        """Something was counted, and this is what was promised of it."""
        self.lines.append(Line(what, counted, promised))

    def kept(self) -> None:
        """AssertionError unless every promise was kept, and there was one."""
        assert any(line.promised is not None for line in self.lines), f"{self.promise}: nothing was counted"
        broken = [f"{line.what}: {line.counted!r}, promised {line.promised!r}" for line in self.lines if line.broken]
        assert not broken, f"{self.promise} (seed {plan.SEED}): " + "; ".join(broken)

    def page(self) -> str:
        """This proof as Markdown."""
        rows = [f"| {one.what} | {_short(one.counted)} | {_short(one.promised)} | {_mark(one)} |" for one in self.lines]
        table = ["| counted | is | promised | |", "| --- | --- | --- | --- |", *rows]
        return "\n".join([f"## {self.promise}", "", *_told(self.happened), "", *table, ""])


@dataclass(slots=True)
class Report:
    """All proofs of a session."""

    proofs: list[Proof] = field(default_factory=list)

    def proof(self, promise: str) -> Proof:
        """Begin a proof."""
        self.proofs.append(Proof(promise))
        return self.proofs[-1]

    def page(self) -> str:
        """The whole report as Markdown."""
        cut = "whole" if plan.WHOLE else "short cut"
        head = f"# Proofs under faults: {cut}, seed {plan.SEED}, {plan.REQUESTS} requests under kills"
        again = f"Again: `STEWARD_CHAOS_SEED={plan.SEED} make chaos`."
        return "\n".join([head, "", again, "", *(proof.page() for proof in self.proofs)])

    def write(self, file: Path) -> None:
        """Write the page as far as it is."""
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(self.page(), "utf-8")


def _mark(line: Line) -> str:
    if line.promised is None:
        return ""
    return "✗ BROKEN" if line.broken else "✓"


def _short(value: object) -> str:
    text = "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)
    return text if len(text) <= COLUMNS else f"{text[: COLUMNS - 1]}…"


def _told(happened: list[tuple[float, str]]) -> list[str]:
    """What was done when, several to a line: a long run kills often."""
    told, line = [], ""
    for second, what in happened:
        entry = f"{second:.0f} s {what}"
        if line and len(line) + len(entry) > COLUMNS:
            told.append(line)
            line = ""
        line = f"{line} · {entry}" if line else entry
    return [*told, line] if line else told
