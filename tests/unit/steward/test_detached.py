"""`steward up --detach` believes only what this start announced."""

import json
import subprocess
from pathlib import Path

import pytest

from steward import up
from steward.answers import CommandError
from steward.installation import Plan
from tests.harness.process import ROOT


class DiesBeforeItIsReady:
    """A child that runs when first looked at, and has ended at the second look."""

    def __init__(self, *_: object, **__: object) -> None:
        self.returncode: int | None = None
        self.looked = 0

    def poll(self) -> int | None:
        self.looked += 1
        self.returncode = 1 if self.looked > 1 else None
        return self.returncode


def test_addresses_that_a_killed_owner_left_are_not_taken_for_readiness(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = {"intake": "http://127.0.0.1:1", "kafka": "127.0.0.1:1"}
    (tmp_path / "stack.json").write_text(json.dumps(left), "utf-8")
    monkeypatch.setattr(subprocess, "Popen", DiesBeforeItIsReady)
    with pytest.raises(CommandError, match="it did not start"):
        up.detached(Plan(tmp_path, ROOT / "estates" / "demo"), say=lambda _: None)
    assert not up.announced(tmp_path)
