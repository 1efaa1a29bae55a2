"""What Java learnt of a start of Kafka: used where it fits, a loss of time and nothing else where it is missing."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from stack import aot, fetch, jars, kafka, rehearsal
from stack.errors import NotReadyError

OPTIONS = ("-Xmx256m",)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache whose jars are there, in which nothing was learnt."""
    monkeypatch.setenv("STEWARD_CACHE", str(tmp_path))
    monkeypatch.setattr(jars, "classpath", lambda: (tmp_path / "kafka.jar",))
    return tmp_path


def test_what_was_learnt_under_other_options_or_of_other_jars_is_not_taken(tmp_path: Path) -> None:
    one = aot.kept(tmp_path, OPTIONS, "a.jar:b.jar")
    assert one == aot.kept(tmp_path, OPTIONS, "a.jar:b.jar")
    assert one != aot.kept(tmp_path, ("-Xmx512m",), "a.jar:b.jar")
    assert one != aot.kept(tmp_path, OPTIONS, "a.jar:c.jar")


def test_java_is_told_of_it_only_where_it_is(tmp_path: Path) -> None:
    learnt = aot.kept(tmp_path, OPTIONS, "a.jar")
    assert aot.using(learnt) == ()
    learnt.touch()
    assert aot.using(learnt) == (f"-XX:AOTCache={learnt}",)


def test_what_was_learnt_is_not_learnt_again(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learnt = kafka.learnt_of(kafka.joined(jars.classpath()))
    learnt.parent.mkdir(parents=True)
    learnt.touch()
    monkeypatch.setattr(kafka, "start", lambda *_, **__: pytest.fail("Kafka was started"))
    assert rehearsal.rehearse() == f"Kafka: its start is rehearsed ({learnt})"
    assert cache in learnt.parents


def test_set_up_goes_on_without_a_rehearsal_and_says_what_it_costs(
    cache: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(folder: Path, port: int, controller: int, *, options: Sequence[str]) -> None:
        raise NotReadyError(f"Kafka could not start in {folder.name} with {len(options)} options")

    monkeypatch.setattr(kafka, "start", fails)
    assert fetch.main() == 0
    said = capsys.readouterr().out
    assert "could not be rehearsed (NotReadyError: Kafka could not start in kafka with 5 options)" in said
    assert "It only costs time" in said
    assert not list(cache.rglob("*.aot"))


def test_a_rehearsal_without_notes_leaves_nothing_half_made(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (cache / "kafka-4.3.1").mkdir()
    monkeypatch.setattr(rehearsal, "_trial", lambda folder: folder / "notes")
    assert "could not be rehearsed (CalledProcessError: " in rehearsal.rehearse()
    assert list((cache / "kafka-4.3.1").iterdir()) == []
