"""What holds for the clocks of any ticket's life, in any order, with any repetition (D-406, D-409)."""

from collections import Counter
from datetime import timedelta
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chassis.aggregate import Change
from chassis.decision import TIMER
from chassis.record import dump, load
from contracts import facts
from contracts.cloudevents import Event
from contracts.facts import OneClockFact
from contracts.vocabulary import ClockState, Severity
from sla_monitor.domain.folding import apply
from sla_monitor.domain.recompute import recomputed
from sla_monitor.domain.state import OPEN, Clocks, by_key, timers
from tests.properties.sla_monitor.stories import Step, Told, life, promptly, severities, steps
from tests.unit.sla_monitor.timetable import CODEC, Timetable, fold

LATER, LATE, AT_ONCE = timedelta(days=12), timedelta(minutes=300), timedelta(0)
lives = st.builds(life, st.lists(steps, max_size=10), severities)
prompt_lives = st.builds(life, st.lists(promptly, max_size=10), severities)
few = settings(max_examples=60, deadline=None)


def lived(told: list[Told], *, ordered: bool = True) -> Timetable:
    """A record after these facts were read one after the other, and some days more. Unordered ones have no sequence."""
    table = Timetable(now=told[0].read_at)
    for one in told:
        table.until(max(one.read_at, table.now))
        table.takes(table.given(one.fact, one.happened_at, one.sequence if ordered else 0))
    table.until(table.now + LATER)
    return table


def slept(told: list[Told]) -> Timetable:
    """The same life with the service down until it was over: facts first, as the watermark demands, then timers."""
    table = Timetable(now=told[-1].read_at)
    for one in told:
        table.takes(table.given(one.fact, one.happened_at, one.sequence))
    table.until(table.now, asleep=True)
    table.until(table.now + LATER)
    return table


def deadline(fact: OneClockFact) -> tuple[object, ...]:
    return (fact.clock, fact.work_order, fact.round, fact.due_at)


@few
@given(lives)
def test_the_record_is_the_fold_of_what_was_told_wherever_it_was_cut(told: list[Told]) -> None:
    table = lived(told)
    assert fold(table.said) == table.state
    codec = CODEC
    for cut in range(1, len(table.said)):
        state = fold(table.said[:cut])
        assert state is not None
        again = codec.load(codec.dump(state))
        assert again == state
        for event in table.said[cut:]:
            again = apply(again, event)
        assert again == table.state


BACK_AND_FORTH = [Step("answers", AT_ONCE), Step("meets", AT_ONCE), Step("answers", timedelta(minutes=1418), LATE)]
"""Told again and again, these set a clock to one deadline, to another, and to the first once more."""


@few
@given(lives, st.randoms(use_true_random=False))
@example(life([*BACK_AND_FORTH, Step("repair", AT_ONCE), Step("answers", AT_ONCE)], Severity.MAJOR), Random(340))
def test_any_order_with_any_repetition_keeps_the_rules(told: list[Told], chance: Random) -> None:
    mixed = [*told, *chance.choices(told, k=3)]
    chance.shuffle(mixed)
    keeps_the_rules(lived(mixed, ordered=False))


@few
@given(lives)
def test_the_order_of_life_keeps_the_rules(told: list[Told]) -> None:
    keeps_the_rules(lived(told))


def keeps_the_rules(table: Timetable) -> None:
    """One breach per deadline, none while it stood still, rungs in order, nothing left unfired, the fold."""
    annulled = Counter(deadline(fact) for fact in table.told(facts.BreachAnnulled))
    for missed, count in Counter(deadline(fact) for fact in table.told(facts.DeadlineBreached)).items():
        assert count <= 1 + annulled[missed], f"{missed} was breached {count} times"
    for warned, count in Counter(deadline(fact) for fact in table.told(facts.DeadlineWarned)).items():
        assert count <= 2, f"{warned} was warned of {count} times"
    nothing_is_breached_that_does_not_run(table.said)
    ladders_go_up_and_end(table.said)
    assert fold(table.said) == table.state
    left = {name: str(at) for name, at in timers(table.state).items() if at <= table.now and name[:4] != "warn"}
    assert not left, f"{left} should have fired"


