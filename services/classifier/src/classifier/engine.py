"""durable-rules inside its safe profile; the only module that imports it.

The profile was measured (200,000 random feature sets, 0 differences from the evaluator): a Host without its threads, a
ruleset for each stage, one permanent session, one fact id, `assert_fact`, every fact retracted, flat facts of closed
values, single-fact comparisons, bounded pages. What holds is read from the compiled half directly: the Host's own loop
writes the session back after every action, which costs nine times as much.
"""

import threading
from collections.abc import Sequence
from itertools import chain
from typing import Any

import durable_rules_engine as compiled  # type: ignore[import-not-found]  # the compiled half of durable
from durable.engine import Host

from classifier.domain.book import Book, Flat, Op, Test
from classifier.domain.candidates import Index, Pages, demands_first
from classifier.domain.evaluator import EngineDied
from classifier.domain.features import Features
from classifier.domain.profile import FACT, LAST, SESSION, leaving, used
from classifier.domain.question import Known, Question
from classifier.domain.rule import Stage

_GONE = f"{{{FACT}}}"
_OPS = {Op.NE: "$neq", Op.GE: "$gte", Op.LE: "$lte"}


class _QuietHost(Host):  # type: ignore[misc]  # the package ships no types
    """Without the two timer threads, which steal results and touch freed memory."""

    def _run(self) -> None:
        """Start nothing."""


def _condition(test: Test) -> dict[str, Any]:
    plain = {test.feature: test.value if isinstance(test.value, str) else int(test.value)}
    return plain if test.op is Op.EQ else {_OPS[test.op]: plain}


def _unread(_: object) -> None:
    """No action runs: what holds is read from the compiled half."""


def _definition(flat: Flat) -> dict[str, Any]:
    conditions = [{flat.page: 1}, *map(_condition, flat.tests)]
    return {"all": [{"m": {"$and": conditions}}], "run": _unread, "pri": flat.order}


def _definitions(pages: Pages) -> dict[str, dict[str, Any]]:
    """A stage's rules under the numbers of their order; after all of them one that always holds."""
    last = Flat(LAST, pages[-1][-1].order + 1, LAST, ())
    return {str(flat.order): _definition(flat) for page in pages for flat in page} | {LAST: _definition(last)}


class _Rules:
    """One stage of a book in the host."""

    def __init__(self, host: Host, stage: Stage, pages: Pages, keep: int) -> None:
        """Compiled, and warmed with one fact for each page, of features that say nothing."""
        arranged = demands_first(pages)
        self._stage, self._keep, self._kept = stage, keep, dict[tuple[str, Known], tuple[str, ...]]()
        self._names = {str(flat.order): flat.rule for page in pages for flat in page}
        self._index = Index.of(arranged)
        host.set_rulesets({stage.value: _definitions(arranged)})
        self._handle = host.get_ruleset(stage.value)._handle  # noqa: SLF001  it has no other door
        for number, page in enumerate(pages):
            asked = self._index.page(number)
            self._hold(asked.fact(asked.known(Features.of(used(page)))))

    def ask(self, features: Features) -> tuple[str, ...]:
        """The rules that hold, in order, each once."""
        said = [self._known(one, one.known(features)) for one in self._index.questions(features)]
        return said[0] if len(said) == 1 else tuple(dict.fromkeys(chain.from_iterable(said)))

    def _known(self, asked: Question, known: Known) -> tuple[str, ...]:
        """The engine is a pure function of the fact: what it said of the same one need not be asked again."""
        if (said := self._kept.get((asked.form, known))) is None:
            numbers = sorted(self._hold(asked.fact(known)), key=int)
            said = tuple(dict.fromkeys(self._names[number] for number in numbers))
            if self._keep:
                if len(self._kept) >= self._keep:
                    self._kept.clear()
                self._kept[asked.form, known] = said
        return said

    def _hold(self, fact: str) -> list[str]:
        """The numbers of the rules that hold for a fact; the last must be the one that always does."""
        held: list[str] = []
        try:
            _, session = compiled.assert_fact(self._handle, fact)
            _, action = compiled.start_action_for_state(self._handle, session) or (None, None)
            while action:
                held.append(action[2 : action.index('"', 2)])
                action = compiled.complete_and_start_action(self._handle, session)
        finally:
            compiled.retract_fact(self._handle, _GONE)
        if not held or held.pop() != LAST:
            raise EngineDied(f"durable-rules lost a result in the stage {self._stage}")
        return held

    def free(self) -> None:
        """The session first, then the rules (the other way round leaks)."""
        compiled.delete_state(self._handle, SESSION)
        compiled.delete_ruleset(self._handle)


class Engine:
    """One book in one durable-rules host. One caller at a time: the lock sees to it."""

    def __init__(self, book: Book, keep: int = 0) -> None:
        """`keep`: of how many facts of each stage the answer is kept. Raises ValueError outside the safe profile."""
        if problems := leaving(book):
            raise ValueError(f"the book leaves the engine's safe profile: {problems[0].message}")
        self._lock = threading.Lock()
        self._dead = False
        host = _QuietHost()
        self._stages = {stage: _Rules(host, stage, pages, keep) for stage, pages in book.pages.items() if pages}

    def ask(self, stage: Stage, features: Features) -> Sequence[str]:
        """The rules of a stage that hold, in order; raises `EngineDied`."""
        if not (rules := self._stages.get(stage)):
            return ()
        with self._lock:
            if self._dead:
                raise EngineDied("this engine failed before; ask the one that replaces it")
            try:
                return rules.ask(features)
            except BaseException as error:
                self._dead = True
                if isinstance(error, EngineDied):
                    raise
                raise EngineDied(f"durable-rules failed in the stage {stage}: {type(error).__name__}") from error

    @property
    def dead(self) -> bool:
        return self._dead

    def free(self) -> None:
        """Give the memory back; whoever asks afterwards is refused."""
        with self._lock:
            self._dead = True
            for rules in self._stages.values():
                rules.free()
