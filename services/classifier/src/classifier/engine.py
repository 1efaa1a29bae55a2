"""durable-rules inside its safe profile; the only module that imports it.

The profile was measured (200,000 random tickets, 0 differences from the evaluator): a Host without its threads, one
permanent session, fixed fact ids, `assert_fact`, every fact retracted, flat facts of closed values, single-fact
comparisons, bounded pages.
"""

import threading
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import Any

import durable_rules_engine  # type: ignore[import-not-found]  # the compiled half of durable
from durable.engine import Host

from classifier.domain.book import Book, Flat, Op, Stage, Test
from classifier.domain.evaluator import EngineDied
from classifier.domain.features import Features
from classifier.domain.lexicon import Value
from classifier.domain.profile import leaving, used
from classifier.domain.sameness import sameness

_RULES = "book"
_SESSION = "0"
_FACT = 1
_LAST = "end"
_OPS = {Op.NE: "$neq", Op.GE: "$gte", Op.LE: "$lte"}


class _QuietHost(Host):  # type: ignore[misc]  # the package ships no types
    """Without the two timer threads, which steal results and touch freed memory."""

    def _run(self) -> None:
        """Start nothing."""


def _condition(test: Test) -> dict[str, Any]:
    plain = {test.feature: test.value}
    return plain if test.op is Op.EQ else {_OPS[test.op]: plain}


def _definition(flat: Flat, act: Callable[[Any], None]) -> dict[str, Any]:
    conditions = [{"page": flat.page}, *(_condition(test) for test in flat.tests)]
    return {"all": [{"m": {"$and": conditions}}], "run": act, "pri": flat.order}


class Engine:
    """One book in one durable-rules host. One caller at a time: the lock sees to it."""

    def __init__(self, book: Book, remember: int = 0) -> None:
        """`remember`: of how many questions the answer is kept. Raises ValueError outside the safe profile."""
        if problems := leaving(book):
            raise ValueError(f"the book leaves the engine's safe profile: {problems[0].message}")
        self._pages = book.pages
        self._used = {page[0].page: used(page) for pages in book.pages.values() for page in pages}
        self._same = {page[0].page: sameness(page) for pages in book.pages.values() for page in pages}
        self._remembered: dict[tuple[str, Hashable], list[str]] = {}
        self._most_remembered = remember
        self._fired: list[str] = []
        self._error: BaseException | None = None
        self._lock = threading.Lock()
        self._dead = False
        self._host = _QuietHost()
        self._host.set_rulesets({_RULES: dict(self._rules(book))})
        self._warm()

    def _rules(self, book: Book) -> Iterator[tuple[str, dict[str, Any]]]:
        for pages in book.pages.values():
            for page in pages:
                for number, flat in enumerate(page):
                    yield f"{flat.page}.{number}", _definition(flat, self._noting(flat.rule))
                last = Flat(_LAST, page[-1].order + 1, page[0].page, ())
                yield f"{last.page}.{_LAST}", _definition(last, self._noting(_LAST))

    def _noting(self, rule: str) -> Callable[[Any], None]:
        """An action that raises is swallowed by the host: keep its first error."""

        def act(closure: Any) -> None:  # noqa: ANN401, ARG001  the host's own object
            try:
                self._fired.append(rule)
            except BaseException as error:  # noqa: BLE001
                self._error = self._error or error

        return act

    def _warm(self) -> None:
        for pages in self._pages.values():
            for page in pages:
                self._page(page, self._used[page[0].page])

    def ask(self, stage: Stage, features: Features) -> Sequence[str]:
        """The rules of a stage that hold, in order; raises `EngineDied`."""
        with self._lock:
            found = [name for page in self._pages[stage] for name in self._known(page, features)]
        return list(dict.fromkeys(found))

    def _known(self, page: Sequence[Flat], features: Features) -> list[str]:
        """The engine is a pure function of closed features: what it said of the same ones need not be asked again."""
        if not self._most_remembered:
            return self._page(page, features)
        key = (page[0].page, self._same[page[0].page](features))
        if (said := self._remembered.get(key)) is None:
            said = self._page(page, features)
            if len(self._remembered) >= self._most_remembered:
                self._remembered.clear()
            self._remembered[key] = said
        return said

    def _page(self, page: Sequence[Flat], features: Features) -> list[str]:
        own = {name: features[name] for name in self._used[page[0].page]}
        return self._asked(page, {**own, "page": page[0].page})

    def _asked(self, page: Sequence[Flat], fact: dict[str, Value]) -> list[str]:
        if self._dead:
            raise EngineDied("this engine failed before; ask the one that replaces it")
        self._fired, self._error = [], None
        try:
            self._through(fact)
        except BaseException as error:
            self._dead = True
            raise EngineDied(f"durable-rules failed on page {page[0].page}: {type(error).__name__}") from error
        if self._error or not self._fired or self._fired[-1] != _LAST:
            self._dead = True
            raise EngineDied(f"durable-rules lost a result on page {page[0].page}") from self._error
        return self._fired[:-1]

    def _through(self, fact: dict[str, Value]) -> None:
        whole = {"id": _FACT, "sid": _SESSION, **fact}
        try:
            self._host.assert_fact(_RULES, whole)
        finally:
            self._host.retract_fact(_RULES, whole)

    @property
    def dead(self) -> bool:
        return self._dead

    def free(self) -> None:
        """Give the memory back: the session first, then the rules (the other way round leaks)."""
        with self._lock:
            self._dead = True
            self._host.delete_state(_RULES, _SESSION)
            durable_rules_engine.delete_ruleset(self._host.get_ruleset(_RULES)._handle)  # noqa: SLF001  it has no other door
