"""The preflight: each failure with its cure."""

from pathlib import Path

import pytest

from stack import preflight

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("version", [(3, 11), (3, 12)])
def test_the_pythons_that_work_pass(version: tuple[int, int]) -> None:
    assert not preflight.python(version).cure


@pytest.mark.parametrize("version", [(3, 10), (3, 13), (4, 0)])
def test_a_python_too_old_or_too_new_is_refused_with_the_way_to_name_another(version: tuple[int, int]) -> None:
    finding = preflight.python(version)
    assert f"Python {version[0]}.{version[1]}" in finding.what
    assert "PYTHON=" in finding.cure


def test_a_missing_compiler_names_the_package_to_install() -> None:
    assert "build-essential" in preflight.compiler(None).cure
    assert not preflight.compiler("/usr/bin/cc").cure


def test_a_python_without_venv_passes_only_beside_uv() -> None:
    assert "python3-venv" in preflight.environments(has_uv=False, has_venv=False).cure
    assert not preflight.environments(has_uv=True, has_venv=False).cure


def test_a_full_disk_says_where_and_how_much_is_needed() -> None:
    finding = preflight.disk(Path("/data"), 40 * MEGABYTE, 100)
    assert "40 MB free at /data: 100 MB are needed" in finding.what
    assert "STEWARD_CACHE" in finding.cure


def test_the_index_matters_only_when_something_must_be_fetched() -> None:
    assert not preflight.index(fetch_needed=False, complaint="no route").cure
    assert "no route" in preflight.index(fetch_needed=True, complaint="no route").what
    assert "HTTPS_PROXY" in preflight.index(fetch_needed=True, complaint="no route").cure


def test_an_empty_cache_means_that_something_must_be_fetched(tmp_path: Path) -> None:
    assert preflight.fetch_needed(tmp_path)


def test_the_report_fails_as_a_whole_when_one_finding_has_a_cure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = [preflight.Finding("Python 3.12"), preflight.Finding("no C compiler", "install one")]
    monkeypatch.setattr(preflight, "findings", lambda _: found)
    assert preflight.main() == 1
    assert capsys.readouterr().out == "  ok  Python 3.12\n  NO  no C compiler\n      → install one\n"
