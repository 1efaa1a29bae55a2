"""A record is the fold of its own facts: versions, handled inputs, results, forks and gaps, by case (rule 3)."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from chassis.decision import HTTP, TIMER, Input
from chassis.failures import Fork, Gap
from chassis.record import KEPT_COMMANDS, JsonState, Record, Result, dump, folded, is_handled, load
from contracts import topics
from contracts.cloudevents import Event
from tests.harness.counting import Added, Count, apply

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
SOURCE = topics.CLASSIFIED.name


def fact(sequence: int, cause: str = "", topic: str = SOURCE, of: int = 0) -> Event:
    return Event(
        id=f"fact-{sequence}",
        type=Added.TYPE,
        source="/steward/dispatch",
        subject="ticket:one",
        time=NOW,
        sequence=sequence,
        causation_id=cause or f"in-{of or sequence}",
        cause_topic=topic,
        cause_sequence=0 if topic in (HTTP, TIMER) else of or sequence,
        data=Added(amount=1, total=sequence),
    )


def record(*facts: Event) -> Record[Count]:
    found: Record[Count] = Record()
    for one in facts:
        found = folded(found, one, apply)
    return found


def given(sequence: int, id_: str = "", topic: str = SOURCE) -> Input:
    return Input(id_ or f"in-{sequence}", "x", "ticket:one", topic, None, NOW, NOW, sequence=sequence)


def test_a_fact_it_has_already_changes_nothing() -> None:
    once = record(fact(1), fact(2))
    assert folded(once, fact(1), apply) is once


def test_another_fact_under_a_seen_sequence_is_a_fork() -> None:
    with pytest.raises(Fork):
        folded(record(fact(1), fact(2)), replace(fact(2), id="other"), apply)


def test_a_missing_fact_is_a_gap() -> None:
    with pytest.raises(Gap):
        folded(record(fact(1)), fact(3), apply)


@pytest.mark.parametrize(
    ("asked", "handled"),
    [
        pytest.param(given(2), True, id="the last one"),
        pytest.param(given(1), True, id="one before"),
        pytest.param(given(3), False, id="the next one"),
        pytest.param(given(1, topic=topics.DEADLINES.name), False, id="of another topic"),
        pytest.param(given(0, "in-2"), False, id="without a sequence"),
        pytest.param(given(0, "in-2", HTTP), False, id="a command of that id"),
    ],
)
def test_inputs_are_known_again_by_topic_and_sequence(asked: Input, *, handled: bool) -> None:
    assert is_handled(record(fact(1), fact(2)), asked) is handled


def test_a_seen_sequence_under_another_id_is_a_fork() -> None:
    with pytest.raises(Fork):
        is_handled(record(fact(1), fact(2)), given(2, "other"))


def test_one_command_with_two_facts_has_one_result_with_both() -> None:
    found = record(fact(1, "cmd", HTTP), fact(2, "cmd", HTTP), fact(3, "next", HTTP))
    assert found.result_of("cmd") == Result("cmd", ((1, Added.TYPE), (2, Added.TYPE)))
    assert is_handled(found, given(0, "cmd", topics.COMMANDS.name))


def test_the_last_commands_are_kept_and_the_oldest_forgotten() -> None:
    found = record(*(fact(n, f"cmd-{n}", HTTP) for n in range(1, KEPT_COMMANDS + 2)))
    assert found.result_of("cmd-1") is None
    assert found.result_of("cmd-2") is not None
    assert len(found.commands) == KEPT_COMMANDS


def test_what_a_timer_decided_marks_no_input() -> None:
    found = record(fact(1, "timer", TIMER))
    assert (found.handled, found.commands) == ({}, ())


def test_a_record_comes_back_as_it_was_stored() -> None:
    found = record(fact(1), fact(2, "cmd", HTTP), fact(3, of=2))
    codec = JsonState(Count)
    assert load(b"%016d" % 3 + dump(found, codec), codec) == found
    assert load(None, codec) == Record()
