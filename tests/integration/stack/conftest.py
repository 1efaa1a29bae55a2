"""Real parts on free ports, one set per test module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stack.embedded import Running, start


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture(scope="module")
def stand_ins(var: Path) -> Iterator[Running]:
    with start(var, kafka=False, redis=False, ports="free", environ={}) as running:
        yield running
