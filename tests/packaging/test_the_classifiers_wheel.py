"""The classifier as the image installs it, from a wheel with compiled modules, says what the sources say."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.harness.process import ROOT

PROJECT = tomllib.loads((ROOT / "services/classifier/pyproject.toml").read_text("utf-8"))
HOOK: dict[str, list[str]] = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["hooks"]["custom"]
pytestmark = pytest.mark.timeout(900)  # seconds: it is compiled anew, behind whatever else the machine does


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("wheel"))


def installed(folder: Path, **settings: str) -> Path:
    """The classifier, built from these sources now and alone in that folder."""
    ran("bash", "deploy/wheel.sh", str(folder), **settings)
    return folder


def ran(*command: str, **settings: str) -> str:
    """What a command of ours prints, run at the root."""
    done = subprocess.run(  # noqa: S603  our own
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def told(**settings: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(ran(sys.executable, "-m", "tests.packaging.verdicts", **settings))
    return found


def test_the_wheel_is_compiled_where_it_is_meant_to_be_and_says_what_the_sources_say(wheel: Path) -> None:
    plain, compiled = told(), told(PYTHONPATH=str(wheel))
    assert plain["compiled"] == []  # a checkout, its sources installed as they are
    assert compiled["compiled"] == sorted(HOOK["modules"])
    assert compiled["builders"] == []  # nothing of what compiles is asked for where it runs
    assert len(plain["said"]) > 500
    for by_plain, by_compiled in zip(plain["said"], compiled["said"], strict=True):
        assert json.dumps(by_compiled) == json.dumps(by_plain)


def test_the_classifiers_own_tests_pass_on_what_the_wheel_installs(wheel: Path) -> None:
    levels = [f"tests/{level}/classifier" for level in ("unit", "properties", "contract")]
    said = ran(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *levels, PYTHONPATH=str(wheel))
    passed = re.search(r"(\d+) passed", said)
    assert passed
    assert int(passed[1]) > 1_000


def test_without_the_hook_the_wheel_is_plain_python(tmp_path: Path) -> None:
    made = installed(tmp_path, HATCH_BUILD_NO_HOOKS="true")
    assert (made / "classifier" / "domain" / "phrases.py").exists()
    assert list(made.rglob("*.so")) == []


def test_what_compiles_is_the_mypy_that_checks() -> None:
    pinned = (ROOT / "constraints.txt").read_text("utf-8").split()
    assert [need for need in HOOK["dependencies"] if need.startswith("mypy==")] == [
        need for need in pinned if need.startswith("mypy==")
    ]
