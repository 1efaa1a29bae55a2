"""Kafka's jars: pinned, checked, fetched again when wrong, never fetched twice."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina

from stack import jars
from stack.errors import JarsUnavailableError
from stack.jars import Jar

CONTENT = {"alpha": b"alpha's bytes", "beta": b"beta's bytes"}
WANTED = tuple(
    Jar(hashlib.sha256(content).hexdigest(), "org.example", name, "1.0") for name, content in CONTENT.items()
)


class Repository:
    """Gives what it is told to give, and counts."""

    def __init__(self, **given: list[bytes]) -> None:
        self.given = given
        self.asked: list[str] = []

    def __call__(self, jar: Jar, into: Path) -> Path:
        self.asked.append(jar.artifact)
        queue = self.given.get(jar.artifact, [])
        if not queue:
            raise ConnectionError("the repository does not answer")
        path = into / jar.filename
        path.write_bytes(queue.pop(0))
        return path


def whole() -> Repository:
    return Repository(**{name: [content] for name, content in CONTENT.items()})


@pytest.fixture(autouse=True)
def _retries_without_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3):
        yield


def test_the_pinned_list_has_the_46_jars_of_a_broker_and_a_logging_binding() -> None:
    pinned = jars.pinned()
    assert len(pinned) == len({jar.coordinate for jar in pinned}) == 46
    assert {"org.apache.kafka:kafka_2.13:4.3.1", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"} <= {
        jar.coordinate for jar in pinned
    }
    assert all(len(jar.sha256) == 64 for jar in pinned)


def test_a_broken_line_in_the_list_is_named() -> None:
    with pytest.raises(ValueError, match=r"'abc org\.example:alpha'"):
        jars.parse("# a comment\nabc  org.example:alpha\n")


def test_what_is_fetched_lies_under_its_own_name_and_nothing_else_is_left(tmp_path: Path) -> None:
    paths = jars.classpath(tmp_path, WANTED, whole())
    assert [path.read_bytes() for path in paths] == list(CONTENT.values())
    assert not list(tmp_path.glob("*/.fetching-*"))


def test_a_second_run_asks_the_repository_for_nothing(tmp_path: Path) -> None:
    jars.classpath(tmp_path, WANTED, whole())
    silent = Repository()
    jars.classpath(tmp_path, WANTED, silent)
    assert silent.asked == []


def test_a_corrupted_download_is_dropped_and_fetched_again(tmp_path: Path) -> None:
    repository = Repository(alpha=[b"alpha's by", CONTENT["alpha"]], beta=[CONTENT["beta"]])
    paths = jars.classpath(tmp_path, WANTED, repository)
    assert repository.asked.count("alpha") == 2
    assert paths[0].read_bytes() == CONTENT["alpha"]


def test_a_file_corrupted_on_disk_is_noticed_and_only_that_one_is_fetched_again(tmp_path: Path) -> None:
    alpha, _ = jars.classpath(tmp_path, WANTED, whole())
    alpha.write_bytes(b"ALPHA's bytes")  # the same size: only time and hash can tell
    os.utime(alpha, ns=(0, alpha.stat().st_mtime_ns + 1_000_000))
    repository = whole()
    jars.classpath(tmp_path, WANTED, repository)
    assert repository.asked == ["alpha"]
    assert alpha.read_bytes() == CONTENT["alpha"]


def test_a_marker_that_cannot_be_read_costs_a_check_and_no_download(tmp_path: Path) -> None:
    alpha, _ = jars.classpath(tmp_path, WANTED, whole())
    (alpha.parent / "complete.json").write_text('{"cut')
    silent = Repository()
    jars.classpath(tmp_path, WANTED, silent)
    assert silent.asked == []
    assert jars.whole(alpha.parent, WANTED)


def test_what_cannot_be_had_is_named_with_reason_and_cure_and_what_came_is_kept(tmp_path: Path) -> None:
    repository = Repository(alpha=[CONTENT["alpha"]], beta=[b"cut", b"cut", b"cut"])
    with pytest.raises(JarsUnavailableError) as failed:
        jars.classpath(tmp_path, WANTED, repository)
    said = str(failed.value)
    assert "1 of 2 Kafka jars" in said
    assert "org.example:beta:1.0: what came has not the pinned sha256" in said
    assert "KAFKA_BOOTSTRAP" in said
    again = Repository(beta=[CONTENT["beta"]])
    jars.classpath(tmp_path, WANTED, again)
    assert again.asked == ["beta"]


def test_a_repository_that_does_not_answer_is_asked_again(tmp_path: Path) -> None:
    repository = Repository()
    with pytest.raises(JarsUnavailableError, match="does not answer"):
        jars.classpath(tmp_path, WANTED, repository)
    assert repository.asked.count("alpha") == 3


def test_when_nothing_answers_the_message_stays_short_and_still_names_every_coordinate(tmp_path: Path) -> None:
    many = tuple(Jar("0" * 64, "org.example", f"jar{number}", "1.0") for number in range(20))
    with pytest.raises(JarsUnavailableError) as failed:
        jars.classpath(tmp_path, many, Repository())
    said = str(failed.value)
    assert said.count("does not answer") == 3
    assert all(jar.coordinate in said for jar in many)