def nothing_is_breached_that_does_not_run(said: list[Event]) -> None:
    state: Clocks | None = None
    for event in said:
        if isinstance(event.data, facts.DeadlineBreached) and event.cause_topic == TIMER:
            kept = by_key(state)[(event.data.clock, event.data.round, event.data.work_order)]
            assert kept.reading.state is ClockState.RUNNING
            assert kept.reading.due_at == event.data.due_at <= event.time
        state = apply(state, event)


def ladders_go_up_and_end(said: list[Event]) -> None:
    levels: dict[str, int] = {}
    over: set[str] = set()
    for event in said:
        if isinstance(event.data, facts.EscalationRaised):
            assert event.data.escalation not in over, "called after it was over"
            assert event.data.level == levels.get(event.data.escalation, 0) + 1
            assert event.data.to, "somebody is called"
            levels[event.data.escalation] = event.data.level
        elif isinstance(event.data, facts.EscalationAcknowledged | facts.EscalationEnded):
            over.add(event.data.escalation)


@few
@given(lives)
@example(life([Step("completes", AT_ONCE), Step("completes", AT_ONCE)], Severity.MAJOR)).via("found by chance")
def test_reading_everything_again_after_a_crash_tells_nothing_new(told: list[Told]) -> None:
    table = lived(told)
    before = len(table.said)
    for one in told:
        table.takes(table.given(one.fact, one.happened_at, one.sequence))
    assert len(table.said) == before


@few
@given(lives)
def test_a_record_that_was_put_away_and_loaded_decides_the_same(told: list[Told]) -> None:
    table, codec = Timetable(now=told[0].read_at), CODEC
    for one in told:
        table.until(max(one.read_at, table.now))
        record = load(b"0" * 16 + dump(table.change.after, codec), codec)
        table.change = Change(record, record)
        table.takes(table.given(one.fact, one.happened_at, one.sequence))
    assert [event.id for event in table.said] == [event.id for event in lived(told).said[: len(table.said)]]


@few
@given(prompt_lives)
def test_a_service_that_was_down_records_the_same_breaches_as_one_that_was_up(told: list[Told]) -> None:
    """D-409: down means late, not another truth."""
    assert on_record(slept(told)) == on_record(lived(told))


def on_record(table: Timetable) -> set[tuple[object, ...]]:
    annulled = {deadline(fact) for fact in table.told(facts.BreachAnnulled)}
    return {deadline(fact) for fact in table.told(facts.DeadlineBreached)} - annulled


@few
@given(st.lists(promptly, max_size=8), severities)
def test_weighing_a_ticket_anew_never_loosens_an_open_clock(written: list[Step], severity: Severity) -> None:
    told = life(written, severity)
    table = Timetable(now=told[0].read_at)
    for one in told:
        table.until(max(one.read_at, table.now))
        before = by_key(table.change.after.state)
        table.takes(table.given(one.fact, one.happened_at, one.sequence))
        if isinstance(one.fact, facts.TicketSeverityConfirmed | facts.TicketCorrected):
            for key, kept in by_key(table.state).items():
                was = before.get(key)
                if was and was.reading.state in OPEN and kept.reading.state is was.reading.state:
                    assert kept.reading.due_at <= was.reading.due_at


@few
@given(lives, st.integers(0, 60 * 24 * 5))
def test_recomputing_a_state_under_the_same_estate_is_done_after_once(told: list[Told], minutes: int) -> None:
    table = lived(told)
    now = told[0].read_at + timedelta(minutes=minutes)
    state = table.state
    first = recomputed(state, table.estate, now)
    for fact in first.facts:
        state = apply(state, Event(id="x", type=fact.TYPE, source="/test", subject="ticket:x", time=now, data=fact))
    assert recomputed(state, table.estate, now).facts == ()
