"""Whatever order, whatever is repeated, wherever it crashes: a message goes out once, and nothing is lost (rule 10).

The world is played by hypothesis: it fires timers, lets providers answer or fall silent, loses answers, repeats them,
kills the worker between any two steps, and rebuilds the record from the topic.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.record import JsonState
from contracts import facts, ids
from contracts.facts import (
    NotificationFailed,
    NotificationSending,
    NotificationSent,
    NotificationSuppressed,
    NotificationUnknown,
    NotificationWanted,
)
from contracts.vocabulary import NotSentReason, TicketState
from notifier.domain.ledger import Ledger, Phase, apply, timers
from notifier.domain.outcomes import (
    Asked,
    AskOutcome,
    Attempted,
    CannotSay,
    NotSent,
    Refused,
    SendOutcome,
    Sent,
    Throttled,
    Unclear,
)
from tests.unit.notifier.town import KEY, NOON, Book, brief, effect, fact, opening

ENDS = (NotificationSent, NotificationSuppressed, NotificationFailed, NotificationUnknown)
CODEC: JsonState[Ledger] = JsonState(Ledger)
RAISED = facts.EscalationRaised(
    about=brief(), escalation=ids.event_id("x", "e", 1), trigger="breach", level=1, to=("shen-peihua",)
)
CAUSES = (
    opening(),
    fact(facts.TicketAssigned, department="sh-service", assignee="gu-xiaowen"),
    fact(facts.TicketUpdatePromised, next_update_at=NOON + timedelta(hours=9)),
    fact(facts.TicketCompleted, {"state": TicketState.RESOLVED}),
    fact(facts.TicketReopened, reason="resident_disputed"),
    RAISED,
    fact(facts.TicketClosed, {"state": TicketState.CLOSED}, reason="follow_up_satisfied"),
    fact(facts.TicketErased, reason="requested"),
)


@dataclass
class World:
    """A ledger, the providers' own books, and calls whose answers are still under way."""

    book: Book = field(default_factory=Book)
    now: datetime = NOON
    taken: Counter[str] = field(default_factory=Counter)
    answers: list[Any] = field(default_factory=list)
    key: bytes | None = KEY

    def learn(self, cause: Any) -> None:
        if isinstance(cause, facts.TicketErased):
            self.key = None
        self.book.take(cause, self.now, known={"key": self.key})

    def pass_time(self, span: timedelta) -> None:
        self.now += span

    def fire_next(self, how: str, *, crash: bool) -> None:
        """Time goes on to the next timer."""
        if self.book.timers:
            self.now = max(self.now, min(self.book.timers.values()))
            self.fire(how, crash=crash)

    def fire(self, how: str, *, crash: bool) -> None:
        """Fire what is due; unless the worker dies there, do what was announced."""
        for made in self.book.fire(self.now, key=self.key):
            if not crash and isinstance(made, NotificationSending):
                self._call(made, how)
            if not crash and getattr(made, "reason", None) is NotSentReason.PROVIDER_CANNOT_SAY:
                self._ask(made, how)

    def _call(self, made: NotificationSending, how: str) -> None:
        takes = how in {"sent", "silent"}
        self.taken[made.notification] += takes
        outcomes: dict[str, SendOutcome] = {
            "sent": Sent("r"),
            "silent": Unclear(),
            "lost": Unclear(),
            "busy": Refused(permanent=False, code="503"),
            "never": Refused(permanent=True, code="550"),
            "throttled": Throttled(timedelta(minutes=1)),
        }
        self.answers.append(Attempted(made.notification, made.attempt, outcomes[how]))

    def _ask(self, made: Any, how: str) -> None:
        knows = how in {"sent", "busy", "lost"}
        says: AskOutcome = (Sent() if self.taken[made.notification] else NotSent()) if knows else CannotSay()
        self.answers.append(Asked(made.notification, made.attempt, says))

    def deliver(self, pick: int, *, keep: bool) -> None:
        """An answer reaches the door; kept ones come again (the worker's own retry)."""
        if self.answers:
            place = pick % len(self.answers)
            told = self.answers[place] if keep else self.answers.pop(place)
            self.book.take(effect(told, self.now, self.book.n), self.now)

    def rebuild(self) -> None:
        """The record is what `apply` makes of the topic, and survives its own storage."""
        state: Ledger | None = None
        for event in self.book.events:
            state = apply(state, event)
        assert state == self.book.state
        assert state is None or CODEC.load(CODEC.dump(state)) == state


