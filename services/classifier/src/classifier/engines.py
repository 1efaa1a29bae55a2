"""The engines of a rules folder: built beside the old ones, tried on their cases, swapped, drained, freed (D-209)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from classifier.book_file import Shelf, load
from classifier.classify import Request, classify
from classifier.domain.book_checks import Finding
from classifier.domain.deciding import Asking
from classifier.domain.evaluator import EngineDied, plain
from classifier.domain.verdict import DecidedBy, Verdict
from classifier.making import Asks, Make, Plainly, engine_here
from classifier.matchers import Matchers
from classifier.trial import tried
from classifier.words_file import BookRefused


@dataclass(slots=True)
class Loaded:
    """One version of the folder in use: its books, an engine for each different book, how many callers are inside."""

    shelf: Shelf
    matchers: Matchers
    engines: dict[str, Asks]
    callers: int = 0
    retired: bool = False

    @property
    def decided_by(self) -> DecidedBy:
        plainly = any(isinstance(engine, Plainly) for engine in self.engines.values())
        return DecidedBy.EVALUATOR if plainly else DecidedBy.ENGINE

    def asking(self, site: str | None) -> Asking:
        return [(book, self.engines[book.version].ask) for book in self.shelf.books(site)]

    def plainly(self, site: str | None) -> Asking:
        return plain(self.shelf.books(site))


@dataclass(frozen=True, slots=True)
class Reload:
    """What became of a reload: `before` and `after` are book versions; with findings the old book goes on."""

    before: str
    after: str
    findings: tuple[Finding, ...] = ()


@dataclass(slots=True)
class Counts:
    """What ops want to know."""

    classified: int = 0
    by_evaluator: int = 0
    engines_died: int = 0
    reloads: int = 0
    reloads_refused: int = 0


def _unheard(_: str) -> None:
    """Nobody wants to know that an engine died."""


@dataclass(slots=True)
class Engines:
    """Holds the engines of one folder; safe to call from several threads. `died` hears the book of an engine lost."""

    folder: Path
    make: Make = engine_here
    counts: Counts = field(default_factory=Counts)
    died: Callable[[str], None] = _unheard
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _now: Loaded = field(init=False)

    def __post_init__(self) -> None:
        """Raises `BookRefused` when the folder's books or cases are wrong."""
        self._now = self._built()

    @property
    def version(self) -> str:
        return self._now.shelf.group.version

    def classify(self, request: Request, now: datetime, site: str | None = None) -> Verdict:
        """The verdict; an engine that dies is replaced and counted, and this message goes by the evaluator."""
        with self._lent() as loaded:
            try:
                return classify(loaded.matchers.of(site), loaded.asking(site), request, now, loaded.decided_by)
            except EngineDied:
                self._replace(loaded, site)
            return classify(loaded.matchers.of(site), loaded.plainly(site), request, now, DecidedBy.EVALUATOR)

    def reload(self) -> Reload:
        """Build the folder's present state beside, try it on its cases, swap; refuse and go on when it is wrong."""
        before = self.version
        try:
            built = self._built()
        except BookRefused as refused:
            self.counts.reloads_refused += 1
            return Reload(before, before, tuple(refused.findings))
        with self._lock:
            old, self._now = self._now, built
            old.retired = True
            drained = old.callers == 0
        self.counts.reloads += 1
        if drained:
            _free(old)
        return Reload(before, self.version)

    def close(self) -> None:
        """Free everything; no call may follow."""
        _free(self._now)

    def _built(self) -> Loaded:
        shelf = load(self.folder)
        books = {book.version: book for book in (shelf.group, *shelf.sites.values())}
        built = Loaded(shelf, Matchers(shelf), {version: self.make(book) for version, book in books.items()})
        built.matchers.build_all()
        if wrong := tried(shelf, built.matchers.of, built.asking):
            _free(built)
            raise BookRefused(wrong)
        return built

    @contextmanager
    def _lent(self) -> Iterator[Loaded]:
        """The present version; it is freed by its last caller if it was replaced meanwhile."""
        with self._lock:
            loaded = self._now
            loaded.callers += 1
            self.counts.classified += 1
        try:
            yield loaded
        finally:
            with self._lock:
                loaded.callers -= 1
                last = loaded.retired and loaded.callers == 0
            if last:
                _free(loaded)

    def _replace(self, loaded: Loaded, site: str | None) -> None:
        """New engines in the place of dead ones; the dead are left alone, touching them again is not safe."""
        with self._lock:
            self.counts.by_evaluator += 1
            dead = [book for book in loaded.shelf.books(site) if loaded.engines[book.version].dead]
            for book in dead:
                loaded.engines[book.version] = self.make(book)
                self.counts.engines_died += 1
        for book in dead:
            self.died(book.version)


def _free(loaded: Loaded) -> None:
    for engine in loaded.engines.values():
        if not engine.dead:
            engine.free()
