"""Reloads while eight threads ask: every verdict is that of the book it names, and nothing stays in memory (D-209)."""

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from classifier.classify import Request, classify
from classifier.domain.verdict import DecidedBy, Verdict
from classifier.engine import Engine
from classifier.engines import Engines
from contracts.vocabulary import Category, Channel
from tests.unit.classifier.rooms import LIFT, NOW, folder, matcher, rule, shelf

AS_NOISE = rule("lift-leads", 10, "{is: {lead: lift}}", "{category: noise, subcategory: neighbour_noise}")
THREADS, RELOADS = 8, 40
_PAGE = 4_096


def asked_while(held: Engines, reloading: Event) -> list[Verdict]:
    said = []
    while not reloading.is_set():
        said.append(held.classify(Request("the lift", Channel.WEB), NOW))
    return said


def test_eight_threads_get_the_answer_of_the_book_they_began_with(tmp_path: Path) -> None:
    held, done = Engines(folder(tmp_path)), Event()
    right = {held.version: Category.FACILITY_REPAIR}
    with ThreadPoolExecutor(THREADS) as pool:
        asking = [pool.submit(asked_while, held, done) for _ in range(THREADS)]
        for number in range(RELOADS):
            folder(tmp_path, category=LIFT if number % 2 else AS_NOISE)
            held.reload()
            right[held.version] = Category.FACILITY_REPAIR if number % 2 else Category.NOISE
        done.set()
        said = [verdict for one in asking for verdict in one.result()]
    assert {verdict.book for verdict in said} == set(right)
    assert [verdict for verdict in said if verdict.category is not right[verdict.book]] == []
    assert {verdict.decided_by for verdict in said} == {DecidedBy.ENGINE}
    assert (held.counts.reloads, held.counts.engines_died) == (RELOADS, 0)
    assert held.counts.classified == len(said)
    held.close()


def resident() -> float:
    """Megabytes of this process in memory, without what only waits for the collector."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * _PAGE / 1e6


@pytest.mark.timeout(300)  # seconds: a thousand tickets on a machine that is busy with other things
def test_memory_stays_flat_over_tickets_and_over_engines() -> None:
    book, engine = shelf().group, Engine(shelf().group)
    texts = [case.text for case in shelf().cases]

    def tickets(number: int) -> None:
        for place in range(number):
            text = Request(texts[place % len(texts)], Channel.WEB)
            classify(matcher(), [(book, engine.ask)], text, NOW)

    def engines(number: int) -> None:
        for _ in range(number):
            other = Engine(book)
            classify(matcher(), [(book, other.ask)], Request(texts[0], Channel.WEB), NOW)
            other.free()

    tickets(300)
    engines(20)
    before = resident()
    tickets(1_000)
    after_tickets = resident()
    engines(30)
    assert after_tickets - before < 4
    assert resident() - after_tickets < 8
    engine.free()