HOWS = st.sampled_from(["sent", "silent", "lost", "busy", "never", "throttled"])
FIRE = st.tuples(st.just("fire"), HOWS, st.sampled_from([False, False, False, True]))
DELIVER = st.tuples(st.just("deliver"), st.integers(0, 3), st.booleans())
LEARN = st.tuples(st.just("learn"), st.sampled_from(CAUSES))
TIME = st.tuples(st.just("time"), st.sampled_from([timedelta(seconds=1), timedelta(minutes=31), timedelta(hours=30)]))
SENDING = st.lists(st.one_of(FIRE, DELIVER), max_size=25)
"""The life of two messages, one of them an alarm, played densely."""
STEPS = st.lists(st.one_of(FIRE, DELIVER, LEARN, TIME, FIRE, DELIVER, st.tuples(st.just("rebuild"))), max_size=40)
"""A ticket's whole life."""
BEGINNING: tuple[tuple[Any, ...], ...] = (("learn", opening()), ("learn", RAISED))


def played(steps: list[tuple[Any, ...]]) -> World:
    world = World()
    for step in (*BEGINNING, *steps):
        match step:
            case ("learn", cause):
                world.learn(cause)
            case ("time", span):
                world.pass_time(span)
            case ("fire", how, crash):
                world.fire_next(how, crash=crash)
            case ("deliver", pick, keep):
                world.deliver(pick, keep=keep)
            case _:
                world.rebuild()
    return world


def urgent(world: World) -> dict[str, bool]:
    return {one.notification: one.urgent for one in world.book.facts if isinstance(one, NotificationWanted)}


@settings(max_examples=400, deadline=None)
@given(st.one_of(SENDING, STEPS))
def test_no_message_but_an_alarm_is_taken_twice_by_a_provider(steps: list[tuple[Any, ...]]) -> None:
    world = played(steps)
    alarms = urgent(world)
    assert all(count <= 1 for notification, count in world.taken.items() if not alarms[notification])


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_message_ends_at_most_once_and_after_its_end_nothing_is_said_of_it(steps: list[tuple[Any, ...]]) -> None:
    ended: set[str] = set()
    for made in played(steps).book.facts:
        assert made.notification not in ended
        if isinstance(made, ENDS):
            ended.add(made.notification)


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_the_record_is_the_fold_of_its_facts(steps: list[tuple[Any, ...]]) -> None:
    played([*steps, ("rebuild",)])


@settings(max_examples=100, deadline=None)
@given(STEPS)
def test_every_open_message_has_exactly_one_timer_and_an_announced_one_waits_for_an_answer(
    steps: list[tuple[Any, ...]],
) -> None:
    state = played(steps).book.state
    if state is not None:
        running = timers(state)
        assert len(running) == len(state.items)
        for item in state.items.values():
            assert (f"send:{item.notification}" in running) == (item.phase is Phase.WAITING)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_in_the_end_every_message_comes_to_an_end(steps: list[tuple[Any, ...]]) -> None:
    """Whatever happened: when time goes on and providers answer, nothing is left waiting for ever."""
    world = played(steps)
    for _ in range(60):
        if not world.book.timers:
            break
        world.now = max(world.now, min(world.book.timers.values()))
        world.fire("sent", crash=False)
        for _ in range(len(world.answers)):
            world.deliver(0, keep=False)
    assert not world.book.timers
    wanted = {one.notification for one in world.book.facts if isinstance(one, NotificationWanted)}
    ended = {one.notification for one in world.book.facts if isinstance(one, ENDS)}
    assert wanted <= ended


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_a_fired_timer_is_not_left_running(steps: list[tuple[Any, ...]]) -> None:
    """The due-queue lets a fired timer go: the record after it must not have it any more."""
    world = played(steps)
    for name, due_at in sorted(world.book.timers.items()):
        world.now = max(world.now, due_at)
        before = world.book.timers
        if before.get(name) == due_at:
            world.book.fire(due_at, key=world.key)
            assert world.book.timers.get(name) != due_at
