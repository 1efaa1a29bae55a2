"""Hot reload: the rules folder is looked at, and a change that passes its cases goes live (D-209)."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from chassis.repeating import every
from classifier.book_file import CASES
from classifier.domain.book_checks import Finding
from classifier.engines import Engines, Reload
from classifier.metrics import Rules

log = structlog.get_logger(__name__)
State = frozenset[tuple[str, int, int]]


def state_of(folder: Path) -> State:
    """Name, size and time of change of every file of a rules folder; empty while it cannot be read."""
    try:
        found = [(str(file.relative_to(folder)), file.stat()) for file in sorted(folder.rglob("*.yaml"))]
    except OSError:
        return frozenset()
    return frozenset((name, stat.st_size, stat.st_mtime_ns) for name, stat in found)


@dataclass(slots=True)
class Reloading:
    """Looks at the folder every `seconds`; a state that was refused is not tried again until it changes."""

    engines: Engines
    rules: Rules
    seconds: float
    _tried: State = field(init=False)

    def __post_init__(self) -> None:
        self._tried = state_of(self.engines.folder)

    async def watching(self) -> None:
        """Until cancelled."""
        await every(self.seconds, self.look)

    async def look(self) -> Reload | None:
        """One look: nothing where nothing changed, else what became of the reload. Messages go on meanwhile."""
        state = await asyncio.to_thread(state_of, self.engines.folder)
        if state == self._tried or not state:
            return None
        self._tried = state
        done = await asyncio.to_thread(self.engines.reload)
        self._tell(done)
        return done

    def _tell(self, done: Reload) -> None:
        if done.findings:
            self.rules.reloads_refused.inc()
            first, number = done.findings[0], len(done.findings)
            log.error("rules_refused", book=done.before, **_told(first), findings=number)
            return
        self.rules.reloads.inc()
        log.info("rules_reloaded", before=done.before, after=done.after)


def _told(first: Finding) -> dict[str, str | int]:
    """A finding as a log may hold it: of a case no word, it may be made of a resident's message."""
    if first.file.endswith(CASES):
        rule, reason = "-", "a case cannot be read or is not as it expects; steward rules check says which"
    else:
        rule, reason = first.rule, first.message
    return {"file": first.file, "line": first.line, "rule": rule, "reason": reason}
