"""One installation for the short cut; at length, one for each proof. The report is written as far as it has come."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Literal

import pytest

from tests.chaos import plan
from tests.chaos.installation import Installation, installed
from tests.chaos.report import Proof, Report
from tests.chaos.watching import Heard, following
from tests.harness.process import ROOT

PAGE = ROOT / "var" / "chaos" / "report.md"


def how_long(fixture_name: str, config: pytest.Config) -> Literal["session", "module"]:
    """At length a proof has its own installation, and the next one does not count its 20,000 tickets again."""
    return "module" if plan.WHOLE else "session"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The short cut leaves out what only a long run can show."""
    left_out = [] if plan.WHOLE else [item for item in items if item.get_closest_marker("at_length")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def report() -> Iterator[Report]:
    """The session's report, printed at its end."""
    found = Report()
    yield found
    print(f"\n\n{found.page()}\n({PAGE.relative_to(ROOT)})")


@pytest.fixture(scope=how_long)
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Everything as real processes."""
    os.environ.pop("KAFKA_BOOTSTRAP", None)
    with installed(tmp_path_factory.mktemp("chaos")) as place:
        yield place


@pytest.fixture
async def place(installation: Installation) -> Installation:
    """The installation, ready."""
    await installation.ready()
    return installation


@pytest.fixture
async def town(place: Installation) -> AsyncIterator[Installation]:
    """The same, with an ear on its topics: for proofs about single tickets."""
    place.heard = Heard()
    async with following(place.kafka, place.heard.note):
        yield place


@pytest.fixture
def proof(request: pytest.FixtureRequest, report: Report, installation: Installation) -> Iterator[Proof]:
    """This test's part of the report; its heading is the test's own sentence."""
    found = report.proof(request.node.name.removeprefix("test_").replace("_", " "))
    installation.tell = found.tell
    yield found
    report.write(PAGE)
