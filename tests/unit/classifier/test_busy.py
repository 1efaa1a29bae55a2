"""Reloads while eight threads ask: every verdict is that of the book it names, and nothing stays in memory (D-209)."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from classifier.classify import Request
from classifier.domain.verdict import DecidedBy, Verdict
from classifier.engines import Engines
from contracts.vocabulary import Category, Channel
from tests.unit.classifier.rooms import LIFT, NOW, RULES, folder, rule

AS_NOISE = rule("lift-leads", 10, "{is: {lead: lift}}", "{category: noise, subcategory: neighbour_noise}")
THREADS, RELOADS = 8, 40
ROOT = RULES.parents[2]


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


@pytest.mark.timeout(300)  # seconds: the machine may be busy with other things
def test_memory_stays_flat_over_tickets_and_over_engines() -> None:
    tickets, engines = resident("--tickets", "2500"), resident("--engines", "100")
    assert (len(tickets), len(engines)) == (10, 10)
    assert stays(tickets) < 4
    assert stays(engines) < 4


@pytest.mark.timeout(300)  # seconds: the machine may be busy with other things
def test_memory_stays_flat_over_reloads_of_a_folder(tmp_path: Path) -> None:
    start, *after = resident("--reloads", "300", "--rules", str(folder(tmp_path)))
    assert start > 0
    assert len(after) == 10
    assert stays(after) < 4


def stays(megabytes: list[float]) -> float:
    """How much more stays at the end than after warming up. Garbage comes and goes, so the lowest are compared."""
    return min(megabytes[7:]) - min(megabytes[3:6])


def resident(*what: str) -> list[float]:
    """In a process of its own, so that only the classifier's memory counts; the first four tenths are warming up."""
    command = [sys.executable, "-m", "bench.classifier_memory", *what]
    said = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout  # noqa: S603  our own bench
    return [float(line.split()[-2]) for line in said.splitlines()]
