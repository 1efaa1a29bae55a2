"""Any commands by anybody in any order: the record is the fold of its facts, the life a life (rule 3, D-303)."""

from collections.abc import Mapping
from datetime import timedelta
from functools import reduce
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chassis.record import JsonState
from contracts import commands as c
from contracts import topics
from contracts.classification import Classification, ClassifiedMatter
from contracts.cloudevents import Event, decode, encode
from contracts.vocabulary import Category, Kind, TicketState
from dispatch.domain.life import decide
from dispatch.domain.standing import OPEN_ORDERS, settled
from dispatch.domain.state import State, apply, timers
from tests.unit.dispatch.play import MONDAY, REMEDIED, Play, leak, quarrel, town

SECRET: Final = "不可外传的原话"
LATER: Final = MONDAY + timedelta(days=3)
OTHER: Final = "a0000000-0000-5000-8000-000000000001"
PEOPLE: Final = (*town().people, "resident", "system")
DONE: Final[st.SearchStrategy[type[c.Command]]] = st.sampled_from(
    (c.CompleteTicket, c.AcceptTicket, c.StartWork, c.ConfirmTicket, c.DisputeTicket)
)

FIELDS: Final[Mapping[type[c.Command], tuple[Mapping[str, Any], ...]]] = {
    c.AcceptTicket: ({},),
    c.DeclineTicket: ({"reason": "no_capacity", "note": SECRET}, {"reason": "not_our_department"}),
    c.TransferTicket: ({"department": "b-order", "note": SECRET}, {"department": "b-works"}),
    c.AssignTicket: ({"department": "b-works", "assignee": "finn"}, {"department": "b-clean", "matter": 2}),
    c.RejectHandler: ({"handler": "erik", "note": SECRET},),
    c.CorrectTicket: (
        {"classification": {"category": "security"}},
        {"classification": {"kind": "repair", "category": "facility_repair", "subcategory": "plumbing"}},
        {"classification": {"matters": ({"n": 1, "category": "noise"}, {"n": 2, "category": "facility_repair"})}},
    ),
    c.ConfirmSeverity: ({"severity": "major", "note": SECRET},),
    c.AgreeAppointment: ({"appointment_at": LATER},),
    c.RequestInformation: ({"question": SECRET},),
    c.AddInformation: ({"text": SECRET, "answers_question": True},),
    c.RecordReply: ({"means": "phone", "kind": "substantive", "text": SECRET},),
    c.RequestExtension: ({"until": LATER, "reason": "complex", "note": SECRET},),
    c.DecideExtension: ({"granted": True}, {"granted": False, "note": SECRET}),
    c.VerifyTicket: ({"finding": "untrue", "note": SECRET}, {"finding": "valid"}),
    c.StartWork: ({}, {"matter": 1}),
    c.CompleteTicket: (
        {**REMEDIED, "result": SECRET},
        {**REMEDIED, "matter": 1},
        {**REMEDIED, "on_the_spot": True},
        {"result": SECRET},
    ),
    c.IssueWorkOrder: ({"task": SECRET, "assignee": "finn"},),
    c.ConfirmTicket: ({},),
    c.DisputeTicket: ({"note": SECRET},),
    c.InspectWork: ({"passed": False},),
    c.ReopenTicket: ({"note": SECRET},),
    c.CloseTicket: ({"reason": "invalid"}, {"reason": "answered"}),
    c.WithdrawTicket: ({"note": SECRET},),
    c.RateTicket: ({"stars": 2, "note": SECRET},),
    c.RecordFollowUpAttempt: ({"outcome": "no_answer"},),
    c.RecordFollowUp: ({"outcome": "unsatisfied", "points": (SECRET,)}, {"outcome": "satisfied"}),
    c.LinkTicket: ({"relation": "lead_of", "other": OTHER}, {"relation": "member_of", "other": OTHER}),
    c.FlagTicket: ({"add": ("safety",)}, {"remove": ("safety",)}),
    c.EraseTicket: ({},),
}
AFTER_THE_END: Final = (
    c.DisputeTicket,
    c.ReopenTicket,
    c.RateTicket,
    c.RecordFollowUpAttempt,
    c.RecordFollowUp,
    c.LinkTicket,
    c.EraseTicket,
)

