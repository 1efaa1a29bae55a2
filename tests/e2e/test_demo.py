"""The demo as continuous integration runs it: without a terminal, from nothing, judged by its own checklist."""

from pathlib import Path

import pytest

from tests.e2e.command import processes_of, steward

pytestmark = pytest.mark.timeout(150)


def test_the_demo_does_all_it_promises_and_leaves_nothing_behind(tmp_path: Path) -> None:
    own = tmp_path / "demo"
    ran = steward("demo", "--json", "--ports", "free", "--own", own, var=tmp_path / "nothing-runs-here")
    assert ran.out, ran.err
    missed = [f"{check['name']} ({check['detail']})" for check in ran.json["checks"] if not check["ok"]]
    assert (ran.code, missed) == (0, []), ran.err[-4000:]
    assert ran.json["ok"]
    assert ran.json["tickets"] >= 40
    assert "request.received" in ran.err  # without a terminal it tells line by line
    assert processes_of(own) == []
    assert not (own / "stack.json").exists()