TWO_MATTERS: Final = (
    ClassifiedMatter(n=1, category=Category.FACILITY_REPAIR),
    ClassifiedMatter(n=2, category=Category.SECURITY),
)
PROPOSALS: Final = (leak(), quarrel(), leak(matters=TWO_MATTERS), Classification(kind=Kind.COMPLAINT))


@st.composite
def wishes(draw: st.DrawFn) -> c.Command:
    command = draw(st.one_of(DONE, st.sampled_from(tuple(FIELDS))))
    fields = draw(st.sampled_from(FIELDS[command]))
    return command.model_validate({"by": draw(st.sampled_from(PEOPLE)), **fields})


lives = st.tuples(st.sampled_from(PROPOSALS), st.lists(wishes(), max_size=25))


def played(proposal: Classification, commands: list[c.Command]) -> Play:
    play = Play()
    play.opens(proposal)
    for command in commands:
        before = play.stands()
        # who really has it tries too, or most sequences would never leave the first state
        own = command.model_copy(update={"by": play.snapshot.assignee or command.by})
        for one in (command, own):
            outcome = play.give(one)
            if before is TicketState.CLOSED and outcome.facts:
                assert type(one) in AFTER_THE_END
            before = play.stands()
    return play


@settings(max_examples=150, deadline=None)
@given(lives)
def test_the_record_is_exactly_the_fold_of_its_facts(life: tuple[Classification, list[c.Command]]) -> None:
    play = played(*life)
    folded: State | None = reduce(apply, play.events, None)
    assert folded == play.state
    codec = JsonState(State)
    assert codec.load(codec.dump(play.state)) == play.state
    assert [event.sequence for event in play.events] == list(range(1, len(play.events) + 1))
    assert len({event.id for event in play.events}) == len(play.events)


@settings(max_examples=100, deadline=None)
@given(lives)
def test_every_fact_survives_the_wire_and_carries_no_words_in_the_open(
    life: tuple[Classification, list[c.Command]],
) -> None:
    for event in played(*life).events:
        headers, value = encode(event)
        assert SECRET.encode() not in value
        again: Event = decode(headers, value)
        assert replace(again, cause_topic=event.cause_topic) == event


@settings(max_examples=150, deadline=None)
@given(lives)
def test_every_snapshot_on_the_way_is_a_possible_one(life: tuple[Classification, list[c.Command]]) -> None:
    for event in played(*life).events:
        one = event.data.snapshot
        assert settled(one) == one
        assert (one.state is TicketState.CLOSED) == (one.close_reason is not None)
        assert (one.state is TicketState.TRIAGE) <= (one.category is None or one.kind is None)
        assert len({order.id for order in one.work_orders}) == len(one.work_orders)
        assert one.resolved_at is None or all(matter.resolved_at for matter in one.matters)
        if one.state is TicketState.CLOSED:
            assert not [order for order in one.work_orders if order.state in OPEN_ORDERS]


@settings(max_examples=60, deadline=None)
@given(lives)
def test_a_ticket_always_has_a_department_a_tracker_and_a_contact(
    life: tuple[Classification, list[c.Command]],
) -> None:
    one = played(*life).snapshot
    assert one.department is not None
    assert one.tracker in town().people
    assert one.owner in town().people


@settings(max_examples=60, deadline=None)
@given(lives, wishes())
def test_the_same_input_in_the_same_state_is_decided_alike(
    life: tuple[Classification, list[c.Command]], last: c.Command
) -> None:
    play = played(*life)
    outcome = play.give(last)
    twice = [decide(town(), play.state, outcome.given, play.now) for _ in range(2)]
    assert twice[0] == twice[1]


@settings(max_examples=60, deadline=None)
@given(lives)
def test_a_command_that_comes_again_leaves_no_second_trace(life: tuple[Classification, list[c.Command]]) -> None:
    play = played(*life)
    given = play.give(c.FlagTicket(by="hugo", add=("agitated",)), topics.COMMANDS.name).given
    count = len(play.events)
    again = play.again(given)
    assert (again.facts, len(play.events)) == ((), count)
    assert again.earlier is not None
    assert set(timers(play.state)) <= {"destroy-key"}
